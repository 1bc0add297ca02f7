/** The generator's watch over itself, on a clock that the test turns. */

import { describe, expect, it } from "vitest";
import { countPause, Heartbeat } from "./heartbeat.ts";
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

  /** Timers do not mind it: they wait for so long, not until then. */
  putBack(byMs: number): void {
    this.ms -= byMs;
    if (this.due !== undefined) this.due.atMs -= byMs;
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

  it("counts a clock that is put back like a standstill of that length", () => {
    const { clock, lagsMs } = beating();
    clock.pass(20);
    clock.putBack(70);
    clock.pass(20);
    expect(lagsMs).toEqual([0, 50, 30, 10]);
    clock.pass(20);
    expect(lagsMs.slice(4)).toEqual([0]);
  });
});

describe("a pause", () => {
  it.each([
    ["in time", { fromMs: 100, untilMs: 160, nowMs: 160 }, [0, 0, 0, 0]],
    ["overslept", { fromMs: 100, untilMs: 120, nowMs: 165 }, [0, 0, 25, 5]],
    ["whose clock was put back", { fromMs: 100, untilMs: 120, nowMs: 75 }, [45, 25, 5]],
  ])("%s", (_, pause, lags) => {
    const lagsMs: number[] = [];
    countPause({ record: (us) => lagsMs.push(us / 1000) }, pause);
    expect(lagsMs).toEqual(lags);
  });
});
