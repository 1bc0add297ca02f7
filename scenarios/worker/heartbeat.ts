/**
 * The generator's watch over itself: a clock that should tick every 20 ms, and by how much each
 * tick came late. What delays a tick (a busy event loop, a machine that gives k6 no core) delays
 * the reading of every reply just as much, and would pass for the endpoint's time.
 *
 * Each tick that fell due is counted, also those that one long delay swallowed: else a second of
 * standstill would count as one late tick among fifty that were never due. A clock that is put back
 * counts like a standstill of that length, since every time taken across it is wrong by as much.
 */

import type { Timers } from "./timers.ts";

/** Between two ticks. @unit milliseconds */
const PERIOD_MS = 20;

/** Where lateness is counted, in microseconds. */
export interface LagCounter {
  record(us: number): void;
}

/** Ticks from the start until it is stopped. */
export class Heartbeat {
  private readonly lag: LagCounter;
  private readonly timers: Timers;
  private readonly nowMs: () => number;
  private lastMs: number;
  private dueMs: number;
  private timer: number;

  /** `startMs` is on the clock of `nowMs`, which is the wall's unless another is given. */
  constructor(options: {
    readonly lag: LagCounter;
    readonly timers: Timers;
    readonly startMs: number;
    readonly nowMs?: () => number;
  }) {
    this.lag = options.lag;
    this.timers = options.timers;
    this.nowMs = options.nowMs ?? Date.now;
    this.lastMs = options.startMs;
    this.dueMs = options.startMs + PERIOD_MS;
    this.timer = this.timers.set(this.tick, PERIOD_MS);
  }

  /** Counts what fell due until now, and ticks no more. */
  stop(): void {
    this.timers.clear(this.timer);
    this.count(this.nowMs());
  }

  private readonly tick = (): void => {
    const nowMs = this.nowMs();
    this.count(nowMs);
    this.timer = this.timers.set(this.tick, this.dueMs - nowMs);
  };

  private count(nowMs: number): void {
    if (nowMs < this.lastMs) {
      countPutBack(this.lag, this.lastMs - nowMs);
      this.dueMs = nowMs + PERIOD_MS;
    }
    this.lastMs = nowMs;
    for (; this.dueMs <= nowMs; this.dueMs += PERIOD_MS) {
      this.lag.record((nowMs - this.dueMs) * 1000);
    }
  }
}

/**
 * The same watch where a worker waits for each reply: it has no clock that ticks, but it knows when
 * a pause should have ended. Ticks that fall into a pause are counted, and those into which it
 * overslept; what falls into a request is not, for there one cannot tell who was late.
 */
export function countPause(
  lag: LagCounter,
  pause: { readonly fromMs: number; readonly untilMs: number; readonly nowMs: number },
): void {
  const { fromMs, untilMs, nowMs } = pause;
  if (nowMs < fromMs) countPutBack(lag, untilMs - nowMs);
  const firstMs = Math.ceil(fromMs / PERIOD_MS) * PERIOD_MS;
  for (let dueMs = firstMs; dueMs <= nowMs; dueMs += PERIOD_MS) {
    lag.record(dueMs <= untilMs ? 0 : (nowMs - dueMs) * 1000);
  }
}

function countPutBack(lag: LagCounter, byMs: number): void {
  for (let leftMs = byMs; leftMs > 0; leftMs -= PERIOD_MS) lag.record(leftMs * 1000);
}
