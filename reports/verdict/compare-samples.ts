/**
 * Whether a figure of some runs differs from that of other runs. The unit is a run: requests of one
 * run are slow together, so their number proves nothing.
 *
 * The interval is Hodges and Lehmann's, the inverse of Mann and Whitney's test, on the logarithms:
 * it asks no shape of the values, and its level is exact at these few runs. (simple-statistics has
 * the rank sum, but neither its exact distribution nor the interval.)
 */

/** Runs a side from which on the interval can exclude 0 at its level: 5 and 5 give 99.2 %. */
export const RUNS_MIN = 5;

/** From which size on a change counts; both must be passed. */
export interface ChangeLimits {
  /** Change as a share of the value before. */
  readonly shareMin: number;
  /** The same in the figure's own unit. */
  readonly amountMin: number;
}

/** A figure of two sides. Shares are of the value before: 0.1 is 10 % more. */
export interface SampleChange {
  readonly kind: "more" | "less" | "alike" | "undecided";
  /** Medians of the runs. */
  readonly before: number;
  readonly after: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Deviation from run to run within the sides, as a share of the value. */
  readonly spread: number;
  /** Runs a side that would tell a change of 10 % at this spread. */
  readonly runsNeeded: number;
}

/** Chance that one end of the interval lies beyond the truth. */
const TAIL_MAX = 0.005;
/** Normal deviates of that chance and of being right 19 times in 20. */
const DEVIATES = 2.576 + 1.645;
/** 2 of normal theory, and a fifth more: ranks know less, and so few runs give no finer level. */
const RUNS_FACTOR = 2.4;
const TO_BE_SEEN = Math.log(1.1);

/** Compares positive figures, one of each run. Throws with fewer than RUNS_MIN a side. */
export function compareSamples(
  before: readonly number[],
  after: readonly number[],
  limits: ChangeLimits,
): SampleChange {
  if (Math.min(before.length, after.length) < RUNS_MIN) {
    throw new RangeError(
      `compareSamples: got ${before.length} and ${after.length} runs, want ${RUNS_MIN} a side`,
    );
  }
  const [old, now] = [before.map(Math.log), after.map(Math.log)];
  const ways = now.flatMap((b) => old.map((a) => b - a)).sort((a, b) => a - b);
  const cut = ranksOutside(old.length, now.length);
  const [low, middle, high] = [ways[cut] ?? 0, median(ways), ways[ways.length - 1 - cut] ?? 0].map(
    Math.expm1,
  ) as [number, number, number];
  const spread = Math.sqrt((variance(old) + variance(now)) / 2);
  const values = { before: median(before), after: median(after) };
  const isLarge = (share: number) =>
    Math.abs(share) > limits.shareMin && Math.abs(share) * values.before > limits.amountMin;
  const excludesZero = low > 0 || high < 0;
  const couldBeLarge = isLarge(low) || isLarge(high);
  const kind = excludesZero && isLarge(middle) ? (middle > 0 ? "more" : "less") : undefined;
  return {
    kind: kind ?? (couldBeLarge ? "undecided" : "alike"),
    ...values,
    share: middle,
    low,
    high,
    spread,
    runsNeeded: Math.max(
      RUNS_MIN,
      Math.ceil(RUNS_FACTOR * ((DEVIATES * spread) / TO_BE_SEEN) ** 2),
    ),
  };
}

/**
 * Differences to leave out at either end: the most of which Mann and Whitney's U, of alike sides,
 * is at or below them with no more than TAIL_MAX.
 */
function ranksOutside(m: number, n: number): number {
  const counts = countsOfU(m, n);
  const all = counts.reduce((sum, count) => sum + count, 0);
  let tail = 0;
  let cut = 0;
  for (const count of counts) {
    tail += count / all;
    if (tail > TAIL_MAX) break;
    cut += 1;
  }
  return Math.max(0, cut - 1);
}

/** In how many orders of m and n values each U is met: Gauss's binomial coefficient. */
function countsOfU(m: number, n: number): readonly number[] {
  let counts = [1, ...new Array<number>(m * n).fill(0)];
  for (let i = 1; i <= m; i += 1) {
    const widened = counts.map((count, u) => count - (counts[u - n - i] ?? 0));
    counts = widened;
    for (let u = i; u < counts.length; u += 1) counts[u] = (counts[u] ?? 0) + (counts[u - i] ?? 0);
  }
  return counts;
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = low] = [
    sorted[Math.max(0, Math.ceil(sorted.length / 2) - 1)],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return (low + high) / 2;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
