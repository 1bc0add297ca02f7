/**
 * How an endpoint comes back after its network was away: the time from the outage's end until it
 * answers as before, for good. Judged by stretches of the run, each against the median of those
 * before the outage.
 */

import type { SeriesPoint } from "../evidence/series.ts";

export type Recovery =
  | { readonly kind: "recovered"; readonly afterMs: number }
  /** Not as before when the run ended. */
  | { readonly kind: "not recovered"; readonly p99Ms: number | undefined; readonly failed: number }
  | { readonly kind: "unknown"; readonly reason: string };

/** As before: p99 at most so many times the median before, or this many ms, and nothing fails. */
const TIMES_MAX = 3;
const P99_MS_MIN = 100;
/** Stretches that are needed on either side. */
const POINTS_MIN = 3;

/** `fromMs` and `untilMs` are the outage's, since the begin of the load. */
export function recoveryOf(
  series: readonly SeriesPoint[],
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): Recovery {
  const before = series.filter((point) => point.toMs <= fromMs);
  const after = series.filter((point) => point.fromMs >= untilMs);
  if (before.length < POINTS_MIN || after.length < POINTS_MIN) {
    return { kind: "unknown", reason: "the run is too short before or after the outage" };
  }
  const usual = before.map(({ p99Ms }) => p99Ms ?? 0).sort((a, b) => a - b);
  const most = Math.max(P99_MS_MIN, TIMES_MAX * (usual[Math.floor(usual.length / 2)] ?? 0));
  const isAsBefore = ({ p99Ms, failedPerSecond, answeredPerSecond }: SeriesPoint): boolean =>
    failedPerSecond === 0 && answeredPerSecond > 0 && (p99Ms ?? Infinity) <= most;
  const lastBad = after.findLast((point) => !isAsBefore(point));
  const last = after.at(-1);
  if (lastBad === undefined) return { kind: "recovered", afterMs: 0 };
  if (lastBad === last) {
    return { kind: "not recovered", p99Ms: last.p99Ms, failed: last.failedPerSecond };
  }
  return { kind: "recovered", afterMs: Math.max(0, lastBad.toMs - untilMs) };
}
