/**
 * process_trace: short lines as an agent might write them, sometimes none, from a verbose agent
 * whole listings up to the 2048 code points that the contract allows.
 */

import type { ReportedSubtask } from "../contract/index.ts";
import {
  BOOKS,
  type Book,
  DONE,
  FAILED,
  HALTED,
  type Language,
  PLACES,
  WAITING,
} from "./trace-lines.ts";

/** What a line is about when it says a number or a place. */
export interface TraceFacts {
  readonly subtask: ReportedSubtask;
  /** Percent of the subtask, whole. */
  readonly progress: number;
  readonly copiedBytes: number;
  readonly totalBytes: number;
  /** Files in all; 0 where the agent does not count them. */
  readonly fileCount: number;
  readonly disks: number;
  readonly round: number;
  readonly state: "working" | "halted" | "failed";
  readonly verbose: boolean;
}

/** Of 256 reports that many have an empty trace. */
const SILENT_OF_256 = 64;
/** Of 256 reports of a verbose agent that many carry a listing. */
const LISTING_OF_256 = 96;
/** Greatest length of the field. */
const LENGTH_MAX = 2048;

/** The text of one report; `draw` is a byte, 0..255. */
export function traceText(facts: TraceFacts, language: Language, draw: number): string {
  const { verbose, state } = facts;
  if (draw < SILENT_OF_256 && state !== "failed" && !verbose) return "";
  if (state === "failed") return filled(pick(FAILED[language], draw), facts);
  if (verbose && draw >= 256 - LISTING_OF_256) return listing(language, draw);
  if (draw < SILENT_OF_256) return "";
  return filled(pick(bookOf(facts)[language], draw), facts);
}

function bookOf(facts: TraceFacts): Book {
  if (facts.progress === 100) return DONE;
  if (facts.state === "halted") return HALTED;
  return BOOKS[facts.subtask] ?? WAITING;
}

function pick(lines: readonly string[], draw: number): string {
  return lines[draw % lines.length] ?? "";
}

/** Puts the facts where the line asks for them; most lines ask for none. */
function filled(line: string, facts: TraceFacts): string {
  const from = line.indexOf("{");
  if (from < 0) return line;
  const to = line.indexOf("}", from);
  const rest = filled(line.slice(to + 1), facts);
  return line.slice(0, from) + factText(line.slice(from + 1, to), facts) + rest;
}

function factText(name: string, facts: TraceFacts): string {
  switch (name) {
    case "subtask":
      return facts.subtask;
    case "progress":
      return String(facts.progress);
    case "place":
      return PLACES[facts.progress & 7] ?? "";
    case "copied":
      return gigabytes(facts.copiedBytes);
    case "total":
      return gigabytes(facts.totalBytes);
    case "disk":
      return String(1 + Math.floor((facts.progress * facts.disks) / 101));
    case "round":
      return String(facts.round);
    default:
      return filesText(facts);
  }
}

/** Files copied and in all, taking every file to be of the same size; nothing when uncounted. */
function filesText({ fileCount, copiedBytes, totalBytes }: TraceFacts): string {
  if (fileCount === 0) return "";
  const copied = totalBytes > 0 ? Math.floor(fileCount * (copiedBytes / totalBytes)) : fileCount;
  return `${copied}/${fileCount}`;
}

/** Decimal gigabytes to one decimal. */
function gigabytes(bytes: number): string {
  return String(Math.round(bytes / 100000000) / 10);
}

/** A listing of paths; the last byte of the draw makes it longer, up to the greatest length. */
function listing(language: Language, draw: number): string {
  const length = Math.round((LENGTH_MAX * (draw - (255 - LISTING_OF_256))) / LISTING_OF_256);
  return LISTINGS[language].slice(0, length);
}

/** Long enough for every listing. All characters are of the basic plane, so that any cut is whole. */
const LISTINGS: Readonly<Record<Language, string>> = {
  en: longText("sending /var/www/html/assets/img-0042.png\n"),
  zh: longText("正在发送 /srv/数据/报表/二〇二五年第三季度.xlsx\n"),
};

function longText(line: string): string {
  return line.repeat(Math.ceil(LENGTH_MAX / line.length));
}
