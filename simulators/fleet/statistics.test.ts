import { describe, expect, it } from "vitest";
import { forecast, planOf } from "../agent/index.ts";
import { playFleet } from "./play-fleet.ts";
import { samplePlans } from "./sample.ts";
import { quantile, statisticsOf } from "./statistics.ts";

describe("statisticsOf", () => {
  it("is the formula for a fleet of equal agents", () => {
    const plan = planOf({ totalBytes: 100e9, linkMbps: 100, utilisation: 0.7 });
    const fleet = statisticsOf(Array.from({ length: 50 }, (_, seed) => ({ ...plan, seed })));
    expect(fleet.agents).toBe(50);
    expect(fleet.bytes).toBe(50 * 100e9);
    expect(fleet.reportsPerSecond).toBeCloseTo(5);
    expect(fleet.copyMsMedian / 3_600_000).toBeCloseTo(3.17, 1);
    expect(fleet.kinds).toMatchObject({ "linux-file-new": 50, "windows-block": 0 });
    expect(fleet.durationMsMedian).toBeGreaterThan(fleet.copyMsMedian);
    expect(fleet.durationMsMax).toBeGreaterThanOrEqual(fleet.durationMsP90);
  });

  it("comes within a few percent of what the fleet then reports", () => {
    const plans = samplePlans({ seed: 11, count: 60, intervalMs: 60_000 }).filter(
      (plan) => forecast(plan).reports < 2000,
    );
    let reports = 0;
    let lastMs = 0;
    for (const entry of playFleet(plans)) {
      reports += 1;
      expect(entry.atMs).toBeGreaterThanOrEqual(lastMs);
      lastMs = entry.atMs;
    }
    const fleet = statisticsOf(plans);
    expect(reports / fleet.reports).toBeGreaterThan(0.97);
    expect(reports / fleet.reports).toBeLessThan(1.03);
    expect(lastMs / fleet.durationMsMax).toBeGreaterThan(0.9);
    expect(lastMs / fleet.durationMsMax).toBeLessThan(1.1);
  });

  it("is nothing for nobody", () => {
    expect(statisticsOf([])).toMatchObject({ agents: 0, reports: 0, durationMsMedian: 0 });
  });
});

describe("quantile", () => {
  it.each([
    [0, 1],
    [0.5, 2],
    [0.75, 3],
    [0.9, 4],
    [1, 4],
  ])("of 1, 2, 3, 4 at %f is %i", (share, value) => {
    expect(quantile([1, 2, 3, 4], share)).toBe(value);
  });
});
