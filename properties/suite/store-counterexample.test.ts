/** A counterexample on the disk: how often it showed decides how it is sent again. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { REQUIREMENTS } from "../requirements/index.ts";
import { readCounterexample } from "./replay.ts";
import { storeCounterexample } from "./store-counterexample.ts";
import { report } from "./trial.ts";

const TARGET = {
  url: "http://127.0.0.1:8080",
  profile: "2026-01",
  tasks: "list:task-1",
  observe: "none",
  visibleWithinMs: 0,
};

it.each([
  ["each time: one curl", { runs: 3, violated: 3 }, / \| curl --silent /],
  ["at times: a replay, which sends it often", { runs: 3, violated: 1 }, / replay "\$here\//],
  ["never again: a replay, too", { runs: 3, violated: 0 }, / replay "\$here\//],
])("%s", (_, confirmation, script) => {
  const folder = mkdtempSync(join(tmpdir(), "headway-store-"));
  const [requirement] = REQUIREMENTS.filter(({ id }) => id === "progress/out-of-range");
  if (requirement === undefined) throw new Error("there is no such requirement");
  const violation = {
    trial: { title: "none", steps: [report("{}", { want: "refused" })] },
    ...{ expected: "refused (400)", actual: "status 200" },
    cause: { wanted: "refused", got: "2xx" },
    ...{ otherCauses: [], exchanges: [], also: [], firstSeen: undefined },
    ids: { a: "task-1" },
    confirmation,
  };
  const given = { folder, requirement, violation, target: TARGET, secrets: [], home: folder };
  const [json = "", sh = ""] = storeCounterexample(given);
  expect(readCounterexample(join(folder, json)).confirmation).toEqual(confirmation);
  expect(readFileSync(join(folder, sh), "utf8")).toMatch(script);
  rmSync(folder, { recursive: true });
});
