import { describe, expect, it } from "vitest";
import { planArbitrary } from "../fleet/plan-arbitrary.ts";
import { forecast, hastened, planOf, shortened } from "./index.ts";
import { holds, played } from "./testing/played.ts";

/** The published formula, hours. @source SMS FAQ on the time a migration takes */
const PUBLISHED = [
  [100, 100, 3.17],
  [10, 5, 6.35],
  [10, 10, 3.17],
  [10, 100, 0.32],
  [10, 500, 0.06],
  [10, 1000, 0.03],
] as const;

describe("forecast", () => {
  it.each(PUBLISHED)("expects %i GB at %i Mbit/s to take %f h", (gigabytes, linkMbps, hours) => {
    const plan = planOf({ totalBytes: gigabytes * 1e9, linkMbps, utilisation: 0.7 });
    // The published values are rounded to hundredths; the ramp costs eight seconds.
    expect(Math.abs(forecast(plan).copyMs / 3_600_000 - hours)).toBeLessThan(0.005 + 8 / 3600);
  });

  it("comes to an end where a copying starts at a fraction of a millisecond", () => {
    const plan = planOf({
      kind: "linux-block-sync",
      seed: 764236372,
      totalBytes: 73_328_395_450,
      linkMbps: 1000,
      utilisation: 0.78,
      packedShare: 0.4,
      changeShare: 0.05,
      limits: [{ fromMinute: 480, toMinute: 1020, mbps: 390 }],
      startSeconds: 1_767_581_715,
    });
    expect(forecast(plan).durationMs).toBeGreaterThan(600_000);
  });

  it("comes close to what is then played", () => {
    const plans = planArbitrary({ reportsMax: 200, extremes: false, faults: [] });
    holds(
      (plan) => {
        const expected = forecast(plan);
        const entries = played(plan);
        const lastMs = (entries.at(-1)?.atMs ?? 0) - (plan.arrivalMs ?? 0);
        // Chance moves the copying, and each stage waits for a tick of its own.
        const slack = 0.2 * expected.durationMs + 12 * plan.intervalMs;
        expect(Math.abs(lastMs - expected.durationMs)).toBeLessThan(slack);
        expect(Math.abs(entries.length - expected.reports)).toBeLessThan(
          14 + 0.2 * expected.reports,
        );
      },
      200,
      plans,
    );
  });
});

describe("hastened", () => {
  const plan = planOf({ totalBytes: 85e9, linkMbps: 100, intervalMs: 10_000 });

  it("plays a three-hour migration in three minutes, the interval kept", () => {
    const entries = played(hastened(plan, 60, "kept"));
    expect(entries.at(-1)?.atMs).toBeGreaterThan(150_000);
    expect(entries.at(-1)?.atMs).toBeLessThan(210_000);
    expect((entries[5]?.atMs ?? 0) - (entries[4]?.atMs ?? 0)).toBe(10_000);
    expect(entries.map((entry) => entry.report.progress)).toContain(100);
  });

  it("plays every report of it, the interval scaled", () => {
    const whole = played(plan);
    const fast = played(hastened(plan, 50, "scaled"));
    expect(fast.map((entry) => entry.report)).toEqual(whole.map((entry) => entry.report));
    expect(fast.map((entry) => entry.atMs * 50)).toEqual(whole.map((entry) => entry.atMs));
  });

  it("shortens timelines to about so many reports and leaves short ones alone", () => {
    holds(
      (long) => {
        const [short = long] = shortened([long], 50);
        expect(played(short).length).toBeLessThan(75);
        expect({ ...short, timeScale: 0 }).toEqual({ ...long, timeScale: 0 });
      },
      100,
      planArbitrary({ extremes: false, faults: [] }),
    );
    expect(shortened([plan], 1_000_000)).toEqual([plan]);
  });
});
