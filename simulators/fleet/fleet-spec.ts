/**
 * What a fleet is made of, as data: shares of kinds, sizes, links, clients, ages and faults, and how
 * the agents arrive. A spec is a JSON file or a preset; a file may start from a preset and say only
 * what is different. It is refused with the place and the reason before anything is drawn.
 */

import * as v from "valibot";
import { FAULTS, KINDS, PLAN_RANGES } from "../agent/index.ts";
import { REVISION_IDS } from "../contract/index.ts";
import { CLIENTS } from "../report/index.ts";
import { FleetInputError } from "./input-error.ts";

/** How the agents of a fleet come to work, over so much time. */
export const ARRIVALS = ["together", "spread", "waves"] as const;

/** "plain" is Headway's own text. */
export const SPEC_CLIENTS = ["plain", ...CLIENTS] as const;

/** Things of which a share of the agents has one each. */
export const TRAITS = [
  "fileCounts",
  "largeFiles",
  "packed",
  "growth",
  "disks",
  "limits",
  "stall",
  "attachHang",
  "mishap",
  "wrongClock",
  "verbose",
  "drill",
] as const;

export type Trait = (typeof TRAITS)[number];

const SHARE = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const WEIGHT = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000));

function whole(min: number, max: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
}

function rangeOf(min: number, max: number) {
  const end = whole(min, max);
  return v.pipe(
    v.strictObject({ min: end, max: end }),
    v.check(({ min: low, max: high }) => low <= high, "min must not lie above max"),
  );
}

function weightsOf<const T extends readonly string[]>(names: T) {
  return v.pipe(
    v.record(v.picklist(names), WEIGHT),
    v.check(
      (weights) => Object.values<number>(weights).some((weight) => weight > 0),
      "at least one weight must be above 0",
    ),
  );
}

function values(min: number, max: number) {
  const one = v.strictObject({
    weight: WEIGHT,
    value: v.pipe(v.number(), v.minValue(min), v.maxValue(max)),
  });
  return v.pipe(
    v.array(one),
    v.check((list) => list.some(({ weight }) => weight > 0), "at least one weight must be above 0"),
  );
}

/** Version of the spec's form. */
export const SPEC_VERSION = 1;

const { linkMbps, intervalMs, arrivalMs, totalBytes } = PLAN_RANGES;

export const FLEET_SPEC = v.strictObject({
  /** A file that leaves it out is of this version. */
  version: v.literal(
    SPEC_VERSION,
    `want ${SPEC_VERSION}: the file is of another version; write it anew with headway simulate --format spec`,
  ),
  name: v.pipe(v.string(), v.minLength(1)),
  reason: v.string(),
  /** Weights. */
  kinds: weightsOf(KINDS),
  /** Straight between the knots: that share of the agents has less than so many bytes. */
  sizes: v.pipe(
    v.array(v.strictObject({ share: SHARE, bytes: whole(0, totalBytes.max) })),
    v.minLength(2),
    v.check(ascends, "shares must rise from 0 to 1, and bytes with them"),
  ),
  linksMbps: values(linkMbps.min, linkMbps.max),
  /** Percent of the link. */
  utilisationPercent: rangeOf(5, 100),
  intervalsMs: values(intervalMs.min, intervalMs.max),
  jitterPercent: whole(0, 50),
  clients: weightsOf(SPEC_CLIENTS),
  revisions: weightsOf(REVISION_IDS),
  /** Share of the agents that have it. */
  traits: v.record(v.picklist(TRAITS), SHARE),
  /** Share of the agents that suffer it. */
  faults: v.record(v.picklist(FAULTS), SHARE),
  /** Rounds of each synchronisation. */
  rounds: rangeOf(1, 1000),
  /** Between two rounds. */
  roundGapMs: rangeOf(0, 604_800_000),
  arrival: v.strictObject({ pattern: v.picklist(ARRIVALS), overMs: whole(0, arrivalMs.max) }),
  /** Hours by which the sources' local times differ from the fleet's. */
  zones: rangeOf(-12, 14),
});

export type FleetSpec = v.InferOutput<typeof FLEET_SPEC>;

/** The operator's spec is not what it should be: status 2, the message on stderr. */
export class FleetSpecError extends FleetInputError {
  override readonly name = "FleetSpecError";
}

/**
 * Reads a spec's text. What it leaves out is taken from the preset that its member `from` names, or
 * from `base`. Throws FleetSpecError; `place` is the file's name for the message.
 */
export function readFleetSpec(
  text: string,
  place: string,
  presetOf: (name: string) => FleetSpec | undefined,
  base: FleetSpec,
): FleetSpec {
  const given = parsed(text, place);
  const { from, ...own } = given;
  const start = from === undefined ? base : presetOf(String(from));
  if (start === undefined) {
    throw new FleetSpecError(
      `${place}: from: there is no preset ${JSON.stringify(from)}; see headway list presets`,
    );
  }
  const result = v.safeParse(FLEET_SPEC, { ...start, ...own }, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? "spec";
  const got = issue.received === "undefined" ? "nothing" : shorten(JSON.stringify(issue.input));
  throw new FleetSpecError(`${place}: ${path}: got ${got}; ${issue.message}`);
}

function parsed(text: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FleetSpecError(
      `${place}: got no JSON (${String(error)}); want one object, a fleet spec`,
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { ...value };
  }
  throw new FleetSpecError(
    `${place}: got ${shorten(JSON.stringify(value))}; want one object, a fleet spec`,
  );
}

function ascends(knots: { share: number; bytes: number }[]): boolean {
  const first = knots[0]?.share === 0;
  const last = knots[knots.length - 1]?.share === 1;
  const rises = knots.every((knot, index) => {
    const before = knots[index - 1];
    return before === undefined || (before.share < knot.share && before.bytes <= knot.bytes);
  });
  return first && last && rises;
}

function shorten(text: string | undefined): string {
  if (text === undefined) return "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
