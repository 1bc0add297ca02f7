/**
 * Every flaw that only load shows, by the scenario that is named for it; and every scenario, five
 * times, against the reference. A run that was INVALID, because others had the cores, says nothing
 * and is played again.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SCENARIOS } from "../scenarios/index.ts";
import { LOAD_TWINS } from "../simulators/endpoint/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const RUN_MS_MAX = 300_000;
const TRIES = 4;
const INVALID = 4;

function load(scenario: string, ...args: readonly string[]) {
  for (let left = TRIES; ; left -= 1) {
    const out = join(mkdtempSync(join(tmpdir(), "headway-load-")), "run");
    const node = ["--import", import.meta.resolve("tsx"), "cli.ts", "load", scenario, ...args];
    const { status, stdout } = spawnSync(process.execPath, [...node, "--out", out], {
      cwd: ROOT,
      encoding: "utf8",
      timeout: RUN_MS_MAX,
    });
    const isInvalid = status === INVALID && /^INVALID/m.test(stdout);
    if (!isInvalid || left <= 1) return { status, stdout };
  }
}

describe("a flaw that only load shows", () => {
  it.each(LOAD_TWINS.map(({ id, foundBy }) => [id, foundBy ?? ""] as const))(
    "%s is found by %s",
    (id, scenario) => {
      const { status, stdout } = load(scenario, "--twin", id);
      expect(stdout).toMatch(/MISSED|^ *FAIL/m);
      expect(status).toBe(1);
    },
    TRIES * RUN_MS_MAX,
  );

  it.each(LOAD_TWINS.map(({ id, foundBy }) => [id, foundBy] as const))(
    "%s names a scenario there is",
    (_, scenario) => {
      expect(SCENARIOS.map(({ name }) => String(name))).toContain(scenario);
    },
  );
});

describe("the reference", () => {
  const runs = SCENARIOS.flatMap(({ name }) =>
    [1, 2, 3, 4, 5].map((seed) => [name, seed] as const),
  );

  it.each(runs)(
    "passes %s, seed %i",
    (scenario, seed) => {
      const { status, stdout } = load(scenario, "--target", "embedded", "--seed", String(seed));
      expect(stdout).toMatch(/^CONFORMS/m);
      expect(status).toBe(0);
    },
    TRIES * RUN_MS_MAX,
  );
});
