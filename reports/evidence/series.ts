/**
 * Figures over time. Workers start together and flush at one interval, so the flushes of one
 * sequence number cover one stretch of time and their counts add exactly; nothing is interpolated.
 * Times count from each worker's own zero: clocks of several machines need not agree.
 */

import { Histogram } from "./histogram.ts";
import type { Flush } from "./schema.ts";

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

/** Adds flushes up, in any order, in memory that does not grow with their number. */
export class Series {
  /** Sequence numbers that one stretch holds: a power of two. */
  private width = 1;
  private stretches = new Map<number, Stretch>();

  /** `zeroMs`: the zero of the flush's worker by its own clock. */
  add(flush: Flush, zeroMs: number): void {
    const place = Math.floor(flush.sequence / this.width);
    const known = this.stretches.get(place);
    const stretch = known ?? new Stretch();
    if (known === undefined) this.stretches.set(place, stretch);
    stretch.count(flush, zeroMs);
    // Which width is right depends on the places alone, so on no order.
    while (this.stretches.size > MOST_POINTS) this.widen();
  }

  /** The points, in order of time. */
  points(): readonly SeriesPoint[] {
    const ordered = [...this.stretches].sort(([a], [b]) => a - b).map(([, stretch]) => stretch);
    const [first] = ordered;
    const [before, last] = ordered.slice(-2);
    if (first === undefined) return [];
    if (before !== undefined && last !== undefined) {
      if (last.lengthMs < SHORT_STRETCH * first.lengthMs) {
        const joined = new Stretch();
        joined.addAll(before);
        joined.addAll(last);
        ordered.splice(-2, 2, joined);
      }
    }
    return ordered.map((stretch) => stretch.point());
  }

  private widen(): void {
    const wider = new Map<number, Stretch>();
    for (const [place, stretch] of this.stretches) {
      const half = Math.floor(place / 2);
      const known = wider.get(half);
      if (known === undefined) wider.set(half, stretch);
      else known.addAll(stretch);
    }
    this.width *= 2;
    this.stretches = wider;
  }
}

class Stretch {
  private fromMs = Infinity;
  private toMs = -Infinity;
  private answered = 0;
  private failed = 0;
  private readonly response = new Histogram();

  get lengthMs(): number {
    return this.toMs - this.fromMs;
  }

  count({ fromMs, toMs, ledger, response }: Flush, zeroMs: number): void {
    this.fromMs = Math.min(this.fromMs, fromMs - zeroMs);
    this.toMs = Math.max(this.toMs, toMs - zeroMs);
    this.answered += ledger.acknowledged + ledger.refused;
    this.failed += ledger.refused + ledger.timedOut + ledger.broken;
    this.response.add(response);
  }

  addAll(other: Stretch): void {
    this.fromMs = Math.min(this.fromMs, other.fromMs);
    this.toMs = Math.max(this.toMs, other.toMs);
    this.answered += other.answered;
    this.failed += other.failed;
    this.response.add(other.response.sparse());
  }

  point(): SeriesPoint {
    const { fromMs, toMs, response } = this;
    const seconds = Math.max(this.lengthMs, 1) / 1000;
    return {
      fromMs,
      toMs,
      answeredPerSecond: this.answered / seconds,
      failedPerSecond: this.failed / seconds,
      p50Ms: milliseconds(response.quantile(0.5)),
      p99Ms: milliseconds(response.quantile(0.99)),
    };
  }
}

function milliseconds(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1000;
}
