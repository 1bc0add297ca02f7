/** Pairs of sides that were drawn: how often `diff` calls noise a change, and how often a change one. */

import { compareSamples } from "../verdict/compare-samples.ts";

/** What counts as a change of a latency: a share of it, and ms. */
export const LIMITS = { shareMin: 0.05, amountMin: 1 };
/** The middle of every drawn side. @unit milliseconds */
const MIDDLE_MS = 40;
const SEED = 11;
/** Up to this spread 5 runs a side show a tenth more in 95 of 100 trials. */
export const SPREAD_SEEN_THROUGH = 0.023;

export interface SimulatedPairs {
  readonly pairs: number;
  /** Runs a side. */
  readonly runs: number;
  /** Deviation of the logarithms from run to run, both sides alike. */
  readonly spread: number;
  /** By how much the second side is slower, as a share. */
  readonly slower: number;
}

/** Numbers in 0..1 whose neighbours are independent, which this rests on (mulberry32). */
export function independentDrawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Figures of so many runs around a middle, spread by a share of it. */
export function runsOf(middle: number, spread: number, draw: () => number, runs = 5): number[] {
  return Array.from({ length: runs }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - draw()));
    return middle * Math.exp(spread * radius * Math.cos(2 * Math.PI * draw()));
  });
}

/** Share of the pairs that are called different. */
export function shareCalledDifferent({ pairs, runs, spread, slower }: SimulatedPairs): number {
  const draw = independentDrawer(SEED);
  let different = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const before = runsOf(MIDDLE_MS, spread, draw, runs);
    const after = runsOf(MIDDLE_MS * (1 + slower), spread, draw, runs);
    const { kind } = compareSamples(before, after, LIMITS);
    if (kind === "more" || kind === "less") different += 1;
  }
  return different / pairs;
}
