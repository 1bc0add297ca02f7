/**
 * For tests: plans of everything there is, and what a set of plans leaves out. A property proves
 * nothing about a kind, a name, a fault or a client that it never drew, so that tests ask.
 */

import fc from "fast-check";
import { FAULTS, KINDS, type Plan, timeline } from "../../agent/index.ts";
import { type Profile, profileOf, REPORTED_SUBTASKS, REVISION_IDS } from "../../contract/index.ts";
import { CLIENTS } from "../../report/index.ts";
import { planArbitrary } from "../plan-arbitrary.ts";
import { MIXED, presetNamed } from "../presets.ts";

const SEED = 2026;

/** Knows every name, and refuses no agent for its age: the oldest ones leave out most fields. */
export const EVERYTHING: Profile = {
  ...profileOf("2026-01+consistency"),
  mandatory: ["subtask_name", "progress"],
};

/** Plans of all kinds, clients, ages and faults, extremes included, from one seed. */
export function everyPlan(count: number, reportsMax: number): readonly Plan[] {
  const hostile = presetNamed("hostile-mix") ?? MIXED;
  const faults = Object.fromEntries(FAULTS.map((name) => [name, 0.15]));
  const spec = { ...hostile, faults, kinds: Object.fromEntries(KINDS.map((kind) => [kind, 1])) };
  const plans = planArbitrary({ spec, profile: EVERYTHING, reportsMax });
  return fc.sample(plans, { seed: SEED, numRuns: count });
}

/** What plans can be asked for. */
const WANTED = {
  kind: KINDS,
  name: REPORTED_SUBTASKS,
  fault: FAULTS,
  client: ["plain", ...CLIENTS],
  age: REVISION_IDS,
} as const;

export type Wanted = keyof typeof WANTED;

/** "kind linux-block", "fault lost": what no plan of them has. Plays them where names are asked. */
export function undrawn(plans: readonly Plan[], what: readonly Wanted[]): readonly string[] {
  return what.flatMap((wanted) => {
    const drawn = new Set(plans.flatMap((plan) => [...READERS[wanted](plan)]));
    return WANTED[wanted].filter((one) => !drawn.has(one)).map((one) => `${wanted} ${one}`);
  });
}

const READERS: Readonly<Record<Wanted, (plan: Plan) => Iterable<string>>> = {
  kind: (plan) => [plan.kind],
  name: namesOf,
  fault: (plan) => (plan.faults ?? []).map((fault) => fault.name),
  client: (plan) => [plan.client ?? "plain"],
  age: (plan) => [plan.revision ?? "2025-06"],
};

function namesOf(plan: Plan): ReadonlySet<string> {
  const names = new Set<string>();
  const rest = timeline(plan);
  for (let entry = rest.next(); entry !== undefined; entry = rest.next()) {
    names.add(entry.report.subtask_name);
  }
  return names;
}
