/** For tests: whole timelines and drawn plans. */

import fc from "fast-check";
import { planArbitrary } from "../../fleet/plan-arbitrary.ts";
import { type Plan, type Timeline, type TimelineEntry, timeline } from "../index.ts";

export const SEED = 20_260_105;

/** Plans without faults whose whole timelines are short enough to be played in a property. */
export const SHORT_PLANS = planArbitrary({ reportsMax: 60, faults: [] });

/** All entries of a timeline. */
export function entriesOf(rest: Timeline): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  for (let entry = rest.next(); entry !== undefined; entry = rest.next()) entries.push(entry);
  return entries;
}

/** All entries of a plan's timeline, without its faults. */
export function played(plan: Plan): readonly TimelineEntry[] {
  return entriesOf(timeline(plan));
}

/** Asserts it of drawn plans, and returns those: what was never drawn is not proved. */
export function holds(
  predicate: (plan: Plan) => void,
  numRuns = 150,
  plans: fc.Arbitrary<Plan> = SHORT_PLANS,
): readonly Plan[] {
  const drawn: Plan[] = [];
  // What a predicate returns is no verdict: it asserts.
  const property = fc.property(plans, (plan) => {
    drawn.push(plan);
    predicate(plan);
  });
  fc.assert(property, { seed: SEED, numRuns });
  return drawn;
}
