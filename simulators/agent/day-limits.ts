/**
 * Speed limits that hold in windows of the day, by the agent's clock. Five windows at most, each
 * with its own Mbit/s. @source SMS API, UpdateSpeed
 */

import type { SpeedLimit } from "./plan.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Bytes per millisecond in one Mbit/s. */
const BYTES_PER_MS = 125;

/** The limits of one agent. Times are ms since the agent's start. */
export class DayLimits {
  private readonly limits: readonly SpeedLimit[];
  /** Time of the day at the agent's start, ms. */
  private readonly startOfDayMs: number;

  constructor(limits: readonly SpeedLimit[], startSeconds: number) {
    this.limits = limits;
    this.startOfDayMs = (startSeconds % 86400) * 1000;
  }

  /** Greatest rate at that time, bytes per ms; Infinity where none is set. */
  rateAt(atMs: number): number {
    const ofDayMs = this.ofDay(atMs);
    let rate = Infinity;
    for (const limit of this.limits) {
      if (holds(limit, ofDayMs)) rate = Math.min(rate, limit.mbps * BYTES_PER_MS);
    }
    return rate;
  }

  /** When the next window begins or ends after that time, to the millisecond. */
  nextChangeMs(atMs: number): number {
    const ofDayMs = this.ofDay(atMs);
    let leastMs = DAY_MS;
    for (const { fromMinute, toMinute } of this.limits) {
      for (const minute of [fromMinute, toMinute]) {
        const gapMs = (minute * MINUTE_MS - ofDayMs + DAY_MS) % DAY_MS;
        if (gapMs >= 1 && gapMs < leastMs) leastMs = gapMs;
      }
    }
    return atMs + leastMs;
  }

  /** The mean over a day of a rate that the limits hold down, bytes per ms. */
  meanOf(rate: number): number {
    let bytes = 0;
    for (let atMs = 0; atMs < DAY_MS; ) {
      const untilMs = Math.min(DAY_MS, this.nextChangeMs(atMs));
      bytes += Math.min(rate, this.rateAt(atMs)) * (untilMs - atMs);
      atMs = untilMs;
    }
    return bytes / DAY_MS;
  }

  private ofDay(atMs: number): number {
    return (this.startOfDayMs + atMs) % DAY_MS;
  }
}

function holds({ fromMinute, toMinute }: SpeedLimit, ofDayMs: number): boolean {
  const fromMs = fromMinute * MINUTE_MS;
  const toMs = toMinute * MINUTE_MS;
  if (fromMs < toMs) return ofDayMs >= fromMs && ofDayMs < toMs;
  return ofDayMs >= fromMs || ofDayMs < toMs;
}
