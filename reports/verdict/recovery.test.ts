import { describe, expect, it } from "vitest";
import type { SeriesPoint } from "../evidence/series.ts";
import { recoveryOf } from "./recovery.ts";

const OUTAGE = { fromMs: 5000, untilMs: 8000 };

/** A run of twenty seconds; `of` gives p99 and failures of each. */
function series(of: (second: number) => readonly [p99Ms: number, failed: number]): SeriesPoint[] {
  return Array.from({ length: 20 }, (_, second) => {
    const [p99Ms, failedPerSecond] = of(second);
    const times = { fromMs: second * 1000, toMs: (second + 1) * 1000 };
    return { ...times, answeredPerSecond: 100, failedPerSecond, p50Ms: 1, p99Ms };
  });
}

describe("after an outage", () => {
  it.each([
    ["at once", series((s) => [s >= 5 && s < 8 ? 9000 : 10, s === 6 ? 50 : 0]), 0],
    ["when what is late has come", series((s) => [s >= 5 && s < 11 ? 3000 : 10, 0]), 3000],
    ["when nothing fails any more", series((s) => [10, s >= 5 && s < 10 ? 7 : 0]), 2000],
    ["not before it is so for good", series((s) => [s === 15 ? 900 : 10, 0]), 8000],
  ])("it is as before %s", (_, points, afterMs) => {
    expect(recoveryOf(points, OUTAGE)).toEqual({ kind: "recovered", afterMs });
  });

  it("it may not be as before when the run ends", () => {
    const points = series((s) => [s >= 5 ? 4000 : 10, s >= 5 ? 30 : 0]);
    expect(recoveryOf(points, OUTAGE)).toEqual({ kind: "not recovered", p99Ms: 4000, failed: 30 });
  });

  it("nothing is said of a run that is too short", () => {
    expect(recoveryOf(series(() => [10, 0]).slice(0, 9), OUTAGE).kind).toBe("unknown");
  });
});
