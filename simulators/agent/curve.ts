/**
 * How the copied bytes grow: a rate process, not a drawn line. The mean rate is link × utilisation;
 * it ramps up at the start and swings about its mean with a memory of about a minute. It halts,
 * keeps to the limits of the day, slows on large files, runs after a source that grows. One step
 * per report, whatever the interval, so that a long timeline costs no more per report than a short
 * one; a step is cut where the rate changes.
 */

import { BYTES_PER_MS, type CopyTerms, LARGE_FILE_SPEED } from "./copy-terms.ts";
import { asNormal, nextState, scramble } from "./random.ts";

/** Time until a new connection has reached its speed. Assumed. */
const RAMP_MS = 20000;
/** The part of its speed with which it starts. Assumed. */
const RAMP_START = 0.2;
/** Over this time the swings of the rate forget themselves. Assumed. */
const MEMORY_MS = 60000;
/** Standard deviation of the swings, as a part of the mean. Assumed. */
const SWING = 0.12;
/** The rate stays within this part of its mean, both ways. */
const SWING_MAX = 0.4;
/** The speed shown is that of the last five seconds. @source SMS FAQ on migration speed */
const WINDOW_MS = 5000;
/** A step over more than that sees the mean of the day's limits, not each window. */
const COARSE_MS = 3 * 86_400_000;

/** One copying. Times are ms since the agent's start and may have a fraction. */
export class CopyCurve {
  /** Bytes copied so far, with a fraction; never falling, never above the total. */
  copiedBytes: number;
  /** All there is to copy; more than at the beginning where the source grows. */
  totalBytes: number;
  /** When all was copied; -1 while it is not. */
  endMs = -1;
  /** Whether it stands still. */
  isHalted = false;

  private readonly terms: CopyTerms;
  private readonly startMs: number;
  /** How much of a swing is left one interval later, and how much is new; 0: no swings. */
  private readonly kept: number;
  private readonly added: number;
  private state: number;
  private swing = 0;
  private atMs: number;
  /** Rate over the last five seconds, bytes per ms. */
  private rate = 0;
  private nextHalt = 0;
  private haltedUntilMs: number;

  /**
   * `state` is the state of a stream of draws that nobody else uses. `intervalMs` is the usual step;
   * 0: the rate does not swing, which is what a forecast wants.
   */
  constructor(terms: CopyTerms, startMs: number, state: number, intervalMs: number) {
    this.terms = terms;
    this.copiedBytes = terms.fromBytes;
    this.totalBytes = terms.totalBytes;
    this.startMs = startMs;
    this.atMs = startMs;
    this.haltedUntilMs = startMs;
    this.kept = MEMORY_MS / (MEMORY_MS + intervalMs);
    this.added = SWING * Math.sqrt(1 - this.kept * this.kept);
    this.state = state;
  }

  /** Copies until that time, which must not lie before the last one. */
  advance(atMs: number): void {
    if (this.endMs >= 0) return;
    this.state = nextState(this.state);
    this.swing = this.kept * this.swing + this.added * asNormal(scramble(this.state));
    if (this.terms.isPlain) this.plainStep(this.level(), atMs);
    else this.cutStep(this.level(), atMs);
    this.atMs = atMs;
  }

  /** Speed over the five seconds before the last step, Mbit/s; 0 once nothing was copied in them. */
  speedMbps(): number {
    return this.rate / BYTES_PER_MS;
  }

  /** Rate of one step on the network, without ramp and limits: the mean and its swing. */
  private level(): number {
    let { swing } = this;
    const { meanRate, linkRate } = this.terms;
    if (swing > SWING_MAX) swing = SWING_MAX;
    else if (swing < -SWING_MAX) swing = -SWING_MAX;
    const rate = meanRate * (1 + swing);
    return rate > linkRate ? linkRate : rate;
  }

  /** The whole step at one rate. */
  private plainStep(level: number, atMs: number): void {
    const fromMs = this.atMs;
    const elapsedMs = atMs - this.startMs;
    const ramps = fromMs - this.startMs < RAMP_MS;
    const bytes =
      level * (ramps ? fullSpeedMs(elapsedMs) - fullSpeedMs(fromMs - this.startMs) : atMs - fromMs);
    const missing = this.totalBytes - this.copiedBytes;
    if (bytes < missing) this.copiedBytes += bytes;
    else {
      // Within a step the rate is level, so the end lies where the missing part of it does.
      this.endMs = missing === 0 ? fromMs : fromMs + ((atMs - fromMs) * missing) / bytes;
      this.copiedBytes = this.totalBytes;
    }
    const windowMs = atMs - WINDOW_MS;
    const busyMs =
      (this.endMs >= 0 ? this.endMs : atMs) - (windowMs > this.startMs ? windowMs : this.startMs);
    const rate = elapsedMs < RAMP_MS ? level * rampShare(elapsedMs) : level;
    this.rate = busyMs > 0 ? (rate * busyMs) / WINDOW_MS : 0;
  }

