/** A run, or all runs of a folder, as one side of a comparison: read from the disk and judged. */

import { findRuns, NoRunError, readAgain } from "./report-verb.ts";
import { judge } from "./verdict/decide.ts";
import type { JudgedRun } from "./verdict/judged-run.ts";

export interface SideRead {
  /** Folder of the newest run. */
  readonly folder: string;
  readonly newest: JudgedRun;
  /** All of them, the oldest first. */
  readonly runs: readonly JudgedRun[];
  /** Folders of runs that could be read in part only. */
  readonly damaged: readonly string[];
}

/** Reads a side; `what` begins the message of the NoRunError where there is no run. */
export function readSide(name: string, what: string): SideRead {
  const read = findRuns(name, what)
    .map((folder) => ({ folder, judged: judge(readAgain(folder)) }))
    .sort((a, b) => (startOf(a.judged) < startOf(b.judged) ? -1 : 1));
  const last = read.at(-1);
  if (last === undefined) throw new NoRunError(`${what}: ${name} holds no run`);
  const damaged = read.filter(({ judged }) => judged.problems.length > 0);
  return {
    folder: last.folder,
    newest: last.judged,
    runs: read.map(({ judged }) => judged),
    damaged: damaged.map(({ folder }) => folder),
  };
}

/** Later than any time: a run of unknown age may be the newest. */
const UNKNOWN = "~";

function startOf({ run }: JudgedRun): string {
  return run?.startedAt ?? UNKNOWN;
}
