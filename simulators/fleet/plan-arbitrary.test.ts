import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forecast, PLAN_RANGES, PLAN_VERSION, type Plan, type PlanNumber } from "../agent/index.ts";
import { planArbitrary } from "./plan-arbitrary.ts";
import { samplePlans } from "./sample.ts";

const SIMPLEST: Plan = {
  version: PLAN_VERSION,
  kind: "linux-file-new",
  seed: 0,
  totalBytes: 1_000_000,
  linkMbps: 100,
  utilisation: 0.7,
  intervalMs: 10_000,
  jitterShare: 0,
  phaseShare: 0,
  startSeconds: 1_767_600_000,
  migrationTest: false,
};

describe("planArbitrary", () => {
  it("keeps every number in its range and every plan on one line of JSON", () => {
    fc.assert(
      fc.property(planArbitrary(), (plan) => {
        for (const name of Object.keys(PLAN_RANGES) as PlanNumber[]) {
          const value = plan[name];
          const { min, max, whole } = PLAN_RANGES[name];
          if (value === undefined) continue;
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(max);
          if (whole) expect(Number.isSafeInteger(value)).toBe(true);
        }
        const line = JSON.stringify(plan);
        expect(line).not.toContain("\n");
        expect(JSON.parse(line)).toStrictEqual(plan);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it("draws the ends of the ranges", () => {
    const plans = fc.sample(planArbitrary(), { seed: 2, numRuns: 1000 });
    const sizes = new Set(plans.map((plan) => plan.totalBytes));
    for (const end of [0, 1, 2 ** 31 - 1, 2 ** 32, 16e12, 2 ** 53 - 1])
      expect(sizes).toContain(end);
    const links = new Set(plans.map((plan) => plan.linkMbps));
    for (const end of [0.1, 100_000]) expect(links).toContain(end);
    expect(new Set(plans.map((plan) => plan.jitterShare))).toEqual(new Set([0, 0.1, 0.5]));
  });

  it("shrinks to the simplest plan when nothing of it matters", () => {
    const result = fc.check(
      fc.property(planArbitrary(), () => false),
      { seed: 3 },
    );
    expect(result.counterexample).toEqual([SIMPLEST]);
  });

  it.each<[string, (plan: Plan) => boolean, Partial<Plan>]>([
    ["its kind", (plan) => plan.kind === "windows-block", { kind: "windows-block" }],
    ["its jitter", (plan) => plan.jitterShare > 0, { jitterShare: 0.1 }],
    ["the drill", (plan) => plan.migrationTest, { migrationTest: true }],
    ["the file count", (plan) => plan.fileCount !== undefined, { fileCount: 251 }],
    ["a stall", (plan) => plan.stall !== undefined, { stall: { atShare: 0.05, forMs: 120_000 } }],
    ["a second disk", (plan) => plan.disks !== undefined, { disks: 2 }],
    [
      "a mishap",
      (plan) => plan.mishap !== undefined,
      { mishap: { what: "failed", stage: 0, percent: 0, pauseMs: 60_000, keeps: false } },
    ],
    ["a verbose agent", (plan) => plan.verbose === true, { verbose: true }],
  ])("shrinks to a plan that is simple but for %s", (_, matters, fact) => {
    const property = fc.property(planArbitrary(), (plan) => !matters(plan));
    const result = fc.check(property, { seed: 4, numRuns: 2000 });
    expect(result.counterexample).toEqual([{ ...SIMPLEST, ...fact }]);
  });

  it("shrinks a size to the least that matters", () => {
    const plans = planArbitrary({ extremes: false });
    const property = fc.property(plans, (plan) => plan.totalBytes < 5_000_000_000);
    const [plan] = fc.check(property, { seed: 5, numRuns: 500 }).counterexample ?? [];
    expect(plan?.totalBytes).toBeLessThan(5_000_001_000);
    expect(plan).toEqual({ ...SIMPLEST, totalBytes: plan?.totalBytes });
  });

  it("keeps to its constraints", () => {
    const constraints = { kinds: ["windows-block"], intervalMs: 5000, reportsMax: 20 } as const;
    fc.assert(
      fc.property(planArbitrary(constraints), (plan) => {
        expect(plan.kind).toBe("windows-block");
        expect(plan.intervalMs).toBe(5000);
        expect(forecast(plan).reports).toBeLessThanOrEqual(30);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("refuses an empty list of kinds", () => {
    expect(() => planArbitrary({ kinds: [] })).toThrow(/want at least one/);
  });
});

describe("samplePlans", () => {
  it("draws the same plans each time", () => {
    const plans = samplePlans({ seed: 7, count: 10_000 });
    expect(plans).toHaveLength(10_000);
    expect(samplePlans({ seed: 7, count: 10_000 })).toEqual(plans);
    expect(samplePlans({ seed: 8, count: 100 })).not.toEqual(plans.slice(0, 100));
  });

  it("gives a smaller fleet as the beginning of a greater one", () => {
    expect(samplePlans({ seed: 7, count: 5 })).toEqual(
      samplePlans({ seed: 7, count: 50 }).slice(0, 5),
    );
  });

  it("draws believable agents: a migration ends within a week", () => {
    const plans = samplePlans({ seed: 9, count: 2000, kinds: ["linux-file-new"] });
    expect(new Set(plans.map((plan) => plan.kind))).toEqual(new Set(["linux-file-new"]));
    expect(new Set(plans.map((plan) => plan.intervalMs))).toEqual(new Set([10_000]));
    const days = plans.map((plan) => forecast(plan).copyMs / 86_400_000);
    expect(Math.max(...days)).toBeLessThan(7.3);
    expect(new Set(plans.map((plan) => plan.seed)).size).toBeGreaterThan(1990);
  });

  it("draws none when none are asked for", () => {
    expect(samplePlans({ seed: 1, count: 0 })).toEqual([]);
  });
});
