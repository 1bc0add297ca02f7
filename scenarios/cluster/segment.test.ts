/** Whatever the fleet and the cut: the parts together are the whole, and no part overlaps another. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../simulators/agent/index.ts";
import { profileOf } from "../../simulators/contract/index.ts";
import { scenarioPlans } from "../plans.ts";
import { Fleet, type FleetSettings } from "../worker/fleet.ts";
import { zeroOf } from "../worker/zero.ts";
import { agentsOf, segmentFlags, segmentsOf, wantDivisible, workersOf } from "./segment.ts";

const REPORTS = 4;

function plansOf(seed: number, count: number): readonly Plan[] {
  const profile = profileOf("2026-01");
  return scenarioPlans({
    seed,
    count,
    intervalMs: 1000,
    profile,
    fleet: undefined,
    mode: "steady",
  });
}

/** The first reports of each agent of some workers: number, planned time, task, text. */
function timelines(
  settings: FleetSettings,
  plans: readonly Plan[],
  workers: readonly number[],
): string[] {
  return workers.flatMap((worker) => {
    const fleet = new Fleet(settings, worker, plans);
    return Array.from({ length: fleet.size }, (_, agent) =>
      Array.from({ length: REPORTS }, () => {
        const due = fleet.plannedMs[agent];
        const line = [fleet.numberOf(agent), due, fleet.taskOf(agent), fleet.bodyOf(agent)];
        fleet.advance(agent);
        return line.join(" ");
      }),
    ).flat();
  });
}

describe("segments", () => {
  it("together send what one process sends, each report once", () => {
    void fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(1000),
          of: fc.integer({ min: 1, max: 16 }),
          each: fc.integer({ min: 1, max: 3 }),
          more: fc.nat(24),
          plans: fc.integer({ min: 1, max: 3 }),
          mode: fc.constantFrom("steady", "once"),
        }),
        ({ seed, of, each, more, plans: count, mode }) => {
          const workers = of * each;
          const agents = of + more;
          const plans = plansOf(seed, count);
          const settings: FleetSettings = {
            profile: "2026-01",
            tasks: { kind: "range", prefix: "agent-", from: 1, to: 100, suffix: "" },
            agentsPerTask: 1,
            agents,
            workers,
            mode,
            intervalMs: 1000,
            ownPace: false,
            stages: [],
            seed,
          };
          const parts = segmentsOf(of).map((part) =>
            timelines(settings, plans, workersOf(part, workers)),
          );
          const whole = timelines({ ...settings, workers: 1 }, plans, [0]);
          expect(parts.flat().sort()).toEqual(whole.sort());
          expect(segmentsOf(of).map((part) => agentsOf(part, { agents, workers }))).toEqual(
            parts.map((lines) => lines.length / REPORTS),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are named to k6 as k6-operator names them", () => {
    expect(segmentsOf(1)).toMatchObject([{ segment: "0:1", sequence: "0,1" }]);
    const [, second] = segmentsOf(4);
    expect(second && segmentFlags(second)).toEqual([
      "--execution-segment=1/4:2/4",
      "--execution-segment-sequence=0,1/4,2/4,3/4,1",
      "--tag",
      "instance_id=2",
    ]);
  });

  it("are refused where they would be unequal or empty", () => {
    expect(() => wantDivisible({ agents: 9, workers: 6 }, 4)).toThrow(/want a multiple of 4.*8/);
    expect(() => wantDivisible({ agents: 3, workers: 4 }, 4)).toThrow(/want at most 3/);
    expect(wantDivisible({ agents: 9, workers: 8 }, 4)).toBeUndefined();
  });
});

describe("the zero", () => {
  it("is the same for all that are ready within one stretch", () => {
    expect([9001, 9500, 10_000].map((ready) => zeroOf(ready, 1000))).toEqual([
      10_000, 10_000, 10_000,
    ]);
    expect(zeroOf(10_001, 1000)).toBe(11_000);
    expect(zeroOf(10_001, undefined)).toBe(10_001);
  });
});
