/**
 * Whether latencies of some runs are spread otherwise than those of other runs, where a median and
 * a 99th percentile may stay: two humps where there was one.
 *
 * The distance is Kolmogorov and Smirnov's between two runs, each with its quartiles around 1, so that
 * a plain shift is none. A change is seen where every run is farther from all of the other side than
 * any two runs of one side are from each other. Of alike runs at most one way of sharing them out
 * is so: 5 and 5 give no more than 1 in 126.
 */

import type { Histogram } from "../evidence/histogram.ts";

export interface ShapeChange {
  readonly changed: boolean;
  /** The least distance of two runs of different sides. @range 0..1 */
  readonly apart: number;
  /** The greatest distance of two runs of one side. @range 0..1 */
  readonly within: number;
}

/** A smaller distance is no change that anybody would notice. */
const APART_MIN = 0.1;
/** Shares of a run's middle at which runs are compared: 1/8 to 8, each 2 % above the one before. */
const GRID = Array.from({ length: 211 }, (_, i) => 0.125 * 1.02 ** i);

/** Compares the runs of two sides; the more runs, the surer. */
export function compareShapes(
  before: readonly Histogram[],
  after: readonly Histogram[],
): ShapeChange {
  const [old, now] = [before.map(shapeOf), after.map(shapeOf)];
  const apart = Math.min(...old.flatMap((a) => now.map((b) => distance(a, b))));
  const within = Math.max(...[old, now].flatMap((side) => pairsOf(side, distance)));
  return { changed: apart > within && apart > APART_MIN, apart, within };
}

type Shape = readonly number[];

/** Share of a run's values at or below each place of the grid. */
function shapeOf(histogram: Histogram): Shape {
  // Not the median: between two humps it jumps from run to run.
  const [low = 1, high = 1] = [histogram.quantile(0.25), histogram.quantile(0.75)];
  const middle = Math.sqrt(low * high);
  return GRID.map((share) => histogram.shareUpTo(share * middle));
}

function distance(a: Shape, b: Shape): number {
  return a.reduce((most, share, i) => Math.max(most, Math.abs(share - (b[i] ?? 0))), 0);
}

function pairsOf<T, R>(values: readonly T[], of: (a: T, b: T) => R): R[] {
  return values.flatMap((a, i) => values.slice(i + 1).map((b) => of(a, b)));
}
