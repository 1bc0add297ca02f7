/**
 * `headway diff <run> <run>`: reads two runs from their folders and compares them. Either may be a
 * folder of runs, a baseline for example: then latency and throughput are compared over all.
 */

import { relative } from "node:path";
import { diffText } from "./formats/diff-text.ts";
import { jsonText } from "./formats/json.ts";
import { readSide } from "./run-side.ts";
import { diffRuns } from "./verdict/diff.ts";
import type { ExitStatus } from "./verdict/judged-run.ts";

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
  const [older, newer] = [readSide(before, "diff"), readSide(after, "diff")];
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
