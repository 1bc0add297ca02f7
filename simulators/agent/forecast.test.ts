import fc from "fast-check";
import { expect, it } from "vitest";
import { planArbitrary } from "../fleet/plan-arbitrary.ts";
import { forecast, planOf, timeline } from "./index.ts";

/** The published formula, hours. @source SMS FAQ on the time a migration takes */
const PUBLISHED = [
  [100, 100, 3.17],
  [10, 5, 6.35],
  [10, 10, 3.17],
  [10, 100, 0.32],
  [10, 500, 0.06],
  [10, 1000, 0.03],
] as const;

it.each(PUBLISHED)("expects %i GB at %i Mbit/s to take %f h", (gigabytes, linkMbps, hours) => {
  const plan = planOf({ totalBytes: gigabytes * 1e9, linkMbps, utilisation: 0.7 });
  // The published values are rounded to hundredths; the ramp costs eight seconds.
  expect(Math.abs(forecast(plan).copyMs / 3_600_000 - hours)).toBeLessThan(0.005 + 8 / 3600);
});

it("comes close to what is then played", () => {
  const plans = planArbitrary({ copyReportsMax: 200, extremes: false });
  fc.assert(
    fc.property(plans, (plan) => {
      const expected = forecast(plan);
      const rest = timeline(plan);
      let reports = 0;
      let lastMs = 0;
      for (let entry = rest.next(); entry !== undefined; entry = rest.next()) {
        reports += 1;
        lastMs = entry.atMs;
      }
      // Chance moves the copying, and each stage waits for a tick of its own.
      const slack = 0.15 * expected.copyMs + 9 * plan.intervalMs;
      expect(Math.abs(lastMs - expected.durationMs)).toBeLessThan(slack);
      expect(Math.abs(reports - expected.reports)).toBeLessThan(9 + 0.15 * expected.reports);
    }),
    { seed: 4, numRuns: 100 },
  );
});
