/**
 * A migration takes hours and a test seconds. The same plan on a faster clock: the reports keep
 * their pace and there are fewer of them, or all of them come faster.
 */

import { forecast } from "./forecast.ts";
import { PLAN_RANGES, type Plan } from "./plan.ts";

/**
 * The plan `factor` times faster, 1 or more. `interval` "kept": an agent reports as often as
 * before, so that fewer reports tell of the whole; "scaled": every report is there, at its time
 * divided by the factor, in so far as an interval may be that short.
 */
export function hastened(plan: Plan, factor: number, interval: "kept" | "scaled"): Plan {
  const timeScale = Math.min(PLAN_RANGES.timeScale.max, (plan.timeScale ?? 1) * factor);
  if (interval === "kept") return { ...plan, timeScale };
  const { min } = PLAN_RANGES.intervalMs;
  const intervalMs = Math.max(min, Math.round(plan.intervalMs / factor));
  const arrivalMs = Math.round((plan.arrivalMs ?? 0) / factor);
  return { ...plan, intervalMs, timeScale, ...(arrivalMs > 0 ? { arrivalMs } : {}) };
}

/** The plans so much faster that each comes to about that many reports, never fewer than stages. */
export function shortened(plans: readonly Plan[], reportsMax: number): readonly Plan[] {
  return plans.map((plan) => {
    const { reports } = forecast(plan);
    return reports > reportsMax ? hastened(plan, reports / reportsMax, "kept") : plan;
  });
}
