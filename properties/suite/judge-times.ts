/** What the times of a trial's answers mean: pure statistics over milliseconds. */

import { HELD, type Judgement, violated } from "./judge-status.ts";

/** Slow answers that make a violation. */
const SLOW_ANSWERS = 3;
/** What no answer has to be faster than. */
const SLOW_MS_MIN = 1000;
/** How much slower than the usual answer a slow one is. */
const SLOW_TIMES = 20;

/** From where on an answer is slow beside the usual ones (ruling D-11), ms. */
export function slowFromMs(usualMs: readonly number[]): number {
  return Math.max(SLOW_MS_MIN, SLOW_TIMES * median(usualMs));
}

/** Ruling D-11: the `prompt` steps must not all have been slow beside the others. */
export function judgePrompt(promptMs: readonly number[], usualMs: readonly number[]): Judgement {
  const fromMs = slowFromMs(usualMs);
  const slow = promptMs.filter((ms) => ms > fromMs);
  if (slow.length < SLOW_ANSWERS || slow.length < promptMs.length) return HELD;
  const times = slow.map((ms) => `${Math.round(ms)} ms`).join(", ");
  return violated(`answered within ${Math.round(fromMs)} ms, as other reports are`, times, {
    wanted: "prompt",
    got: "slow",
  });
}

/** Of so many pairs that go one way all but one in ten do so by chance once in 10,000 times or less. */
const PAIRS_MIN = 20;
const SLOWER_SHARE = 0.9;
/** By so much the one must be slower than the other for it to matter. */
const GROWN_TIMES = 5;
const GROWN_MS_MIN = 5;

/**
 * Sign test over pairs of answers that came right after each other, so that a busy machine slows both:
 * `steadyMs` must not be slower nearly always, and by far, than their `usualMs`.
 */
export function judgeSteady(steadyMs: readonly number[], usualMs: readonly number[]): Judgement {
  const pairs = steadyMs.flatMap((ms, i) => {
    const usual = usualMs[i];
    return usual === undefined ? [] : [[ms, usual] as const];
  });
  const slower = pairs.filter(([ms, usual]) => ms > usual).length;
  if (pairs.length < PAIRS_MIN || slower < SLOWER_SHARE * pairs.length) return HELD;
  const [steady, usual] = [median(pairs.map(([ms]) => ms)), median(pairs.map(([, ms]) => ms))];
  if (steady < GROWN_TIMES * usual || steady - usual < GROWN_MS_MIN) return HELD;
  const medians = `median ${steady.toFixed(1)} ms beside ${usual.toFixed(1)} ms`;
  const got = `${medians}, slower in ${slower} of ${pairs.length} pairs (sign test)`;
  return violated("as fast as on a task with few reports", got, {
    wanted: "steady",
    got: "slower",
  });
}

/** Reports that were sent at once, and how long the slowest of them took. */
export interface Crowd {
  readonly size: number;
  /** @unit milliseconds */
  readonly ms: number;
}

/** Far beyond chance all but one in ten: a crowd has to be far slower, not only slower. */
const CROWDS_MIN = 10;
/** By so much a crowd must be slower than its reports one after another for it to matter. */
const CROWDED_TIMES = 2;
const CROWDED_MS_MIN = 100;

/**
 * Sign test over crowds: they must not take far longer nearly always than as many reports would one
 * after another, by the median of those that came alone between them. An endpoint that does one thing
 * at a time holds, for it takes as long.
 */
export function judgeCrowded(crowds: readonly Crowd[], usualMs: readonly number[]): Judgement {
  const aloneMs = median(usualMs);
  const collapsed = crowds.filter(({ size, ms }) => {
    const inTurnMs = size * aloneMs;
    return ms > CROWDED_TIMES * inTurnMs && ms - inTurnMs >= CROWDED_MS_MIN;
  });
  if (crowds.length < CROWDS_MIN || collapsed.length < SLOWER_SHARE * crowds.length) return HELD;
  const size = Math.max(...crowds.map((crowd) => crowd.size));
  const together = Math.round(median(crowds.map((crowd) => (1000 * crowd.size) / crowd.ms)));
  const rates = `${together} a second of ${size} at once, ${Math.round(1000 / aloneMs)} one after another`;
  const got = `median ${rates}, collapsed in ${collapsed.length} of ${crowds.length} (sign test)`;
  return violated("at least half the throughput of one connection", got, {
    wanted: "crowded",
    got: "collapsed",
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
