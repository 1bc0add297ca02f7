import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  FAULT_RANGES,
  FAULTS,
  type Fault,
  type FaultName,
  type Plan,
  planOf,
  type TimelineEntry,
  timeline,
} from "../agent/index.ts";
import { entriesOf, holds } from "../agent/testing/played.ts";
import { faultArbitrary } from "../fleet/fault-arbitrary.ts";
import { planArbitrary } from "../fleet/plan-arbitrary.ts";
import { undrawn } from "../fleet/testing/every-plan.ts";
import { arrivals, Chance, withFault } from "./index.ts";

const PLAN = planOf({ totalBytes: 20e9, linkMbps: 100, seed: 5 });
const PLAIN = entriesOf(timeline(PLAN));

function bent(...faults: readonly Fault[]): readonly TimelineEntry[] {
  return entriesOf(arrivals({ ...PLAN, faults }));
}

/** Places of the bent timeline's reports in the plain one. */
function places(entries: readonly TimelineEntry[]): readonly number[] {
  const known = new Map(PLAIN.map((entry, index) => [JSON.stringify(entry.report), index]));
  return entries.map((entry) => known.get(JSON.stringify(entry.report)) ?? -1);
}

const NATURAL = PLAIN.map((_, index) => index);

const FAULTY_PLANS: fc.Arbitrary<Plan> = fc
  .tuple(
    planArbitrary({ reportsMax: 60 }),
    fc.array(fc.constantFrom(...FAULTS).chain(faultArbitrary), { minLength: 1, maxLength: 4 }),
  )
  .map(([plan, faults]) => ({ ...plan, faults }));

describe("any faults on any timeline", () => {
  it("keep the order of times, invent no report, and come to an end", () => {
    const drawn = holds(
      (plan) => {
        const entries = entriesOf(arrivals(plan));
        const known = new Set(
          entriesOf(timeline(plan)).map(({ report }) => JSON.stringify(report)),
        );
        entries.forEach((entry, index) => {
          expect(entry.atMs).toBeGreaterThanOrEqual(entries[index - 1]?.atMs ?? 0);
          expect(Number.isSafeInteger(entry.atMs)).toBe(true);
          expect(known.has(JSON.stringify(entry.report))).toBe(true);
        });
        expect(entries.length).toBeLessThan(17 * (known.size + 10));
      },
      300,
      FAULTY_PLANS,
    );
    expect(undrawn(drawn, ["fault"])).toEqual([]);
  });

  it("are the same each time", () => {
    holds(
      (plan) => expect(entriesOf(arrivals(plan))).toEqual(entriesOf(arrivals(plan))),
      50,
      FAULTY_PLANS,
    );
  });

  it("give no second thing to draw to the agent: without faults nothing is different", () => {
    holds(
      (plan) =>
        expect(entriesOf(arrivals({ ...plan, faults: [] }))).toEqual(entriesOf(timeline(plan))),
      30,
    );
  });

  it("stay apart: what one fault draws does not shift another's", () => {
    const lost: Fault = { name: "lost", share: 0.3 };
    const late: Fault = { name: "synchronised", everyMs: 60_000 };
    expect(places(bent(lost))).toEqual(places(bent(lost, late)));
  });

  it("are drawn within their ranges, each of them", () => {
    const seen = new Set<FaultName>();
    const drawn = fc.constantFrom(...FAULTS).chain(faultArbitrary);
    void fc.assert(
      fc.property(drawn, (fault) => {
        seen.add(fault.name);
        for (const [key, range] of Object.entries(FAULT_RANGES[fault.name])) {
          const value = Number(Object.entries(fault).find(([name]) => name === key)?.[1]);
          expect(value).toBeGreaterThanOrEqual(range.min);
          expect(value).toBeLessThanOrEqual(range.max);
        }
        expect(Object.keys(fault).sort()).toEqual(
          ["name", ...Object.keys(FAULT_RANGES[fault.name])].sort(),
        );
      }),
      { seed: 3, numRuns: 500 },
    );
    expect([...seen].sort()).toEqual([...FAULTS].sort());
  });
});

