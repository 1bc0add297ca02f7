/**
 * Reads a run's folder back: every line is validated, what is wrong is named with file and line,
 * and the rest is kept. A cut last line is what a killed run leaves, and no problem in itself: the
 * verdict sees by the missing end that the run did not come to it.
 */

import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import * as v from "valibot";
import { linesOf } from "./lines.ts";
import { EVENTS_FILE } from "./recorder.ts";
import type { FlushLine, RunRecord } from "./run-record.ts";
import { EVIDENCE_VERSION, type Event, eventSchema, flushSchema } from "./schema.ts";

/** Problems named one by one in each file; more are counted. */
const NAMED_PROBLEMS = 20;

/** True of a folder that has a run's evidence already; a second run must not be appended to it. */
export function holdsRun(folder: string): boolean {
  const path = join(folder, EVENTS_FILE);
  return existsSync(path) && statSync(path).size > 0;
}

/**
 * Why a run's folder cannot be made or written to, in one line; undefined where nothing speaks against
 * it. Makes nothing. A full disk shows only when something is written.
 */
export function whyNotWritable(folder: string): string | undefined {
  let there = resolve(folder);
  while (!existsSync(there) && there !== dirname(there)) there = dirname(there);
  if (!statSync(there).isDirectory()) return `${there} is no folder`;
  try {
    accessSync(there, constants.W_OK);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** All evidence in a run's folder. Throws where there is no such folder or it cannot be read. */
export function readRun(folder: string): RunRecord {
  const full = resolve(folder);
  const events: Event[] = [];
  const problems: string[] = [];
  for (const read of readLines(join(full, EVENTS_FILE), EVENTS_FILE, eventSchema)) {
    if (read.kind === "value") events.push(read.value);
    else problems.push(read.problem);
  }
  return { folder: full, events, flushes: readFlushes(full), problems };
}

/**
 * What the workers of every scenario of the run, or of one of them, have written. The files are
 * found now and read whenever the lines are gone through, one line in memory at a time.
 */
export function readFlushes(folder: string, scenario?: string): Iterable<FlushLine> {
  const full = resolve(folder);
  const paths = flushFiles(full, scenario);
  return {
    *[Symbol.iterator]() {
      for (const path of paths) {
        yield* flushesIn(path, relative(full, path).replaceAll("\\", "/"));
      }
    },
  };
}

function* flushesIn(path: string, name: string): Generator<FlushLine> {
  const fromName = Number(/attempt-(\d+)/.exec(name)?.[1] ?? "1");
  try {
    for (const read of readLines(path, name, flushSchema)) {
      if (read.kind === "unreadable") yield read;
      else yield { ...read.value, attempt: read.value.attempt ?? fromName };
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    yield { kind: "unreadable", problem: `${name}: cannot be read: ${message}` };
  }
}

function flushFiles(folder: string, scenario: string | undefined): string[] {
  const load = join(folder, "load");
  if (!existsSync(load)) return [];
  return readdirSync(load, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (scenario === undefined || entry.name === scenario))
    .map((entry) => join(load, entry.name))
    .flatMap((inside) =>
      readdirSync(inside)
        .filter((name) => /^flushes.*\.ndjson$/.test(name))
        .map((name) => join(inside, name)),
    )
    .sort();
}

type Unreadable = Extract<FlushLine, { kind: "unreadable" }>;
type Read<T> = { readonly kind: "value"; readonly value: T } | Unreadable;

/** Each line's value or problem; a line that the end of the file cuts is left out. */
function* readLines<S extends v.GenericSchema>(
  path: string,
  name: string,
  schema: S,
): Generator<Read<v.InferOutput<S>>> {
  let bad = 0;
  for (const { text, number, isCut } of linesOf(path)) {
    if (text === "") continue;
    const json = parseJson(text);
    if (json.kind === "bad" && isCut) continue;
    const parsed = json.kind === "bad" ? json : parseWith(schema, json.value);
    if (parsed.kind === "value") {
      yield parsed;
      continue;
    }
    bad += 1;
    if (bad <= NAMED_PROBLEMS) {
      yield { kind: "unreadable", problem: `${name}:${number}: ${parsed.reason}` };
    }
  }
  const more = bad - NAMED_PROBLEMS;
  if (more > 0) yield { kind: "unreadable", problem: `${name}: ${more} more` };
}

type Parsed<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "bad"; readonly reason: string };

function parseJson(line: string): Parsed<unknown> {
  try {
    return { kind: "value", value: JSON.parse(line) };
  } catch {
    return { kind: "bad", reason: "not a JSON document" };
  }
}

function parseWith<S extends v.GenericSchema>(schema: S, line: unknown): Parsed<v.InferOutput<S>> {
  const result = v.safeParse(schema, line);
  if (result.success) return { kind: "value", value: result.output };
  const foreign = foreignVersion(line);
  if (foreign !== undefined) {
    const reason = `evidence of version ${foreign}, this Headway reads version ${EVIDENCE_VERSION}`;
    return { kind: "bad", reason };
  }
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  return { kind: "bad", reason: `${place === null ? "" : `${place}: `}${issue.message}` };
}

/** The version a line claims, when it is a line of ours and the version is another. */
function foreignVersion(line: unknown): string | undefined {
  const claim = v.safeParse(v.object({ kind: v.string(), version: v.number() }), line);
  if (!claim.success) return undefined;
  const { kind, version } = claim.output;
  const ours = kind === "run" || kind === "load-flush";
  return ours && version !== EVIDENCE_VERSION ? String(version) : undefined;
}
