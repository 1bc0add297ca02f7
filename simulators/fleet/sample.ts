/** Plans of a fleet from a seed: the same seed gives the same fleet. */

import fc from "fast-check";
import type { Plan } from "../agent/index.ts";
import { type PlanConstraints, planArbitrary } from "./plan-arbitrary.ts";

export interface SampleOptions
  extends Pick<PlanConstraints, "spec" | "profile" | "kinds" | "intervalMs"> {
  /** 32-bit integer. */
  readonly seed: number;
  /** How many plans; 0 or more. */
  readonly count: number;
}

/** Draws believable plans, without the extremes. Throws ImpossibleFleetError. */
export function samplePlans(options: SampleOptions): readonly Plan[] {
  const { seed, count, ...constraints } = options;
  const plans = planArbitrary({ ...constraints, extremes: false });
  // Unbiased: fast-check's bias towards small and great values would bend the shares.
  return count === 0 ? [] : fc.sample(plans, { seed, numRuns: count, unbiased: true });
}
