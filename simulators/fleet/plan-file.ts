/**
 * The plan file: NDJSON. A header line says what the file is, then comes one plan a line. It is
 * read before anything is sent, and refused with the place and the reason.
 */

import * as v from "valibot";
import {
  FAULT_RANGES,
  FAULTS,
  type Fault,
  KINDS,
  LIMIT_RANGES,
  LIMITS_MAX,
  MISHAP_RANGES,
  PLAN_RANGES,
  PLAN_VERSION,
  type Plan,
  type PlanNumber,
  type PlanRange,
  planOf,
  STALL_RANGES,
} from "../agent/index.ts";
import { REVISION_IDS } from "../contract/index.ts";
import { CLIENTS } from "../report/index.ts";
import { FleetInputError } from "./input-error.ts";

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
export class PlanFileError extends FleetInputError {
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

const FAULT = v.pipe(
  v.variant(
    "name",
    FAULTS.map((name) => {
      const numbers = Object.entries(FAULT_RANGES[name]).map(([key, range]) => [
        key,
        within(range),
      ]);
      return v.strictObject({ name: v.literal(name), ...Object.fromEntries(numbers) });
    }),
  ),
  // Its numbers were checked one by one, so that its shape is known.
  v.transform((fault): Fault => fault as unknown as Fault),
);

const PLAN = v.strictObject({
  version: v.literal(PLAN_VERSION),
  kind: v.picklist(KINDS),
  seed: within(PLAN_RANGES.seed),
  totalBytes: within(PLAN_RANGES.totalBytes),
  linkMbps: within(PLAN_RANGES.linkMbps),
  utilisation: within(PLAN_RANGES.utilisation),
  intervalMs: within(PLAN_RANGES.intervalMs),
  jitterShare: within(PLAN_RANGES.jitterShare),
  phaseShare: within(PLAN_RANGES.phaseShare),
  startSeconds: within(PLAN_RANGES.startSeconds),
  migrationTest: v.boolean(),
  fileCount: maybe("fileCount"),
  largeFileShare: maybe("largeFileShare"),
  packedShare: maybe("packedShare"),
  growthMbps: maybe("growthMbps"),
  disks: maybe("disks"),
  limits: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          fromMinute: within(LIMIT_RANGES.fromMinute),
          toMinute: within(LIMIT_RANGES.toMinute),
          mbps: within(LIMIT_RANGES.mbps),
        }),
      ),
      v.maxLength(LIMITS_MAX),
    ),
  ),
  stall: v.exactOptional(
    v.strictObject({ atShare: within(STALL_RANGES.atShare), forMs: within(STALL_RANGES.forMs) }),
  ),
  attachHangMs: maybe("attachHangMs"),
  rounds: maybe("rounds"),
  roundGapMs: maybe("roundGapMs"),
  changeShare: maybe("changeShare"),
  mishap: v.exactOptional(
    v.strictObject({
      what: v.picklist(["aborted", "failed"]),
      stage: within(MISHAP_RANGES.stage),
      percent: within(MISHAP_RANGES.percent),
      pauseMs: within(MISHAP_RANGES.pauseMs),
      keeps: v.boolean(),
    }),
  ),
  timeScale: maybe("timeScale"),
  clockOffsetSeconds: maybe("clockOffsetSeconds"),
  clockDriftPpm: maybe("clockDriftPpm"),
  revision: v.exactOptional(v.picklist(REVISION_IDS)),
  client: v.exactOptional(v.picklist(CLIENTS)),
  verbose: v.exactOptional(v.boolean()),
  arrivalMs: maybe("arrivalMs"),
  faults: v.exactOptional(v.array(FAULT)),
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
    const facts = readLine(PLAN, line, { place, line: index + 2, nextStep: CORRECT });
    return planOf(facts);
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
  if (issue.type === "check") return `${path}: got ${got}, want ${issue.message}`;
  const wanted = isPlanNumber(path) ? rangeText(PLAN_RANGES[path]) : undefined;
  if (path === "line") return `${path}: got ${got}, want one JSON object`;
  const isMissing = issue.type === "strict_object" || issue.type === "object";
  const member = isMissing ? schema.entries[path]?.expects : issue.expected;
  const expected = member ?? "another value";
  return `${path}: got ${got}, want ${wanted ?? expected}`;
}

function maybe(name: PlanNumber) {
  return v.exactOptional(within(PLAN_RANGES[name]));
}

function within(range: PlanRange) {
  const { min, max, whole } = range;
  return v.pipe(
    v.number(),
    v.check(
      (value) => value >= min && value <= max && (!whole || Number.isSafeInteger(value)),
      rangeText(range),
    ),
  );
}

function rangeText({ min, max, whole, unit }: PlanRange): string {
  return `${whole ? "a whole number " : ""}${min}..${max} (${unit})`;
}

function isPlanNumber(name: string): name is PlanNumber {
  return name in PLAN_RANGES;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
