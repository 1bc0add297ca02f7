/** Plans of a fleet from a seed: the same seed gives the same fleet. */

import fc from "fast-check";
import type { Kind, Plan } from "../agent/index.ts";
import { planArbitrary } from "./plan-arbitrary.ts";

export interface SampleOptions {
  /** 32-bit integer. */
  readonly seed: number;
  /** How many plans; 0 or more. */
  readonly count: number;
  /** Interval of every agent, ms. Default 10,000: assumed, since the source names none. */
  readonly intervalMs?: number;
  readonly kinds?: readonly Kind[];
}

const INTERVAL_MS = 10_000;

/** Draws believable plans, without the extremes. */
export function samplePlans(options: SampleOptions): readonly Plan[] {
  const { seed, count, intervalMs = INTERVAL_MS, kinds } = options;
  if (count === 0) return [];
  const constraints = { intervalMs, extremes: false, ...(kinds === undefined ? {} : { kinds }) };
  // Unbiased: fast-check's bias towards small and great values would bend the shares.
  return fc.sample(planArbitrary(constraints), { seed, numRuns: count, unbiased: true });
}
