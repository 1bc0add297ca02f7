/**
 * The plans that a scenario's agents play. A migration takes hours and a scenario seconds: each
 * plan is shortened to as many reports as a worker can hold as text, and the worker plays them at
 * the scenario's own interval. So an agent moves through its migration faster than a real one, at a
 * real one's pace of reporting.
 */

import { type Plan, shortened } from "../simulators/agent/index.ts";
import type { Profile } from "../simulators/contract/index.ts";
import { type FleetSource, presetNamed, samplePlans } from "../simulators/fleet/index.ts";
import type { Scenario } from "./catalogue.ts";
import type { WorkerSettings } from "./worker/settings.ts";

/** Reports of one plan. Unfolding one takes k6 about 50 µs, so twenty plans take a quarter second. */
const REPORTS_MAX = 240;
/** In mode `once` only the ends of each subtask are sent; the reports between only take time. */
const REPORTS_MAX_ONCE = 60;

/** Plans for a scenario: drawn from a seed, or those of a plan file, which are played as they are. */
export function scenarioPlans(given: {
  readonly seed: number;
  readonly count: number;
  /** Undefined: as the fleet has it. */
  readonly intervalMs: number | undefined;
  readonly profile: Profile;
  readonly fleet: FleetSource | undefined;
  readonly mode: WorkerSettings["mode"];
}): readonly Plan[] {
  const { seed, count, intervalMs, profile, fleet, mode } = given;
  if (fleet?.kind === "plans") return fleet.plans;
  const plans = samplePlans({
    seed,
    count,
    profile,
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(fleet === undefined ? {} : { spec: fleet.spec }),
  });
  return shortened(plans, mode === "once" ? REPORTS_MAX_ONCE : REPORTS_MAX);
}

/** The fleet of a scenario where the operator named none. */
export function usualFleet({ preset }: Scenario): FleetSource | undefined {
  const spec = preset === undefined ? undefined : presetNamed(preset);
  return spec === undefined ? undefined : { kind: "spec", spec };
}

/** The interval at which equal agents would report as often as these together do. */
export function meanInterval(plans: readonly Plan[]): number {
  const perMs = plans.reduce((sum, plan) => sum + 1 / plan.intervalMs, 0) / plans.length;
  return Math.round(1 / perMs);
}
