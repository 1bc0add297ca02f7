/** The numbers of a fleet, forecast from its plans: nothing is played. */

import { forecast, KINDS, type Kind, type Plan } from "../agent/index.ts";

export interface FleetStatistics {
  readonly agents: number;
  /** Agents of each kind. */
  readonly kinds: Readonly<Record<Kind, number>>;
  /** Data of all agents, bytes. */
  readonly bytes: number;
  /** Reports of all agents. */
  readonly reports: number;
  /** Time from an agent's first moment to its last, ms; 0 for an empty fleet. */
  readonly durationMsMedian: number;
  readonly durationMsP90: number;
  readonly durationMsMax: number;
  /** Time an agent copies, ms. */
  readonly copyMsMedian: number;
  /** Reports per second while every agent is at work. */
  readonly reportsPerSecond: number;
}

/** Forecasts a fleet's numbers. Exact but for the copying, which chance moves by a few percent. */
export function statisticsOf(plans: readonly Plan[]): FleetStatistics {
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  const durations: number[] = [];
  const copies: number[] = [];
  let bytes = 0;
  let reports = 0;
  let reportsPerSecond = 0;
  for (const plan of plans) {
    const expected = forecast(plan);
    kinds[plan.kind] += 1;
    durations.push(expected.durationMs);
    copies.push(expected.copyMs);
    bytes += plan.totalBytes;
    reports += expected.reports;
    reportsPerSecond += 1000 / plan.intervalMs;
  }
  durations.sort((a, b) => a - b);
  copies.sort((a, b) => a - b);
  return {
    agents: plans.length,
    kinds,
    bytes,
    reports,
    durationMsMedian: quantile(durations, 0.5),
    durationMsP90: quantile(durations, 0.9),
    durationMsMax: quantile(durations, 1),
    copyMsMedian: quantile(copies, 0.5),
    reportsPerSecond,
  };
}

/** The smallest of the sorted values that at least that share of them does not exceed; 0 of none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
