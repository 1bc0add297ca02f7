/**
 * What a plan will come to, without unfolding it: durations and counts for tables and capacity. The
 * waiting stages are exact; the copying follows the published formula
 * T = GB × 8000 / Mbit/s / 3600 / U, and chance moves it by a few percent.
 */

import { RAMP_LOSS_MS } from "./curve.ts";
import { LIFE_CYCLES } from "./life-cycle.ts";
import type { Plan } from "./plan.ts";
import { stageMs } from "./stage-time.ts";

export interface Forecast {
  /** Time the copying takes, ms. */
  readonly copyMs: number;
  /** Time from the agent's start to the end of its last stage, ms. */
  readonly durationMs: number;
  /** Reports that will be made; at least one for each stage. */
  readonly reports: number;
}

/** Expects what `timeline` will do. */
export function forecast(plan: Plan): Forecast {
  const stages = LIFE_CYCLES[plan.kind].stages;
  let copyMs = 0;
  let waitMs = 0;
  stages.forEach((stage, index) => {
    if (stage.work.kind === "copies") copyMs += expectedCopyMs(plan);
    else waitMs += stageMs(plan, index);
  });
  const durationMs = Math.round(copyMs + waitMs);
  // The last report is the first tick at or after the end.
  const ticks = Math.ceil(durationMs / plan.intervalMs - plan.phaseShare) + 1;
  return { copyMs: Math.round(copyMs), durationMs, reports: Math.max(stages.length, ticks) };
}

/** The published formula, in ms, and what the ramp at the start costs. */
function expectedCopyMs(plan: Plan): number {
  const formulaMs = (plan.totalBytes * 8) / (plan.linkMbps * 1000 * plan.utilisation);
  return formulaMs + RAMP_LOSS_MS;
}
