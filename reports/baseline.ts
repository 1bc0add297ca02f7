/**
 * A run beside its baseline: a run, or a folder of runs, that was kept. What differs becomes
 * evidence of the new run, so that it is judged the same wherever it is read again.
 */

import { relative } from "node:path";
import * as v from "valibot";
import { baselineSchema } from "./evidence/baseline-schema.ts";
import type { EventOf } from "./evidence/schema.ts";
import { NoRunError } from "./report-verb.ts";
import { readSide, type SideRead } from "./run-side.ts";
import { differencesOf } from "./verdict/diff.ts";
import type { JudgedRun } from "./verdict/judged-run.ts";
import { whyNotWhole } from "./verdict/whole.ts";

/** A baseline that was read, and runs of the same build as the one to come. */
export interface Baseline {
  /** As the operator named it. */
  readonly folder: string;
  readonly side: SideRead;
  readonly beside: readonly JudgedRun[];
}

/**
 * Reads a baseline before anything is sent. `beside` is a folder of other runs of the new build,
 * whose load is compared together with the new run's. Throws NoRunError where the baseline is none:
 * what covers a part only, or did not come to its end, would let a regression pass.
 */
export function readBaseline(folder: string, beside: string | undefined): Baseline {
  const side = readSide(folder, "baseline");
  const fault = side.runs.map(faultOf).find((found) => found !== undefined);
  if (fault !== undefined) {
    throw new NoRunError(
      `baseline: ${folder} ${fault}; want runs that were whole and came to their end`,
    );
  }
  return {
    folder,
    side,
    beside: beside === undefined ? [] : readSide(beside, "with").runs,
  };
}

function faultOf(judged: JudgedRun) {
  const { run, requirements, scenarios } = judged;
  if (run?.partial !== undefined) return `is PARTIAL (${run.partial}), which is never a baseline`;
  const tested =
    requirements.some((r) => r.tested) || scenarios.some((s) => s.load.ledger.sent > 0);
  return tested ? whyNotWhole(judged) : "tested nothing";
}

/** What a run shows beside its baseline; it need not have recorded its end yet. */
export function compareWithBaseline(
  { folder, side, beside }: Baseline,
  run: JudgedRun,
): EventOf<"baseline"> {
  const differences = differencesOf(side.newest, run, [side.runs, [...beside, run]]);
  return v.parse(baselineSchema, {
    kind: "baseline",
    folder: relative("", folder) || folder,
    line: side.newest.line,
    ...differences,
  });
}
