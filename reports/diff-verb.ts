/** `headway diff <run> <run>`: reads two runs from their folders and compares them. */

import { relative } from "node:path";
import { diffText } from "./formats/diff-text.ts";
import { jsonText } from "./formats/json.ts";
import { findRun, readAgain } from "./report-verb.ts";
import { judge } from "./verdict/decide.ts";
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
  const folders = [findRun(before), findRun(after)] as const;
  const [old, now] = [judge(readAgain(folders[0])), judge(readAgain(folders[1]))];
  const diff = diffRuns(old, now);
  if (options.json) {
    const document = { schemaVersion: 1, before: folders[0], after: folders[1], ...diff };
    return { status: diff.status, text: jsonText(document) };
  }
  const named = (folder: string, line: string) => `${relative("", folder) || folder}: ${line}`;
  const sides = [named(folders[0], old.line), named(folders[1], now.line)] as const;
  return { status: diff.status, text: `${diffText(diff, sides, options)}\n` };
}
