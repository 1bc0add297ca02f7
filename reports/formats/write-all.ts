/** Writes every format of a run into its folder; one that fails does not keep the others back. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../evidence/run-record.ts";
import type { JudgedRun } from "../verdict/judged-run.ts";
import { badge } from "./badge.ts";
import { ctrf } from "./ctrf.ts";
import { har } from "./har.ts";
import { html } from "./html/index.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { prometheus } from "./prometheus.ts";
import { runJson } from "./run-json.ts";
import { sarif } from "./sarif.ts";
import { summaryMd } from "./summary-md.ts";
import { wfc } from "./wfc.ts";

/** A format: pure, from the judged run and its evidence to the text of one file. */
export type Format = (judged: JudgedRun, record: RunRecord) => string;

/** Every file of a report, by its name inside the run's folder. The page comes first. */
export const FORMATS: Readonly<Record<string, Format>> = {
  "report.html": html,
  "report.json": json,
  "junit.xml": junit,
  "summary.md": summaryMd,
  "ctrf.json": ctrf,
  "results.sarif": sarif,
  "run.har": har,
  "wfc.json": wfc,
  "badge.svg": badge,
  "metrics.prom": prometheus,
  "run.json": runJson,
};

/** What was written, and what could not be. */
export interface Written {
  readonly paths: readonly string[];
  readonly unwritten: readonly Unwritten[];
}

/** A file of a report that could not be written, and why. */
export interface Unwritten {
  readonly path: string;
  readonly message: string;
  /** Of a format that broke, not of a disk that refused. */
  readonly stack?: string;
}

/** Writes all formats. */
export function writeFormats(folder: string, judged: JudgedRun, record: RunRecord): Written {
  const paths: string[] = [];
  const unwritten: Unwritten[] = [];
  for (const [name, format] of Object.entries(FORMATS)) {
    const path = join(folder, name);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, format(judged, record));
      paths.push(path);
    } catch (cause) {
      unwritten.push({ path, ...whyUnwritten(cause) });
    }
  }
  return { paths, unwritten };
}

function whyUnwritten(cause: unknown): Omit<Unwritten, "path"> {
  if (!(cause instanceof Error)) return { message: String(cause) };
  const { message, stack } = cause;
  return "syscall" in cause || stack === undefined ? { message } : { message, stack };
}
