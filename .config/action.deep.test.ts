/** The action from its first step on: packs this clone, installs it, runs it. Wants the registry. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readAction, runStep } from "./action-steps.ts";

const RUN_MS_MAX = 600_000;

const temp = mkdtempSync(join(tmpdir(), "headway-action-deep-"));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

it("its steps gate our own endpoint, as they stand in the file", { timeout: RUN_MS_MAX }, () => {
  const runner = { temp, inputs: { target: "embedded" } };
  const names = readAction().runs.steps.flatMap(({ run, name }) => (run === undefined ? [] : name));
  const ended = names.map((name) => runStep(name, runner));
  expect(
    ended.map(({ status }) => status),
    ended.map(({ log }) => log).join("\n"),
  ).toEqual([0, 0]);
  expect(ended.at(-1)?.outputs).toMatchObject({ verdict: "CONFORMS", status: "0" });
});
