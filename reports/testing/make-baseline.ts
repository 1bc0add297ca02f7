/** Comparisons with a baseline that nobody kept. */

import { compareWithBaseline } from "../baseline.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import type { EventOf } from "../evidence/schema.ts";
import { judge } from "../verdict/decide.ts";

/** What a run shows beside a baseline of so many runs like `before`, and as many of its own. */
export function makeBaseline(
  before: RunRecord,
  after: RunRecord,
  runs: { readonly before: number; readonly after: number } = { before: 5, after: 5 },
): EventOf<"baseline"> {
  const [newest, now] = [judge(before), judge(after)];
  const side = { folder: "kept", newest, runs: Array(runs.before).fill(newest), damaged: [] };
  return compareWithBaseline(
    { folder: "kept", side, beside: Array(runs.after - 1).fill(now) },
    now,
  );
}
