/**
 * How the copied bytes grow: a rate process, not a drawn line. The mean rate is link × utilisation;
 * it ramps up at the start and swings about its mean with a memory of about a minute. One step per
 * report, whatever the interval, so that a long timeline costs no more per report than a short one.
 *
 * Not modelled yet: stalls, speed-limit windows, slow small files.
 */

import type { Plan } from "./plan.ts";
import { asNormal, nextState, scramble } from "./random.ts";

/** Bytes per millisecond in one Mbit/s. */
const BYTES_PER_MS = 125;
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

/** One agent's copying. Times are ms since the agent's start and may have a fraction. */
export class CopyCurve {
  /** Bytes copied so far, with a fraction; from 0 to the plan's total, never falling. */
  copiedBytes = 0;
  /** When all was copied; -1 while it is not. */
  endMs = -1;

  private readonly totalBytes: number;
  private readonly startMs: number;
  /** Mean and greatest rate, bytes per ms. */
  private readonly meanRate: number;
  private readonly linkRate: number;
  /** How much of a swing is left one interval later, and how much is new. */
  private readonly kept: number;
  private readonly added: number;
  private state: number;
  private swing = 0;
  private atMs: number;
  /** Rate at the end of the last step, bytes per ms. */
  private rate = 0;

  /** `state` is the state of a stream of draws that nobody else uses. */
  constructor(plan: Plan, startMs: number, state: number) {
    this.totalBytes = plan.totalBytes;
    this.startMs = startMs;
    this.atMs = startMs;
    this.linkRate = plan.linkMbps * BYTES_PER_MS;
    this.meanRate = this.linkRate * plan.utilisation;
    this.kept = MEMORY_MS / (MEMORY_MS + plan.intervalMs);
    this.added = SWING * Math.sqrt(1 - this.kept * this.kept);
    this.state = state;
  }

  /** Copies until that time, which must not lie before the last one. */
  advance(atMs: number): void {
    if (this.endMs >= 0) return;
    this.state = nextState(this.state);
    this.swing = this.kept * this.swing + this.added * asNormal(scramble(this.state));
    const level = this.level();
    const elapsedMs = atMs - this.startMs;
    const elapsedMsBefore = this.atMs - this.startMs;
    const fullMs =
      elapsedMsBefore >= RAMP_MS
        ? atMs - this.atMs
        : fullSpeedMs(elapsedMs) - fullSpeedMs(elapsedMsBefore);
    const bytes = level * fullMs;
    const missing = this.totalBytes - this.copiedBytes;
    if (bytes < missing) this.copiedBytes += bytes;
    else {
      // Within a step the rate is level, so the end lies where the missing part of it does.
      this.endMs = missing === 0 ? this.atMs : this.atMs + ((atMs - this.atMs) * missing) / bytes;
      this.copiedBytes = this.totalBytes;
    }
    this.rate = elapsedMs < RAMP_MS ? level * rampShare(elapsedMs) : level;
    this.atMs = atMs;
  }

  /** Rate of one step without the ramp, bytes per ms: the mean and its swing, held to the link. */
  private level(): number {
    let { swing } = this;
    if (swing > SWING_MAX) swing = SWING_MAX;
    else if (swing < -SWING_MAX) swing = -SWING_MAX;
    const rate = this.meanRate * (1 + swing);
    return rate > this.linkRate ? this.linkRate : rate;
  }

  /** Speed over the five seconds before the last step, Mbit/s; 0 once nothing was copied in them. */
  speedMbps(): number {
    const windowMs = this.atMs - WINDOW_MS;
    const fromMs = windowMs > this.startMs ? windowMs : this.startMs;
    const untilMs = this.endMs >= 0 ? this.endMs : this.atMs;
    const busyMs = untilMs - fromMs;
    if (busyMs <= 0) return 0;
    return (this.rate / BYTES_PER_MS) * (busyMs / WINDOW_MS);
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
export const RAMP_LOSS_MS = ((1 - RAMP_START) * RAMP_MS) / 2;
