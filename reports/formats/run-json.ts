/** run.json: the identity of a run, to find it again and to tell which runs may be compared. */

import type { RunRecord } from "../evidence/run-record.ts";
import type { JudgedRun } from "../verdict/judged-run.ts";
import { jsonText } from "./json.ts";

/** What ran, with which tools, against what, on which machine. */
export function runJson({ run, scenarios }: JudgedRun, _record: RunRecord): string {
  const { kind: _, ...identity } = run ?? { kind: "run" };
  const k6 = [...new Set(scenarios.flatMap(({ closed }) => (closed ? [closed.k6.version] : [])))];
  return jsonText({ ...identity, k6 });
}
