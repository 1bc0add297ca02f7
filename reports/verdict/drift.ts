/**
 * Whether a figure grows over a run: Mann and Kendall's test for a trend, and Theil and Sen's slope
 * for its size. Both look at the order of the values, so that a few slow moments are no trend, and
 * values of one moment are one value, because requests of a moment are slow together.
 */

import { median } from "./compare-samples.ts";

/** One figure at one time of the run. */
export interface TimedValue {
  readonly atMs: number;
  readonly value: number;
}

/** From which size on a growth counts; both must be passed. */
export interface DriftLimits {
  /** Growth over the run as a share of where it began. */
  readonly shareMin: number;
  /** The same in the figure's own unit. */
  readonly amountMin: number;
}

export type Drift =
  | { readonly kind: "unknown"; readonly reason: string }
  | {
      readonly kind: "steady" | "grows";
      /** From the first to the last value along the slope, in the figure's unit. */
      readonly growth: number;
      readonly from: number;
      /** That order alone gives so much of a trend. @range 0..1, one-sided */
      readonly probability: number;
    };

/** Fewer values show no trend with certainty. */
const VALUES_MIN = 10;
const PROBABILITY_MAX = 0.001;

/** Judges the values of one run, in any order. */
export function driftOf(values: readonly TimedValue[], limits: DriftLimits): Drift {
  if (values.length < VALUES_MIN) {
    const reason = `${values.length} values, at least ${VALUES_MIN} are needed`;
    return { kind: "unknown", reason };
  }
  const ordered = [...values].sort((a, b) => a.atMs - b.atMs);
  const lengthMs = (ordered.at(-1)?.atMs ?? 0) - (ordered[0]?.atMs ?? 0);
  const growth = slopePerMs(ordered) * lengthMs;
  const from = median(ordered.slice(0, Math.ceil(ordered.length / 4)).map(({ value }) => value));
  const probability = trendProbability(ordered.map(({ value }) => value));
  const isLarge = growth > limits.amountMin && growth > limits.shareMin * from;
  const kind = isLarge && probability < PROBABILITY_MAX ? "grows" : "steady";
  return { kind, growth, from, probability };
}

/** The median slope of all pairs. */
function slopePerMs(values: readonly TimedValue[]): number {
  const slopes: number[] = [];
  values.forEach((later, j) => {
    for (const earlier of values.slice(0, j)) {
      const forMs = later.atMs - earlier.atMs;
      if (forMs > 0) slopes.push((later.value - earlier.value) / forMs);
    }
  });
  return slopes.length === 0 ? 0 : median(slopes);
}

/** That values in random order rise so often: normal approximation, ties counted as neither. */
function trendProbability(values: readonly number[]): number {
  const n = values.length;
  let rises = 0;
  values.forEach((later, j) => {
    for (const earlier of values.slice(0, j)) rises += Math.sign(later - earlier);
  });
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const term = (count: number): number => count * (count - 1) * (2 * count + 5);
  const tied = [...ties.values()].reduce((sum, count) => sum + term(count), 0);
  const variance = (term(n) - tied) / 18;
  if (variance <= 0) return 1;
  return upperTail((rises - Math.sign(rises)) / Math.sqrt(variance));
}

/** Chance that a standard normal value is above z, to about 1e-7. @source Abramowitz–Stegun 26.2.17 */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
