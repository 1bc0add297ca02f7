/**
 * What a plan will come to, without unfolding it: durations and counts for tables and capacity. The
 * waiting stages are exact; the copying goes at its mean rate, so that it follows the published
 * formula T = GB × 8000 / Mbit/s / 3600 / U, and chance moves it by a few percent. Faults are not
 * counted.
 */

import type { Plan } from "./plan.ts";
import { Walk } from "./walk.ts";

export interface Forecast {
  /** Time in which the agent copies, rounds included, ms of the migration's own clock. */
  readonly copyMs: number;
  /** Time from the agent's start to the end of its last stage, ms as the reports tell it. */
  readonly durationMs: number;
  /** Reports that will be made; at least one for each stage. */
  readonly reports: number;
}

/** Expects what `timeline` will do. */
export function forecast(plan: Plan): Forecast {
  const walk = new Walk(plan, 0);
  const { mishap, timeScale = 1, intervalMs } = plan;
  const tickMs = intervalMs * timeScale;
  let copyMs = 0;
  let endMs = 0;
  let reports = 0;
  for (let { stage } = walk; stage !== undefined; stage = walk.stage) {
    const { startMs } = walk;
    endMs = walk.expectedEndMs();
    walk.progressAt(endMs);
    const share = walk.hasFailed ? (mishap?.percent ?? 0) / 100 : 1;
    endMs = startMs + (endMs - startMs) * share;
    if (stage.work.kind === "copies") copyMs += endMs - startMs;
    reports += (endMs - startMs) / tickMs;
    walk.leave(endMs, share);
  }
  const visits = walk.visits();
  return {
    copyMs: Math.round(copyMs),
    durationMs: Math.round(endMs / timeScale),
    reports: Math.max(visits, Math.ceil(reports - plan.phaseShare) + 1),
  };
}
