/**
 * `headway diff <run> <run>`: reads two runs from their folders and compares them. Either may be a
 * folder of runs, a baseline for example: then latency and throughput are compared over all.
 */

import { relative } from "node:path";
import { diffText } from "./formats/diff-text.ts";
import { jsonText } from "./formats/json.ts";
import { findRuns, NoRunError, readAgain } from "./report-verb.ts";
import { judge } from "./verdict/decide.ts";
import { diffRuns } from "./verdict/diff.ts";
import type { ExitStatus, JudgedRun } from "./verdict/judged-run.ts";

export interface DiffShown {
  readonly status: ExitStatus;
  /** For stdout, with a line end. */
  readonly text: string;
}

/** Compares the older run with the newer one. Throws NoRunError where one of them is none. */
export function diffAgain(
  before: string,
  after: string,
  options: { readonly json: boolean; readonly color: boolean },
): DiffShown {
  const [older, newer] = [sideOf(before), sideOf(after)];
  const [old, now] = [older.newest, newer.newest];
  const compared = diffRuns(old, now, [older.runs, newer.runs]);
  const damaged = [...older.damaged, ...newer.damaged].map((folder) => relative("", folder));
  // Nothing is green over evidence that was read in part.
  const diff =
    compared.status !== 0 || damaged.length === 0
      ? compared
      : { ...compared, status: 5 as const, line: `NOT DECIDED: damaged: ${damaged.join(", ")}` };
  const folders = [older.folder, newer.folder] as const;
  if (options.json) {
    const document = { schemaVersion: 1, before: folders[0], after: folders[1], ...diff };
    return { status: diff.status, text: jsonText(document) };
  }
  const named = (folder: string, line: string) => `${relative("", folder) || folder}: ${line}`;
  const sides = [named(folders[0], old.line), named(folders[1], now.line)] as const;
  return { status: diff.status, text: `${diffText(diff, sides, options)}\n` };
}

function sideOf(name: string) {
  const read = findRuns(name)
    .map((folder) => ({ folder, judged: judge(readAgain(folder)) }))
    .sort((a, b) => (startOf(a.judged) < startOf(b.judged) ? -1 : 1));
  const last = read.at(-1);
  if (last === undefined) throw new NoRunError(`diff: ${name} holds no run`);
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
