/**
 * Fleets as a swarm: each drawn fleet has another handful of faults and traits switched on, and the
 * rest off, because what always goes wrong together hides what goes wrong alone.
 */

import fc from "fast-check";
import { FAULTS, type FaultName, type Plan } from "../agent/index.ts";
import type { Profile } from "../contract/index.ts";
import { type FleetSpec, TRAITS } from "./fleet-spec.ts";
import { planArbitrary } from "./plan-arbitrary.ts";

export interface SwarmConstraints {
  /** Kinds, sizes and the like; its shares of faults and traits are replaced. */
  readonly spec: FleetSpec;
  readonly profile: Profile;
  /** @range 1.. */
  readonly agentsMax: number;
  /** As in PlanConstraints. */
  readonly reportsMax?: number;
}

/** Share of the agents that have what is switched on. */
const SHARE = 0.5;

/** Specs with some of the faults and traits on. Shrinks to a fleet with none. */
export function swarmSpec(spec: FleetSpec): fc.Arbitrary<FleetSpec> {
  return fc
    .tuple(fc.subarray([...FAULTS]), fc.subarray([...TRAITS]))
    .map(([faults, traits]): FleetSpec => {
      return { ...spec, faults: sharesOf(faults), traits: sharesOf(traits) };
    });
}

/** Whole fleets, from one agent on. */
export function fleetArbitrary(constraints: SwarmConstraints): fc.Arbitrary<readonly Plan[]> {
  const { spec, agentsMax, ...rest } = constraints;
  return swarmSpec(spec).chain((some) =>
    fc.array(planArbitrary({ ...rest, spec: some, extremes: false }), {
      minLength: 1,
      maxLength: agentsMax,
    }),
  );
}

/** Names of the faults that some agent of the fleet has. */
export function faultsOfFleet(plans: readonly Plan[]): ReadonlySet<FaultName> {
  return new Set(plans.flatMap((plan) => plan.faults ?? []).map((fault) => fault.name));
}

function sharesOf<T extends string>(names: readonly T[]): Partial<Record<T, number>> {
  const shares: Partial<Record<T, number>> = {};
  for (const name of names) shares[name] = SHARE;
  return shares;
}
