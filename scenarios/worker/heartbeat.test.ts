/** The generator's watch over itself, on a clock that the test turns. */

import { describe, expect, it } from "vitest";
import { Heartbeat } from "./heartbeat.ts";
import type { Timers } from "./timers.ts";

/** A clock, and timers that fire when it is turned; `lateMs` after they were due. */
class Clock {
  ms = 1000;
  private due: { atMs: number; readonly callback: () => void } | undefined;
  readonly timers: Timers = {
    set: (callback, afterMs) => {
      this.due = { atMs: this.ms + afterMs, callback };
      return 1;
    },
    clear: () => {
      this.due = undefined;
    },
  };

  /** Lets time pass; timers that fall due meanwhile fire at once, or at its end. */
  pass(forMs: number, standstill = false): void {
    const endMs = this.ms + forMs;
    if (standstill) this.ms = endMs;
    while (this.due !== undefined && this.due.atMs <= endMs) {
      const { atMs, callback } = this.due;
      this.due = undefined;
      this.ms = Math.max(this.ms, atMs);
      callback();
    }
    this.ms = endMs;
  }
}

function beating() {
  const clock = new Clock();
  const lagsMs: number[] = [];
  const lag = { record: (us: number) => lagsMs.push(us / 1000) };
  const { timers } = clock;
  const heartbeat = new Heartbeat({ lag, timers, startMs: 1000, nowMs: () => clock.ms });
  return { clock, lagsMs, heartbeat };
}

describe("the heartbeat", () => {
  it("ticks every 20 ms, on time where nothing holds it up", () => {
    const { clock, lagsMs } = beating();
    clock.pass(100);
    expect(lagsMs).toEqual([0, 0, 0, 0, 0]);
  });

  it("counts each tick that a standstill swallowed, by how late it was", () => {
    const { clock, lagsMs } = beating();
    clock.pass(20);
    clock.pass(105, true);
    expect(lagsMs).toEqual([0, 85, 65, 45, 25, 5]);
    clock.pass(15);
    expect(lagsMs.slice(6)).toEqual([0]);
  });

  it("counts what fell due until it was stopped, and nothing after", () => {
    const { clock, lagsMs, heartbeat } = beating();
    clock.pass(20);
    clock.ms += 45;
    heartbeat.stop();
    expect(lagsMs).toEqual([0, 25, 5]);
    clock.pass(100);
    expect(lagsMs).toHaveLength(3);
  });
});
