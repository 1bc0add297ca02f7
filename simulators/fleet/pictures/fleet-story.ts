/** What there is to see of a fleet: who does what when, and how many reports come in each second. */

import { forecast, type Plan } from "../../agent/index.ts";
import { playFleet } from "../play-fleet.ts";
import { type AgentStory, agentStory } from "./story.ts";

/** Reports per second in one part of the time. */
export interface Rate {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly perSecond: number;
}

export interface FleetStory {
  readonly agents: number;
  /** Of the agents that are drawn; in a large fleet not all are. */
  readonly stories: readonly AgentStory[];
  /** Reports per second of all agents that were counted, over the whole time. */
  readonly rates: readonly Rate[];
  /** Agents that the rates were counted over. */
  readonly counted: number;
  /** Reports that arrive in each second of a minute in which most is going on. */
  readonly minute: { readonly fromMs: number; readonly reports: readonly number[] };
  /** Agents that the minute was counted over. */
  readonly minuteAgents: number;
  /** End of the time that is shown; a few agents may go on for much longer. */
  readonly untilMs: number;
}

const ROWS = 24;
const POINTS_OF_ROW = 160;
const POINTS_OF_RATE = 60;
/** A few thousand agents give the same curve as a million. */
const COUNTED_MAX = 2000;
/** Reports that are played one by one to find the minute. */
const MINUTE_REPORTS_MAX = 2_000_000;
const BINS = 96;
const SECONDS = 60;

/** Draws nothing yet; plays as much as the pictures need. */
export function fleetStory(plans: readonly Plan[]): FleetStory {
  const stories = spread(plans, ROWS).map((plan) => agentStory(plan, POINTS_OF_ROW));
  const countedPlans = spread(plans, COUNTED_MAX);
  const counted = countedPlans.map((plan) => agentStory(plan, POINTS_OF_RATE));
  const untilMs = shownUntil(counted.map((story) => story.untilMs));
  const rates = ratesOf(counted, untilMs);
  const busiest = rates.reduce((best, rate) => (rate.perSecond > best.perSecond ? rate : best));
  const { fromMs, seen, reports } = minuteOf(countedPlans, busiest.fromMs);
  return {
    agents: plans.length,
    stories: [...stories].sort((a, b) => (a.plan.arrivalMs ?? 0) - (b.plan.arrivalMs ?? 0)),
    rates,
    counted: counted.length,
    minute: { fromMs, reports },
    minuteAgents: seen,
    untilMs,
  };
}

/** When the last agent ends, or when nine of ten have where the last ones take much longer. */
function shownUntil(ends: readonly number[]): number {
  const sorted = [...ends].sort((a, b) => a - b);
  const last = Math.max(1, sorted[sorted.length - 1] ?? 1);
  const most = 1.1 * (sorted[Math.floor(0.85 * (sorted.length - 1))] ?? last);
  return last > 1.6 * most ? most : last;
}

/** At most so many of the plans, evenly spread over the fleet. */
function spread(plans: readonly Plan[], most: number): readonly Plan[] {
  if (plans.length <= most) return plans;
  return Array.from(
    { length: most },
    (_, i) => plans[Math.floor((i * plans.length) / most)],
  ).filter((plan) => plan !== undefined);
}

function ratesOf(stories: readonly AgentStory[], untilMs: number): readonly Rate[] {
  const widthMs = untilMs / BINS;
  const sums = new Float64Array(BINS);
  for (const { plan, visits } of stories) {
    const perSecond = 1000 / plan.intervalMs;
    for (const { fromMs, untilMs: lastMs } of visits) {
      for (let bin = Math.floor(fromMs / widthMs); bin < BINS; bin += 1) {
        const shared = Math.min(lastMs, (bin + 1) * widthMs) - Math.max(fromMs, bin * widthMs);
        if (shared <= 0) break;
        sums[bin] = (sums[bin] ?? 0) + (perSecond * shared) / widthMs;
      }
    }
  }
  return Array.from(sums, (perSecond, bin) => {
    return { fromMs: bin * widthMs, untilMs: (bin + 1) * widthMs, perSecond };
  });
}

/** One minute, second by second: of as many agents as can be played that far in a moment. */
function minuteOf(plans: readonly Plan[], fromMs: number) {
  const reports = new Array<number>(SECONDS).fill(0);
  let left = MINUTE_REPORTS_MAX;
  const chosen = plans.filter((plan) => {
    left -= Math.min(forecast(plan).reports, fromMs / plan.intervalMs + SECONDS);
    return left > 0;
  });
  for (const { atMs } of playFleet(chosen)) {
    if (atMs >= fromMs + SECONDS * 1000) break;
    const second = Math.floor((atMs - fromMs) / 1000);
    if (second >= 0) reports[second] = (reports[second] ?? 0) + 1;
  }
  return { fromMs, seen: chosen.length, reports };
}
