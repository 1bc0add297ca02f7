/** What counts as a change from run to run: how often noise does, and how often a change does not. */

import { describe, expect, it } from "vitest";
import { SPREAD_OF_P99 } from "../testing/measured-runs.ts";
import { compareSamples } from "./compare-samples.ts";

const LIMITS = { shareMin: 0.05, amountMin: 1 };

/** Numbers in 0..1 whose neighbours are independent, which these tests rest on (mulberry32). */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Figures of so many runs around a middle, spread by a share of it. */
function runsOf(middle: number, spread: number, draw: () => number, runs = 5): number[] {
  return Array.from({ length: runs }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - draw()));
    return middle * Math.exp(spread * radius * Math.cos(2 * Math.PI * draw()));
  });
}

function shareOf(pairs: number, isSo: (draw: () => number) => boolean): number {
  const draw = drawer(11);
  let seen = 0;
  for (let i = 0; i < pairs; i += 1) seen += isSo(draw) ? 1 : 0;
  return seen / pairs;
}

const isChange = (before: readonly number[], after: readonly number[]): boolean =>
  ["more", "less"].includes(compareSamples(before, after, LIMITS).kind);

describe("figures of several runs", () => {
  it.each([
    ["the spread measured here", SPREAD_OF_P99, 5],
    ["a tenth of it", SPREAD_OF_P99 / 10, 5],
    ["the same, of 9 runs a side", SPREAD_OF_P99, 9],
  ])("differ in at most 1 of 100 of 10,000 pairs without a change: %s", (_, spread, runs) => {
    const share = shareOf(10_000, (draw) =>
      isChange(runsOf(40, spread, draw, runs), runsOf(40, spread, draw, runs)),
    );
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
    const share = shareOf(10_000, (draw) => {
      const [before, after] = [runsOf(40, 0.023, draw), runsOf(44, 0.023, draw)];
      return compareSamples(before, after, LIMITS).kind === "more";
    });
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it("say how many runs are needed where they are too few, and those suffice", () => {
    const { kind, runsNeeded } = compareSamples([36, 44, 39, 41, 43], [40, 48, 38, 44, 46], LIMITS);
    expect(kind).toBe("undecided");
    expect(runsNeeded).toBeGreaterThan(20);
    const spread = 0.06;
    const many = drawer(3);
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
