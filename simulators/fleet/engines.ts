/**
 * Whether Node and k6 play the same: what Node writes for the plans of a plan file. engines.k6.ts
 * writes the same in k6 from the same file; the two must be equal, byte for byte.
 */

import { forecast, PLAN_RANGES, type Plan, playedText, timelineDigest } from "../agent/index.ts";
import type { Profile } from "../contract/index.ts";

/** Plans whose digest is compared too; for all of them every report and its time is. */
export const DIGESTED_PLANS = 3;

/** What k6 has to write for these plans: each plan's place, its reports, the first ones' digests. */
export function enginesText(plans: readonly Plan[], profile: Profile): string {
  const parts = plans.map((plan, index) => {
    const digest = index < DIGESTED_PLANS ? ` ${timelineDigest(plan, profile)}` : "";
    return `plan ${index}${digest}\n${playedText(plan, profile)}\n`;
  });
  return parts.join("");
}

/**
 * The same plans with intervals so long that each comes to about that many reports at most, never
 * fewer than its stages: whole timelines can then be compared in seconds.
 */
export function shortened(plans: readonly Plan[], reportsMax: number): readonly Plan[] {
  return plans.map((plan) => {
    const longMs = Math.ceil(forecast(plan).durationMs / reportsMax);
    const intervalMs = Math.min(PLAN_RANGES.intervalMs.max, Math.max(plan.intervalMs, longMs));
    return { ...plan, intervalMs };
  });
}
