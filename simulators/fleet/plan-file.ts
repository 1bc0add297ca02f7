/**
 * The plan file: NDJSON. A header line says what the file is, then comes one plan a line. It is
 * read before anything is sent, and refused with the place and the reason.
 */

import * as v from "valibot";
import {
  KINDS,
  PLAN_RANGES,
  PLAN_VERSION,
  type Plan,
  type PlanNumber,
  planOf,
} from "../agent/index.ts";

export interface PlanFileHeader {
  /** Always "headway plans": what tells a plan file from any other NDJSON. */
  readonly format: string;
  /** Version of the plans in it. */
  readonly version: number;
  /** The program that wrote it, and its version where it gives one. */
  readonly tool: string;
  /** The seed it was drawn from; absent where it was not drawn. */
  readonly seed?: number;
  /** Number of plans: a file that was cut short is noticed. */
  readonly count: number;
}

export interface PlanFile {
  readonly header: PlanFileHeader;
  readonly plans: readonly Plan[];
}

/** The operator's file is not what it should be: status 2, the message on stderr. */
export class PlanFileError extends Error {
  override readonly name = "PlanFileError";
  /** Line of the file, the first being 1. */
  readonly line: number;

  constructor(place: string, line: number, complaint: string, nextStep: string) {
    super(`${place}:${line}: ${complaint}; ${nextStep}`);
    this.line = line;
  }
}

const FORMAT = "headway plans";
const WRITE_ANEW = "write it anew with headway simulate --format plans";
const CORRECT = "correct the line or write the file anew with headway simulate --format plans";

const HEADER = v.object({
  format: v.literal(FORMAT),
  version: v.literal(PLAN_VERSION),
  tool: v.string(),
  seed: v.optional(v.pipe(v.number(), v.safeInteger())),
  count: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

const PLAN = v.strictObject({
  version: v.literal(PLAN_VERSION),
  kind: v.picklist(KINDS),
  seed: within("seed"),
  totalBytes: within("totalBytes"),
  fileCount: v.exactOptional(within("fileCount")),
  linkMbps: within("linkMbps"),
  utilisation: within("utilisation"),
  intervalMs: within("intervalMs"),
  jitterShare: within("jitterShare"),
  phaseShare: within("phaseShare"),
  startSeconds: within("startSeconds"),
  migrationTest: v.boolean(),
});

/** The lines of a plan file, without line ends: header first. */
export function* planFileLines(plans: readonly Plan[], seed?: number): Generator<string> {
  const header: PlanFileHeader = {
    format: FORMAT,
    version: PLAN_VERSION,
    tool: "headway",
    ...(seed === undefined ? {} : { seed }),
    count: plans.length,
  };
  yield JSON.stringify(header);
  for (const plan of plans) yield JSON.stringify(plan);
}

/** A whole plan file as text. */
export function writePlanFile(plans: readonly Plan[], seed?: number): string {
  return `${[...planFileLines(plans, seed)].join("\n")}\n`;
}

/**
 * Reads a plan file's text. Throws `PlanFileError` on the first line that is not what it should
 * be; `place` is the file's name for the message.
 */
export function readPlanFile(text: string, place = "plan file"): PlanFile {
  const lines = text.split(/\r?\n/);
  if (lines[lines.length - 1] === "") lines.pop();
  const first = lines[0];
  if (first === undefined) {
    throw new PlanFileError(place, 1, "got an empty file, want a header line", WRITE_ANEW);
  }
  const header = readLine(HEADER, first, { place, line: 1, nextStep: WRITE_ANEW });
  const plans = lines.slice(1).map((line, index) => {
    const { fileCount, ...rest } = readLine(PLAN, line, {
      place,
      line: index + 2,
      nextStep: CORRECT,
    });
    return planOf(fileCount === undefined ? rest : { ...rest, fileCount });
  });
  if (plans.length !== header.count) {
    const complaint = `count: got ${plans.length} plans, want ${header.count}`;
    throw new PlanFileError(place, lines.length, complaint, WRITE_ANEW);
  }
  const { seed, ...rest } = header;
  return { header: seed === undefined ? rest : { ...rest, seed }, plans };
}

interface LinePlace {
  readonly place: string;
  readonly line: number;
  readonly nextStep: string;
}

/** An object's schema, and what each of its members has to be in words. */
type LineSchema = v.GenericSchema & {
  readonly entries: Readonly<Record<string, { readonly expects: string }>>;
};

function readLine<S extends LineSchema>(
  schema: S,
  text: string,
  { place, line, nextStep }: LinePlace,
): v.InferOutput<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const complaint = `got ${shorten(text)}, want one JSON object (${String(error)})`;
    throw new PlanFileError(place, line, complaint, nextStep);
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new PlanFileError(place, line, complaintOf(schema, result.issues[0]), nextStep);
}

function complaintOf(schema: LineSchema, issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "line";
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `${path}: got a member that plans do not have, want it gone`;
  }
  const got = issue.input === undefined ? "nothing" : shorten(JSON.stringify(issue.input));
  if (isPlanNumber(path)) return `${path}: got ${got}, want ${rangeText(path)}`;
  return `${path}: got ${got}, want ${schema.entries[path]?.expects ?? "one JSON object"}`;
}

function within(name: PlanNumber) {
  const { min, max, whole } = PLAN_RANGES[name];
  return v.pipe(
    v.number(),
    v.check((value) => value >= min && value <= max && (!whole || Number.isSafeInteger(value))),
  );
}

function rangeText(name: PlanNumber): string {
  const { min, max, whole, unit } = PLAN_RANGES[name];
  return `${whole ? "a whole number " : ""}${min}..${max} (${unit})`;
}

function isPlanNumber(name: string): name is PlanNumber {
  return name in PLAN_RANGES;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
