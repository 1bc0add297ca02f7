/**
 * Trials in which requests for one task overlap on purpose: a few reports, then lanes of reports and
 * looks beside each other, then a look at rest, or two. Each report says in process_trace which it is, and
 * differs from all others in every number, so that a look names the report it shows.
 */

import * as fc from "fast-check";
import type { FieldName, Profile } from "../../simulators/contract/index.ts";
import { ANOMALIES, type AnomalyKind } from "../model/anomalies.ts";
import { type Look, lanes, look, report, type Send, setup, type Trial } from "../suite/trial.ts";
import { bodyOf, minimal, withFields } from "./drafts.ts";

/** One request of a lane; `refused` is a report that is out of range. */
export type RaceStep = "report" | "look" | "refused";

/** What is done, before it becomes requests. */
export interface Race {
  /** Tells the reports of this trial from those of others. */
  readonly nonce: number;
  /** Reports before the lanes begin. */
  readonly before: number;
  readonly lanes: readonly (readonly { readonly what: RaceStep; readonly delayMs: number }[])[];
}

/** How the lanes of a requirement's races are drawn. */
export interface RaceShape {
  readonly lanesMin: number;
  readonly lanesMax: number;
  /** How often each kind of step is drawn beside the others. */
  readonly weights: Readonly<Record<RaceStep, number>>;
}

const STEPS_IN_LANE_MAX = 4;
const NONCES = 1_000_000;

/** The trial of a race, judged by the anomalies that it watches for. */
export function raceTrial(profile: Profile, watch: readonly AnomalyKind[], race: Race): Trial {
  // Requirements draw from one seed: without their own part they would draw the same reports.
  const [anomaly] = watch;
  const own = watch.length > 1 || anomaly === undefined ? 0 : ANOMALIES.indexOf(anomaly) + 1;
  const nonce = race.nonce + own * (NONCES + 1);
  let reports = 0;
  const request = (what: RaceStep, delayMs: number): Send | Look => {
    const delay = delayMs === 0 ? {} : { delayMs };
    if (what === "look") return look("a", delay);
    const isRefused = what === "refused";
    const body = numberedReport(profile, { nonce, number: reports++, isRefused });
    return what === "refused"
      ? report(body, { role: "setup", want: "refused", ...delay })
      : setup(body, delay);
  };
  const before = Array.from({ length: race.before }, () => request("report", 0));
  // A second look at rest says only whether it goes back.
  const atRest = watch.includes("non-monotonic") ? [look(), look()] : [look()];
  const beside = race.lanes.map((lane) => lane.map(({ what, delayMs }) => request(what, delayMs)));
  return {
    title: "reports and looks at once",
    watch,
    steps: [...before, lanes(...beside), ...atRest],
  };
}

/** Races of a shape, shrunk by lanes, steps and delays. */
export function races(
  profile: Profile,
  watch: readonly AnomalyKind[],
  shape: RaceShape,
): fc.Arbitrary<Trial> {
  const kinds = Object.entries(shape.weights) as readonly (readonly [RaceStep, number])[];
  const step = fc.record({
    what: fc.oneof(...kinds.map(([what, weight]) => ({ weight, arbitrary: fc.constant(what) }))),
    delayMs: fc.constantFrom(0, 0, 0, 1, 2, 4, 7),
  });
  const lane = fc.array(step, { minLength: 1, maxLength: STEPS_IN_LANE_MAX });
  return fc
    .record({
      // Without bias: it would draw 0 and 1 most of the time, and the same reports again and again.
      nonce: fc.noBias(fc.noShrink(fc.nat(NONCES))),
      before: fc.integer({ min: 1, max: 2 }),
      lanes: fc.array(lane, { minLength: shape.lanesMin, maxLength: shape.lanesMax }),
    })
    .map((race) => raceTrial(profile, watch, race));
}

/** A race written as text: lanes apart by `|`, `r` a report, `l` a look, `x` a refused report. */
export function raceOf(text: string, nonce: number, delayMs = 0): Race {
  const kinds: Readonly<Record<string, RaceStep>> = { r: "report", l: "look", x: "refused" };
  const written = text.split("|").map((lane, i) =>
    [...lane.trim()].flatMap((letter, at) => {
      const what = kinds[letter];
      // The first lane begins at once, the others a little later.
      return what === undefined ? [] : [{ what, delayMs: i > 0 && at === 0 ? delayMs : 0 }];
    }),
  );
  return { nonce, before: 1, lanes: written };
}

/**
 * A report that says which it is of its trial and differs from the trial's others in every number.
 * `number` counts from 0; from 101 on progress repeats.
 */
export function numberedReport(
  profile: Profile,
  given: { readonly nonce: number; readonly number: number; readonly isRefused?: boolean },
): string {
  const { nonce, number, isRefused = false } = given;
  const values: Readonly<Partial<Record<FieldName, string>>> = {
    progress: String(isRefused ? 101 + number : (4 + 5 * number) % 101),
    replicatesize: String(10_007 + 101 * number),
    totalsize: String(1_000_003 + 1009 * number),
    process_trace: `"report ${number + 1} of race ${nonce}"`,
  };
  return bodyOf(withFields(minimal(profile), values));
}
