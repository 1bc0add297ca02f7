/**
 * `headway report --history <folder>`: every run below a folder, judged again and put in order; a
 * folder of runs is all the store there is. Writes history.html into it.
 */

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { EVENTS_FILE } from "./evidence/recorder.ts";
import { historyText } from "./formats/history-text.ts";
import { historyHtml } from "./formats/html/history-page.tsx";
import { NoRunError, readAgain } from "./report-verb.ts";
import { judge } from "./verdict/decide.ts";
import { type History, historyOf, type RunSummary, summaryOf } from "./verdict/history.ts";
import type { ExitStatus } from "./verdict/judged-run.ts";

export const HISTORY_FILE = "history.html";
/** How deep below the folder runs are looked for: release/attempt/run. */
const DEPTH_MAX = 3;

export interface HistoryShown {
  /** The newest run's: a page of old runs is no reason to pass. Not 0 where that one may be unread. */
  readonly status: ExitStatus;
  /** For stdout, with a line end. */
  readonly text: string;
  /** The page; undefined where it could not be written. */
  readonly path: string | undefined;
  /** What could not be read or written. */
  readonly problems: readonly string[];
}

/** Reads, shows and writes the history. Throws NoRunError where there is no run. */
export function showHistory(folder: string, options: { readonly color: boolean }): HistoryShown {
  const { history: read, problems } = readHistory(folder);
  const history = { ...read, damaged: [...read.damaged, ...problems] };
  const path = join(resolve(folder), HISTORY_FILE);
  const unwritten = written(path, historyHtml(history));
  const { status } = history.newest;
  const hidden = status === 0 && problems.length > 0;
  return {
    status: hidden ? 4 : status,
    text: `${historyText(history, options)}\n`,
    path: unwritten.length === 0 ? path : undefined,
    problems: [
      ...problems,
      ...(hidden ? ["what cannot be read may be the newest run, so the history is not green"] : []),
      ...unwritten,
    ],
  };
}

/** The runs below a folder in order. One that cannot be read at all is a problem, not an end. */
export function readHistory(folder: string): {
  readonly history: History;
  readonly problems: readonly string[];
} {
  const top = resolve(folder);
  const summaries: RunSummary[] = [];
  const problems: string[] = [];
  for (const run of existsSync(top) ? runsUnder(top, DEPTH_MAX) : []) {
    try {
      // One at a time: only its summary stays in memory.
      summaries.push(summaryOf(relative(top, run) || ".", judge(readAgain(run))));
    } catch (cause) {
      if (!(cause instanceof NoRunError)) throw cause;
      problems.push(cause.message);
    }
  }
  const history = historyOf(summaries);
  if (history === undefined) {
    throw new NoRunError(
      [`history: got ${folder}, want a folder with runs in it`, ...problems].join("; "),
    );
  }
  return { history, problems };
}

/** Links are left alone: `latest` is one to a run that is met anyway. */
function runsUnder(folder: string, depth: number): readonly string[] {
  if (existsSync(join(folder, EVENTS_FILE))) return [folder];
  if (depth === 0) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => runsUnder(join(folder, entry.name), depth - 1));
}

function written(path: string, text: string): string[] {
  try {
    writeFileSync(path, text);
    return [];
  } catch (cause) {
    return [`${path}: ${cause instanceof Error ? cause.message : String(cause)}`];
  }
}