  /** The step cut into pieces of one rate each. */
  private cutStep(level: number, atMs: number): void {
    const windowMs = atMs - WINDOW_MS;
    const stepMs = atMs - this.atMs;
    // Of a step shorter than the window the rest is taken from what was shown before.
    let windowBytes = stepMs < WINDOW_MS ? this.rate * (WINDOW_MS - stepMs) : 0;
    let fromMs = this.atMs;
    this.endIfDone(fromMs);
    while (fromMs < atMs && this.endMs < 0) {
      const before = this.copiedBytes;
      const untilMs = this.piece(level, fromMs, atMs);
      if (untilMs > windowMs) {
        const seenMs = untilMs - Math.max(fromMs, windowMs);
        windowBytes += ((this.copiedBytes - before) * seenMs) / (untilMs - fromMs);
      }
      fromMs = untilMs;
    }
    this.rate = windowBytes / WINDOW_MS;
  }

  /** Copies until the rate changes or until that time, and returns which came first. */
  private piece(level: number, fromMs: number, atMs: number): number {
    if (fromMs < this.haltedUntilMs) {
      this.isHalted = true;
      const untilMs = Math.min(atMs, this.haltedUntilMs);
      this.grow(untilMs - fromMs);
      return untilMs;
    }
    this.isHalted = false;
    const { limits, packedShare, largeFromBytes, halts } = this.terms;
    let untilMs = atMs;
    let rate = level;
    if (limits !== undefined && atMs - fromMs > COARSE_MS) rate = limits.meanOf(level);
    else if (limits !== undefined) {
      untilMs = Math.min(untilMs, limits.nextChangeMs(fromMs));
      rate = Math.min(level, limits.rateAt(fromMs));
    }
    // Compared as times, not as the time elapsed: rounding must not make a piece of no length.
    const rampEndMs = this.startMs + RAMP_MS;
    if (fromMs < rampEndMs) {
      untilMs = Math.min(untilMs, rampEndMs);
      const fullMs = fullSpeedMs(untilMs - this.startMs) - fullSpeedMs(fromMs - this.startMs);
      rate = Math.min(rate, (level * fullMs) / (untilMs - fromMs));
    }
    rate /= packedShare;
    const halt = halts[this.nextHalt];
    let goalBytes = halt?.atBytes ?? Infinity;
    if (this.copiedBytes >= largeFromBytes) rate *= LARGE_FILE_SPEED;
    else goalBytes = Math.min(goalBytes, largeFromBytes);
    return this.copyTo(goalBytes, rate, fromMs, untilMs);
  }

  /** Copies at that rate until the goal, the end or the time, and returns when that was. */
  private copyTo(goalBytes: number, rate: number, fromMs: number, untilMs: number): number {
    const { growthRate } = this.terms;
    const grows = this.totalBytes < this.terms.grownBytes ? growthRate : 0;
    const goalMs = fromMs + Math.max(0, goalBytes - this.copiedBytes) / rate;
    const missing = this.totalBytes - this.copiedBytes;
    const endMs = rate > grows ? fromMs + missing / (rate - grows) : Infinity;
    const lastMs = Math.min(untilMs, goalMs, endMs);
    this.copiedBytes += rate * (lastMs - fromMs);
    this.grow(lastMs - fromMs);
    if (lastMs === endMs) this.copiedBytes = this.totalBytes;
    else if (lastMs === goalMs) this.reach(goalBytes, lastMs);
    this.endIfDone(lastMs);
    return lastMs;
  }

  private reach(goalBytes: number, atMs: number): void {
    this.copiedBytes = Math.max(this.copiedBytes, goalBytes);
    const halt = this.terms.halts[this.nextHalt];
    if (halt === undefined || halt.atBytes > goalBytes) return;
    this.nextHalt += 1;
    this.haltedUntilMs = atMs + halt.forMs;
  }

  private grow(ms: number): void {
    const { growthRate, grownBytes } = this.terms;
    if (growthRate > 0) this.totalBytes = Math.min(grownBytes, this.totalBytes + growthRate * ms);
  }

  private endIfDone(atMs: number): void {
    if (this.copiedBytes < this.totalBytes || this.haltedUntilMs > atMs) return;
    this.copiedBytes = this.totalBytes;
    this.endMs = atMs;
    this.isHalted = false;
  }
}

function rampShare(elapsedMs: number): number {
  return RAMP_START + ((1 - RAMP_START) * elapsedMs) / RAMP_MS;
}

/** The time at full speed that copies as much as the time since the start did, ramp included. */
export function fullSpeedMs(elapsedMs: number): number {
  if (elapsedMs >= RAMP_MS) return elapsedMs - RAMP_LOSS_MS;
  return elapsedMs * (RAMP_START + ((1 - RAMP_START) * elapsedMs) / (2 * RAMP_MS));
}

/** What the ramp costs a copying that outlasts it, ms. */
const RAMP_LOSS_MS = ((1 - RAMP_START) * RAMP_MS) / 2;
