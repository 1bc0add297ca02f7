/**
 * Reads a run's folder back: every line is validated, what is wrong is named with file and line,
 * and the rest is kept. A cut last line is what a killed run leaves, and no problem in itself: the
 * verdict sees by the missing end that the run did not come to it.
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import * as v from "valibot";
import { EVENTS_FILE } from "./recorder.ts";
import type { AttemptFlush, FlushesRead, RunRecord } from "./run-record.ts";
import { EVIDENCE_VERSION, type Event, eventSchema, flushSchema } from "./schema.ts";

/** Problems named one by one in each file; more are counted. */
const NAMED_PROBLEMS = 20;

/** True of a folder that has a run's evidence already; a second run must not be appended to it. */
export function holdsRun(folder: string): boolean {
  const path = join(folder, EVENTS_FILE);
  return existsSync(path) && statSync(path).size > 0;
}

/** All evidence in a run's folder. Throws where there is no such folder or it cannot be read. */
export function readRun(folder: string): RunRecord {
  const full = resolve(folder);
  const events = readLines(join(full, EVENTS_FILE), EVENTS_FILE, parseEvent);
  const load = readFlushes(full);
  return {
    folder: full,
    events: events.values,
    flushes: load.flushes,
    problems: [...events.problems, ...load.problems],
  };
}

/** What the workers of every scenario of the run, or of one of them, have written. */
export function readFlushes(folder: string, scenario?: string): FlushesRead {
  const flushes: AttemptFlush[] = [];
  const problems: string[] = [];
  for (const path of flushFiles(resolve(folder), scenario)) {
    const name = relative(resolve(folder), path).replaceAll("\\", "/");
    const read = readLines(path, name, parseFlush);
    const fromName = Number(/attempt-(\d+)/.exec(name)?.[1] ?? "1");
    // One by one: a long run has more flushes than a call takes arguments.
    for (const flush of read.values) {
      flushes.push({ ...flush, attempt: flush.attempt ?? fromName });
    }
    problems.push(...read.problems);
  }
  return { flushes, problems };
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

type Parsed<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "bad"; readonly reason: string };

interface LinesRead<T> {
  readonly values: readonly T[];
  readonly problems: readonly string[];
}

function readLines<T>(
  path: string,
  name: string,
  parse: (line: unknown) => Parsed<T>,
): LinesRead<T> {
  const lines = readFileSync(path, "utf8").split("\n");
  const values: T[] = [];
  const problems: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const json = parseJson(line);
    const isCutEnd = json.kind === "bad" && index === lines.length - 1;
    if (isCutEnd) continue;
    const parsed = json.kind === "bad" ? json : parse(json.value);
    if (parsed.kind === "value") values.push(parsed.value);
    else problems.push(`${name}:${index + 1}: ${parsed.reason}`);
  }
  const more = problems.length - NAMED_PROBLEMS;
  if (more <= 0) return { values, problems };
  return { values, problems: [...problems.slice(0, NAMED_PROBLEMS), `${name}: ${more} more`] };
}

function parseJson(line: string): Parsed<unknown> {
  try {
    return { kind: "value", value: JSON.parse(line) };
  } catch {
    return { kind: "bad", reason: "not a JSON document" };
  }
}

function parseEvent(line: unknown): Parsed<Event> {
  return parseWith(eventSchema, line);
}

function parseFlush(line: unknown): Parsed<v.InferOutput<typeof flushSchema>> {
  return parseWith(flushSchema, line);
}

function parseWith<S extends v.GenericSchema>(schema: S, line: unknown): Parsed<v.InferOutput<S>> {
  const foreign = foreignVersion(line);
  if (foreign !== undefined) {
    const reason = `evidence of version ${foreign}, this Headway reads version ${EVIDENCE_VERSION}`;
    return { kind: "bad", reason };
  }
  const result = v.safeParse(schema, line);
  if (result.success) return { kind: "value", value: result.output };
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
