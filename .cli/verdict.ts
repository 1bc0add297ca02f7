/** The end of a run: judged, written in all formats, said where people look. */

import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { messageOf } from "../properties/target/index.ts";
import {
  githubAnnotations,
  type JudgedRun,
  pointLatest,
  type Recorder,
  type RunRecord,
  readFlushes,
  recordOf,
  summaryMd,
  terminal,
  type Unwritten,
  withoutCommands,
  writeReport,
  writeReportAgain,
} from "../reports/index.ts";
import { coloured, displayPath, notWritten } from "./terminal.ts";

/** Judges, writes all formats, prints the summary. Gives the exit status. */
export function finish(recorder: Recorder): number {
  recorder.close();
  const { judged, record, unwritten } = writeReport(
    recordOf(recorder, readFlushes(recorder.folder)),
  );
  sayUnwritten(unwritten);
  const unpointed = pointLatest(recorder.folder);
  if (unpointed !== undefined) notWritten(unpointed);
  say(judged, record);
  return judged.status;
}

/** The verdict where people look: on the terminal, and on the page of a GitHub job. */
function say(judged: JudgedRun, record: RunRecord): void {
  const text = terminal(judged, record, { color: coloured() });
  if (process.env["GITHUB_ACTIONS"] !== "true") {
    process.stdout.write(`${text}\n`);
    return;
  }
  // On one stream: on two, annotations could come before commands are allowed again.
  process.stdout.write(`${withoutCommands(text, randomUUID())}\n${githubAnnotations(judged)}\n`);
  const page = process.env["GITHUB_STEP_SUMMARY"];
  if (page === undefined || page === "") return;
  try {
    appendFileSync(page, summaryMd(judged, record));
  } catch (error) {
    notWritten(`GITHUB_STEP_SUMMARY: ${messageOf(error)}`);
  }
}

/** Judges a run again, as `finish` does. Gives the exit status. */
export function reportVerb(folder: string): number {
  const { judged, record, written, unwritten } = writeReportAgain(folder);
  sayUnwritten(unwritten);
  say(judged, record);
  for (const path of written) console.error(`written: ${displayPath(path)}`);
  return judged.status;
}

/** With the trace, where the fault is ours. */
function sayUnwritten(unwritten: readonly Unwritten[]): void {
  for (const { path, message, stack } of unwritten) notWritten(`${path}: ${stack ?? message}`);
}
