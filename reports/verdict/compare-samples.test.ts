/** What counts as a change from run to run: how often noise does, and how often a change does not. */

import { describe, expect, it } from "vitest";
import { SPREAD_OF_P99 } from "../testing/measured-runs.ts";
import {
  independentDrawer,
  LIMITS,
  runsOf,
  SPREAD_SEEN_THROUGH,
  shareCalledDifferent,
} from "../testing/simulated-pairs.ts";
import { compareSamples } from "./compare-samples.ts";

function shareOf(pairs: number, isSo: (draw: () => number) => boolean): number {
  const draw = independentDrawer(11);
  let seen = 0;
  for (let i = 0; i < pairs; i += 1) seen += isSo(draw) ? 1 : 0;
  return seen / pairs;
}

describe("figures of several runs", () => {
  it.each([
    ["the spread measured here", SPREAD_OF_P99, 5],
    ["a tenth of it", SPREAD_OF_P99 / 10, 5],
    ["the same, of 9 runs a side", SPREAD_OF_P99, 9],
  ])("differ in at most 1 of 100 of 10,000 pairs without a change: %s", (_, spread, runs) => {
    const share = shareCalledDifferent({ pairs: 10_000, runs, spread, slower: 0 });
    expect(share).toBeLessThanOrEqual(0.01);
  });

  it("hold noise back by the interval, not only by the least size", () => {
    // At this spread a third of all pairs differ by more than the least size.
    const large = shareOf(2000, (draw) => {
      const change = compareSamples(runsOf(40, 0.08, draw), runsOf(40, 0.08, draw), LIMITS);
      return Math.abs(change.share) > LIMITS.shareMin;
    });
    expect(large).toBeGreaterThan(0.2);
  });

  it("show 10 % more in 95 of 100 trials, where runs differ by 2.3 %", () => {
    const drawn = { pairs: 10_000, runs: 5, spread: SPREAD_SEEN_THROUGH, slower: 0.1 };
    expect(shareCalledDifferent(drawn)).toBeGreaterThanOrEqual(0.95);
  });

  it("say how many runs are needed where they are too few, and those suffice", () => {
    const { kind, runsNeeded } = compareSamples([36, 44, 39, 41, 43], [40, 48, 38, 44, 46], LIMITS);
    expect(kind).toBe("undecided");
    expect(runsNeeded).toBeGreaterThan(20);
    const spread = 0.06;
    const many = independentDrawer(3);
    const known = [runsOf(40, spread, many, 99), runsOf(40, spread, many, 99)] as const;
    const needed = compareSamples(...known, LIMITS).runsNeeded;
    const share = shareOf(300, (draw) => {
      const [before, after] = [runsOf(40, spread, draw, needed), runsOf(44, spread, draw, needed)];
      return compareSamples(before, after, LIMITS).low > 0;
    });
    expect(share).toBeGreaterThan(0.9);
  });

  it("do not change by what is sure and small, in share or in amount", () => {
    const before = [40, 40.1, 40.2, 40.3, 40.4];
    const by = (share: number) => before.map((value) => value * share);
    expect(compareSamples(before, by(1.03), LIMITS)).toMatchObject({ kind: "alike" });
    expect(compareSamples(before, by(1.1), LIMITS).kind).toBe("more");
    expect(compareSamples(before, by(0.9), LIMITS).kind).toBe("less");
    const fast = (values: readonly number[]) => values.map((value) => value / 10);
    expect(compareSamples(fast(before), fast(by(1.1)), LIMITS).kind).toBe("alike");
  });

  it("give the interval of all differences for 5 runs, and a narrower one for 8", () => {
    const [five, eight] = [5, 8].map((count) => {
      const ramp = Array.from({ length: count }, (_, i) => Math.exp(i / 100));
      return compareSamples(ramp, ramp, LIMITS);
    });
    expect(five?.high).toBeCloseTo(Math.expm1(0.04), 10);
    expect(five?.low).toBeCloseTo(Math.expm1(-0.04), 10);
    // U of 8 and 8 is at most 8 with chance 0.005: the 9th least and greatest of 64 differences.
    expect(eight?.high).toBeLessThan(Math.expm1(0.06));
    expect(eight?.high).toBeGreaterThan(0);
  });

  it("are not compared where they are fewer than 5", () => {
    expect(() => compareSamples([1, 2, 3, 4], [1, 2, 3, 4, 5], LIMITS)).toThrow(/got 4 and 5/);
  });
});
