/** `headway report <run>`: judges a run's evidence again and writes all formats again. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readRun } from "./evidence/read-run.ts";
import { EVENTS_FILE } from "./evidence/recorder.ts";
import type { RunRecord } from "./evidence/run-record.ts";
import { type Unwritten, writeFormats } from "./formats/write-all.ts";
import { latestIn } from "./latest.ts";
import { judge } from "./verdict/decide.ts";
import type { JudgedRun } from "./verdict/judged-run.ts";

/** The operator named something that is no run; the message says what to do. */
export class NoRunError extends Error {
  override readonly name = "NoRunError";
}

/** Where runs are kept when the operator says no other place. */
export const RUNS_FOLDER = join("reports", "out");

/** A run that was judged and written down. */
export interface Reported {
  readonly judged: JudgedRun;
  readonly record: RunRecord;
  readonly written: readonly string[];
  readonly unwritten: readonly Unwritten[];
}

/**
 * Judges a run and writes all formats. A run that leaves one out is never green, and the others say
 * so: a pipeline would else take an older file for this run's. One that broke is a fault of ours.
 */
export function writeReport(record: RunRecord): Reported {
  const judged = judge(record);
  const { paths, unwritten } = writeFormats(record.folder, judged, record);
  if (unwritten.length === 0) return { judged, record, written: paths, unwritten };
  const faults = unwritten.flatMap(({ path, message, stack }) =>
    stack === undefined
      ? []
      : [{ kind: "harness-error" as const, place: basename(path), message, stack }],
  );
  const refused = unwritten.filter(({ stack }) => stack === undefined);
  const told = {
    ...record,
    events: [...record.events, ...faults],
    unwritten: refused.map(({ path, message }) => `${basename(path)}: ${message}`),
  };
  const rejudged = judge(told);
  const again = writeFormats(told.folder, rejudged, told);
  // The disk may have filled up in between.
  const since = again.unwritten.filter(({ path }) => unwritten.every((one) => one.path !== path));
  return {
    judged: rejudged,
    record: told,
    written: again.paths,
    unwritten: [...unwritten, ...since],
  };
}

/**
 * Reads, judges and writes a run again. `run` is its folder, a file anywhere inside it, or
 * `latest`. Throws NoRunError where there is no evidence.
 */
export function writeReportAgain(run: string): Reported {
  return writeReport(readAgain(findRun(run)));
}

/** The evidence in a folder. Throws NoRunError where it cannot be read. */
export function readAgain(folder: string): RunRecord {
  try {
    return readRun(folder);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new NoRunError(`report: ${folder} cannot be read: ${message}`, { cause });
  }
}

/** The folder of the run that the operator named; `what` begins the message where it is none. */
export function findRun(run: string, what = "report"): string {
  const named = resolve(run);
  const start = existsSync(named) ? named : latestOf(run);
  if (start === undefined) {
    throw new NoRunError(
      `${what}: got ${run}, want the folder of a run, for example ${RUNS_FOLDER}/latest`,
    );
  }
  const pointed = pointedAt(start);
  for (let folder = pointed; ; folder = dirname(folder)) {
    if (existsSync(join(folder, EVENTS_FILE))) return folder;
    // A file may lie two folders deep: load/<scenario>/flushes.ndjson.
    if (folder === dirname(folder) || folder === resolve(pointed, "../../..")) break;
  }
  throw new NoRunError(
    `${what}: ${run} holds no ${EVENTS_FILE}, want the folder of a run; \`headway check\`, \`load\` and \`gate\` leave one in ${RUNS_FOLDER}`,
  );
}

/** The run that the operator named, or all runs right inside a folder that is none itself. */
export function findRuns(name: string, what: string): readonly string[] {
  const named = resolve(name);
  const isFolder = existsSync(named) && statSync(named).isDirectory();
  if (!isFolder || existsSync(join(named, EVENTS_FILE))) return [findRun(name, what)];
  const inside = readdirSync(named, { withFileTypes: true })
    // `latest` is a link to one of the others.
    .filter((entry) => entry.isDirectory() && existsSync(join(named, entry.name, EVENTS_FILE)))
    .map((entry) => join(named, entry.name));
  return inside.length === 0 ? [findRun(name, what)] : inside;
}

function latestOf(run: string): string | undefined {
  return run === "latest" ? latestIn(resolve(RUNS_FOLDER)) : undefined;
}

/** `latest` may be a text file with a name in it, where links are refused. */
function pointedAt(path: string): string {
  const isText = basename(path) === "latest" && statSync(path).isFile();
  return isText ? (latestIn(dirname(path)) ?? path) : path;
}
