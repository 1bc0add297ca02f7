/**
 * Figures over time. Workers start together and flush at one interval, so the flushes of one
 * sequence number cover one stretch of time and their counts add exactly; nothing is interpolated.
 */

import { groupBy } from "./group-by.ts";
import { Histogram } from "./histogram.ts";
import type { AttemptFlush } from "./run-record.ts";

/** What happened in one stretch of a load. Times count from the load's begin. */
export interface SeriesPoint {
  readonly fromMs: number;
  readonly toMs: number;
  /** Answered reports a second. */
  readonly answeredPerSecond: number;
  /** Refused, timed out and broken a second. */
  readonly failedPerSecond: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** More points than this say no more on a page; neighbours are put together. */
const MOST_POINTS = 240;
/** A last stretch shorter than this share of the first joins the one before it. */
const SHORT_STRETCH = 0.5;

/** The points of one attempt, in order of time. */
export function seriesOf(flushes: readonly AttemptFlush[]): readonly SeriesPoint[] {
  const bySequence = groupBy(flushes, (flush) => flush.sequence);
  const stretches = [...bySequence].sort(([a], [b]) => a - b).map(([, group]) => group);
  const [first] = stretches;
  if (first === undefined) return [];
  const beginMs = flushes.reduce((least, flush) => Math.min(least, flush.fromMs), Infinity);
  const joined = joinShortEnd(stretches, SHORT_STRETCH * lengthMs(first));
  const perPoint = Math.ceil(joined.length / MOST_POINTS);
  const points: SeriesPoint[] = [];
  for (let i = 0; i < joined.length; i += perPoint) {
    points.push(pointOf(joined.slice(i, i + perPoint).flat(), beginMs));
  }
  return points;
}

function joinShortEnd(
  stretches: readonly (readonly AttemptFlush[])[],
  leastMs: number,
): readonly (readonly AttemptFlush[])[] {
  const last = stretches.at(-1);
  const before = stretches.at(-2);
  if (last === undefined || before === undefined || lengthMs(last) >= leastMs) return stretches;
  return [...stretches.slice(0, -2), [...before, ...last]];
}

function lengthMs(flushes: readonly AttemptFlush[]): number {
  return endMs(flushes) - startMs(flushes);
}

function startMs(flushes: readonly AttemptFlush[]): number {
  return flushes.reduce((least, flush) => Math.min(least, flush.fromMs), Infinity);
}

function endMs(flushes: readonly AttemptFlush[]): number {
  return flushes.reduce((most, flush) => Math.max(most, flush.toMs), -Infinity);
}

function pointOf(flushes: readonly AttemptFlush[], beginMs: number): SeriesPoint {
  const response = new Histogram();
  let answered = 0;
  let failed = 0;
  for (const { ledger, response: sparse } of flushes) {
    response.add(sparse);
    answered += ledger.acknowledged + ledger.refused;
    failed += ledger.refused + ledger.timedOut + ledger.broken;
  }
  const seconds = Math.max(lengthMs(flushes), 1) / 1000;
  return {
    fromMs: startMs(flushes) - beginMs,
    toMs: endMs(flushes) - beginMs,
    answeredPerSecond: answered / seconds,
    failedPerSecond: failed / seconds,
    p50Ms: milliseconds(response.quantile(0.5)),
    p99Ms: milliseconds(response.quantile(0.99)),
  };
}

function milliseconds(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1000;
}
