/** A stored counterexample: the trial, what it showed, and what is needed to send it again. */

import * as v from "valibot";
import type { Exchange } from "../../reports/evidence/index.ts";
import { ANOMALIES } from "../model/anomalies.ts";
import {
  ALTERATIONS,
  CUT_PLACES,
  CUT_WAYS,
  DELAY_PLACES,
  FRAMINGS,
  OperatorError,
  SIGNATURE_FLAWS,
} from "../target/index.ts";
import { type Trial, WANTS } from "./trial.ts";

/** How the target was described when the counterexample was found; no secrets. */
export interface RecordedTarget {
  readonly url: string;
  /** Set when it was our own endpoint: "reference" or the twin's id. */
  readonly embedded?: string;
  /** The `--auth` setting; absent: a token, or none. */
  readonly auth?: string;
  readonly profile: string;
  readonly tasks: string;
  readonly observe: string;
  readonly visibleWithinMs: number;
}

export interface Counterexample {
  readonly version: 2;
  readonly requirement: string;
  readonly statement: string;
  readonly target: RecordedTarget;
  readonly ids: { readonly a?: string; readonly b?: string };
  readonly trial: Trial;
  readonly expected: string;
  readonly actual: string;
  /** How often it was sent again, and how often it was violated then. Absent: an older file. */
  readonly confirmation?: { readonly runs: number; readonly violated: number };
  readonly exchanges: readonly Exchange[];
}

/** Of the file; one of another version is not read. */
export const COUNTEREXAMPLE_VERSION = 2;

const credential = v.variant("kind", [
  v.object({ kind: v.literal("valid"), header: v.exactOptional(v.string()) }),
  v.object({ kind: v.literal("none") }),
  v.object({ kind: v.literal("token"), token: v.string() }),
  v.object({ kind: v.literal("altered"), how: v.picklist(ALTERATIONS) }),
  v.object({ kind: v.literal("signature"), how: v.picklist(SIGNATURE_FLAWS) }),
]);
const percent = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99));
const networkFault = v.variant("kind", [
  v.object({
    kind: v.literal("cut"),
    place: v.picklist(CUT_PLACES),
    percent,
    how: v.picklist(CUT_WAYS),
    afterMs: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  }),
  v.object({
    kind: v.literal("delay"),
    place: v.picklist(DELAY_PLACES),
    percent,
    forMs: v.pipe(v.number(), v.minValue(0)),
  }),
  v.object({ kind: v.literal("slice"), pieceBytes: v.pipe(v.number(), v.minValue(1)) }),
  v.object({ kind: v.literal("duplicate") }),
]);
const task = v.picklist(["a", "b", "new"]);
const send = v.object({
  do: v.literal("send"),
  task,
  method: v.string(),
  path: v.string(),
  credential,
  headers: v.array(v.tuple([v.string(), v.string()])),
  body: v.exactOptional(
    v.union([v.object({ text: v.string() }), v.object({ base64: v.string() })]),
  ),
  framing: v.exactOptional(v.picklist(FRAMINGS)),
  faults: v.exactOptional(v.array(networkFault)),
  want: v.picklist(WANTS),
  role: v.picklist(["setup", "judged"]),
  delayMs: v.exactOptional(v.number()),
});
const lookStep = v.object({
  do: v.literal("look"),
  task,
  want: v.picklist(["model", "absent"]),
  delayMs: v.exactOptional(v.number()),
});
const inner = v.variant("do", [send, lookStep]);
const trial = v.object({
  title: v.string(),
  idOfA: v.exactOptional(v.string()),
  watch: v.exactOptional(v.array(v.picklist(ANOMALIES))),
  steps: v.array(
    v.variant("do", [
      send,
      lookStep,
      v.object({ do: v.literal("together"), steps: v.array(inner) }),
      v.object({ do: v.literal("lanes"), lanes: v.array(v.array(inner)) }),
      v.object({
        do: v.literal("restart"),
        lanes: v.array(v.array(inner)),
        afterMs: v.pipe(v.number(), v.minValue(0)),
      }),
    ]),
  ),
});
const fileSchema = v.object({
  version: v.literal(COUNTEREXAMPLE_VERSION),
  requirement: v.string(),
  statement: v.string(),
  target: v.object({
    url: v.string(),
    embedded: v.exactOptional(v.string()),
    auth: v.exactOptional(v.string()),
    profile: v.string(),
    tasks: v.string(),
    observe: v.string(),
    visibleWithinMs: v.number(),
  }),
  ids: v.object({ a: v.exactOptional(v.string()), b: v.exactOptional(v.string()) }),
  trial,
  expected: v.string(),
  actual: v.string(),
  confirmation: v.exactOptional(v.object({ runs: v.number(), violated: v.number() })),
});

/** What a replay needs of a file; the exchanges are for people. */
export type StoredTrial = Omit<Counterexample, "exchanges">;

/** Reads a stored counterexample. Throws OperatorError on anything that is none. */
export function parseCounterexample(text: string, path: string): StoredTrial {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OperatorError(`replay: ${path} is no JSON; want a file of counterexamples/`);
  }
  const parsed = v.safeParse(fileSchema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue) ?? "the file";
  throw new OperatorError(`replay: ${path}: ${place}: ${issue.message}`);
}

/** File name of a requirement's counterexample, without ending. */
export function counterexampleName(requirement: string): string {
  return requirement.replaceAll("/", ".");
}

/** Command line that sends a stored counterexample again. */
export function replayCommand(path: string): string {
  return `npx tsx cli.ts replay ${path}`;
}