describe("each fault", () => {
  it("lost: a share never arrives, the others untouched", () => {
    const entries = bent({ name: "lost", share: 0.25 });
    expect(entries.length).toBeGreaterThan(0.65 * PLAIN.length);
    expect(entries.length).toBeLessThan(0.85 * PLAIN.length);
    for (const entry of entries) expect(PLAIN).toContainEqual(entry);
    expect(bent({ name: "lost", share: 1 })).toEqual([]);
    expect(bent({ name: "lost", share: 0 })).toEqual(PLAIN);
  });

  it("duplicated: a share comes twice, the second time so much later", () => {
    const twice = bent({ name: "duplicated", share: 1, afterMs: 12_000 });
    expect(twice).toHaveLength(2 * PLAIN.length);
    expect([...places(twice)].sort((a, b) => a - b)).toEqual(NATURAL.flatMap((n) => [n, n]));
    expect(twice.at(-1)?.atMs).toBe((PLAIN.at(-1)?.atMs ?? 0) + 12_000);
    expect(places(twice).slice(0, 6)).toEqual([0, 1, 0, 2, 1, 3]);
  });

  it("frozen: the same report so many times more", () => {
    const order = places(bent({ name: "frozen", at: 3, reports: 4 }));
    expect(order.slice(0, 10)).toEqual([0, 1, 2, 3, 3, 3, 3, 3, 8, 9]);
    expect(order).toHaveLength(PLAIN.length);
  });

  it("restarted: goes back, and everything after it is later", () => {
    const entries = bent({ name: "restarted", at: 6, reports: 3 });
    expect(places(entries).slice(0, 13)).toEqual([0, 1, 2, 3, 4, 5, 6, 3, 4, 5, 6, 7, 8]);
    expect(entries).toHaveLength(PLAIN.length + 4);
    const gaps = entries.slice(1).map((entry, index) => entry.atMs - (entries[index]?.atMs ?? 0));
    expect(new Set(gaps)).toEqual(new Set([10_000]));
  });

  it("restarted lowers the progress within a subtask", () => {
    const at = PLAIN.findIndex(({ report }) => report.subtask_name === "MIGRATE_LINUX_FILE") + 60;
    const entries = bent({ name: "restarted", at, reports: 40 });
    const before = entries[at]?.report;
    const after = entries[at + 1]?.report;
    expect(after?.subtask_name).toBe(before?.subtask_name);
    expect(after?.progress).toBeLessThan(before?.progress ?? 0);
  });

  it("offline: a gap, and the times of the others stay", () => {
    const entries = bent({ name: "offline", at: 5, reports: 20 });
    expect(entries).toEqual([...PLAIN.slice(0, 5), ...PLAIN.slice(25)]);
  });

  it("delayed: newer reports overtake", () => {
    const entries = bent({ name: "delayed", share: 0.2, afterMs: 25_000 });
    const order = places(entries);
    expect([...order].sort((a, b) => a - b)).toEqual(NATURAL);
    expect(order).not.toEqual(NATURAL);
    for (const [index, entry] of entries.entries()) {
      const own = PLAIN[order[index] ?? 0];
      expect([0, 25_000]).toContain(entry.atMs - (own?.atMs ?? 0));
    }
  });

  it("reordered: within the windows any order, across them none", () => {
    const entries = bent({ name: "reordered", reports: 5 });
    expect(entries.map((entry) => entry.atMs)).toEqual(PLAIN.map((entry) => entry.atMs));
    const order = places(entries);
    expect(order).not.toEqual(NATURAL);
    order.forEach((place, index) => {
      expect(Math.floor(place / 5)).toBe(Math.floor(index / 5));
    });
    expect(new Set(order).size).toBe(PLAIN.length);
  });

  it("replayed: old reports after the last one", () => {
    const entries = bent({ name: "replayed", reports: 3, afterMs: 500 });
    const last = PLAIN.length - 1;
    expect(places(entries).slice(last)).toEqual([last, last - 3, last - 2, last - 1]);
    expect(PLAIN.at(-1)?.report.progress).toBe(100);
    const endMs = PLAIN[last]?.atMs ?? 0;
    expect(entries.slice(last).map(({ atMs }) => atMs - endMs)).toEqual([0, 500, 1000, 1500]);
  });

  it("stale: the old agent speaks after the new one", () => {
    const entries = bent({ name: "stale", at: 4, reports: 2 });
    expect(places(entries).slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 4, 6, 4, 7]);
    expect((entries[6]?.atMs ?? 0) - (entries[5]?.atMs ?? 0)).toBe(5);
  });

  it("synchronised: at the same moments as everybody", () => {
    const plan = { ...PLAN, jitterShare: 0.4, phaseShare: 0.37 };
    const faults: readonly Fault[] = [{ name: "synchronised", everyMs: 60_000 }];
    const entries = entriesOf(arrivals({ ...plan, faults }));
    for (const { atMs } of entries) expect(atMs % 60_000).toBe(0);
    expect(entries).toHaveLength(entriesOf(timeline(plan)).length);
  });
});

it("takes memory for the reports it holds back, not for the timeline", () => {
  const endless = planOf({ totalBytes: 16e12, linkMbps: 1, intervalMs: 10 });
  const faults: readonly Fault[] = [
    { name: "reordered", reports: 64 },
    { name: "restarted", at: 1000, reports: 64 },
    { name: "replayed", reports: 64, afterMs: 0 },
    { name: "duplicated", share: 0.5, afterMs: 100 },
  ];
  const rest = arrivals({ ...endless, faults });
  for (let i = 0; i < 20_000; i += 1) rest.next();
  const single = withFault(
    timeline(endless),
    { name: "stale", at: 3, reports: 9 },
    new Chance(1, 0),
  );
  expect(single.next()?.report.progress).toBe(0);
  expect(JSON.stringify(rest).length).toBeLessThan(250_000);
});
