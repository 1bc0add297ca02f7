/** The generator's own lag: when it voids a load, when it blurs one objective, what it says then. */

import { describe, expect, it } from "vitest";
import { Histogram } from "../evidence/histogram.ts";
import { mergeLoad } from "../evidence/merge.ts";
import type { EventOf } from "../evidence/schema.ts";
import { makeClosed, makeFlushes, makeOpened } from "../testing/make-load.ts";
import { lagShares, whatToRaise } from "./generator.ts";
import { judgeScenario } from "./judge-scenario.ts";

/** So many ticks of the event loop, all equally late. */
function ticks(lateMs: number): number[] {
  const lag = new Histogram();
  for (let i = 0; i < 50; i += 1) lag.record(lateMs * 1000);
  return lag.sparse();
}

/** A load whose p99 lies about `slowMs` above usual, with an event loop that late. */
function judged(given: { readonly loopLagMs: number; readonly limitMs: number }) {
  const [first] = makeOpened().objectives.slice(-1);
  if (first === undefined) throw new Error("no objective");
  const opened = { ...makeOpened(), objectives: [{ ...first, atMost: given.limitMs }] };
  const flushes = makeFlushes().map((flush) => ({ ...flush, loopLag: ticks(given.loopLagMs) }));
  return judgeScenario({
    opened,
    closed: makeClosed(opened),
    load: mergeLoad(opened, flushes),
    earlierAttempts: 0,
    excuse: undefined,
  });
}

function closedWith(runSeconds: number, waitSeconds: number, cpus: number): EventOf<"load-closed"> {
  const samples = [{ atMs: 10_000, runSeconds, waitSeconds }];
  return { ...makeClosed(makeOpened()), scheduling: { cpus, samples } };
}

describe("an event loop that is late", () => {
  it("beyond the budget voids the load, however fast every report left", () => {
    const { verdict, reason, generatorLagP99Ms } = judged({ loopLagMs: 60, limitMs: 500 });
    expect(verdict).toBe("INVALID");
    expect(reason).toMatch(
      /event loop's lag was 60\.\d ms \(p99\), at most 50 ms; give k6 more CPU/,
    );
    expect(generatorLagP99Ms).toBeGreaterThan(59);
  });

  it("within the budget leaves a clear miss a miss, and a clear hit a hit", () => {
    expect(judged({ loopLagMs: 5, limitMs: 10 }).verdict).toBe("MISSED");
    expect(judged({ loopLagMs: 5, limitMs: 500 }).verdict).toBe("MET");
  });

  it("within the budget blurs a miss that is smaller than it", () => {
    const p99 = judged({ loopLagMs: 0, limitMs: 500 }).objectives[0]?.value ?? 0;
    const { verdict, reason, objectives } = judged({ loopLagMs: 20, limitMs: p99 - 10 });
    expect(objectives[0]).toMatchObject({ state: "not judged" });
    expect(verdict).toBe("INVALID");
    expect(reason).toMatch(/^p99: got .* and the load generator's own lag there was 20\.\d ms; /);
    expect(judged({ loopLagMs: 1, limitMs: p99 - 10 }).verdict).toBe("MISSED");
  });
});

describe("what to raise", () => {
  const opened = { ...makeOpened(), workers: 1 };

  it.each([
    ["cores, where it used them all", closedWith(19, 30, 2), /1\.9 of 2 cores: give it more cores/],
    [
      "cores of its own, where others had them",
      closedWith(2, 15, 2),
      /because other processes had/,
    ],
    ["workers, where its event loop was full", closedWith(9, 1, 8), /raise --workers/],
    [
      "whatever there is, where nothing tells",
      makeClosed(opened),
      /give k6 more CPU, or ask for few/,
    ],
  ])("%s", (_phrase, closed, text) => {
    expect(whatToRaise(opened, closed)).toMatch(text);
  });
});

it("lag is shared out by its sum, not by how many reports had it", () => {
  const [ownLag, lanesLag] = [new Histogram(), new Histogram()];
  for (let i = 0; i < 300; i += 1) ownLag.record(1000);
  lanesLag.record(700_000);
  const shares = lagShares({ ownLag, lanesLag });
  expect(shares?.generator).toBeCloseTo(0.3, 2);
  expect(shares?.endpoint).toBeCloseTo(0.7, 2);
  expect(lagShares({ ownLag: new Histogram(), lanesLag: new Histogram() })).toBeUndefined();
});
