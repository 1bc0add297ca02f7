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
  const diff = diffRuns(old, now, [older.runs, newer.runs]);
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
  return { folder: last.folder, newest: last.judged, runs: read.map(({ judged }) => judged) };
}

function startOf({ run }: JudgedRun): string {
  return run?.startedAt ?? "";
}
