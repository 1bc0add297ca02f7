import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAULTS, factsThatDiffer, SIMPLEST_PLAN } from "../agent/index.ts";
import { profileOf } from "../contract/index.ts";
import { MIXED, playFleet } from "./index.ts";
import { faultsOfFleet, fleetArbitrary } from "./swarm.ts";

const FLEETS = fleetArbitrary({
  spec: MIXED,
  profile: profileOf("2026-01"),
  agentsMax: 12,
  reportsMax: 20,
});

describe("a swarm", () => {
  it("has each fault on in some fleets and off in others", () => {
    const fleets = fc.sample(FLEETS, { seed: 8, numRuns: 200 });
    const large = fleets.filter((plans) => plans.length >= 6).map(faultsOfFleet);
    for (const name of FAULTS) {
      const having = large.filter((faults) => faults.has(name)).length;
      expect(having, name).toBeGreaterThan(0.2 * large.length);
      expect(having, name).toBeLessThan(0.8 * large.length);
    }
  });

  it("is played in the order of time, whatever is on", () => {
    const property = fc.property(FLEETS, (plans) => {
      let lastMs = 0;
      for (const { atMs } of playFleet(plans)) {
        expect(atMs).toBeGreaterThanOrEqual(lastMs);
        lastMs = atMs;
      }
    });
    fc.assert(property, { seed: 9, numRuns: 60 });
  });

  it("shrinks to one plain agent when nothing of it matters", () => {
    const property = fc.property(FLEETS, (_plans) => false);
    const plans = fc.check(property, { seed: 10 }).counterexample?.[0] ?? [];
    expect(plans).toHaveLength(1);
    const facts = factsThatDiffer(plans[0] ?? SIMPLEST_PLAN);
    // The fleet's start, and the clock that keeps its timelines short.
    expect(facts.filter((fact) => !/^(startSeconds|timeScale)/.test(fact))).toEqual([]);
  });

  it("shrinks to the one fault that matters, and says so", () => {
    const property = fc.property(FLEETS, (plans) => !faultsOfFleet(plans).has("restarted"));
    const plans = fc.check(property, { seed: 11 }).counterexample?.[0] ?? [];
    expect(plans).toHaveLength(1);
    const facts = factsThatDiffer(plans[0] ?? SIMPLEST_PLAN);
    expect(facts).toContain("faults (name restarted, at 1, reports 1)");
    expect(facts.length).toBeLessThanOrEqual(3);
  });
});
