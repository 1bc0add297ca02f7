import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { driftOf, type TimedValue } from "./drift.ts";

const LIMITS = { shareMin: 0.2, amountMin: 1 };
const series = (of: (i: number) => number, length = 30): readonly TimedValue[] =>
  Array.from({ length }, (_, i) => ({ atMs: i * 1000, value: of(i) }));
/** Noise without a trend: values that come again every seven. */
const noise = (i: number): number => ((i * 5) % 7) / 3;

describe("a figure over a run", () => {
  it("grows where it does, and by how much", () => {
    const drift = driftOf(
      series((i) => 10 + i + noise(i)),
      LIMITS,
    );
    expect(drift).toMatchObject({ kind: "grows" });
    expect(drift.kind === "grows" && drift.growth).toBeCloseTo(29, 0);
  });

  it.each([
    ["the same throughout", series(() => 10)],
    ["noisy without a trend", series((i) => 10 + noise(i))],
    ["slow for a moment near its end", series((i) => (i === 27 ? 500 : 10 + noise(i)))],
    ["faster at its end", series((i) => 40 - i)],
    ["growing by less than counts", series((i) => 10 + i * 0.02)],
    ["growing by a small share", series((i) => 1000 + i)],
  ])("is steady where it is %s", (_, values) => {
    expect(driftOf(values, LIMITS).kind).toBe("steady");
  });

  it("is not judged by a handful of values", () => {
    expect(
      driftOf(
        series((i) => i * 100, 9),
        LIMITS,
      ),
    ).toEqual({
      kind: "unknown",
      reason: "9 values, at least 10 are needed",
    });
  });

  it("is called growing in at most one of 500 runs without a trend", () => {
    const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 20, maxLength: 60 });
    const runs = fc.sample(values, { numRuns: 2000, seed: 4 });
    const growing = runs.filter(
      (run) =>
        driftOf(
          run.map((value, i) => ({ atMs: i, value })),
          LIMITS,
        ).kind === "grows",
    );
    expect(growing.length).toBeLessThanOrEqual(4);
  });
});
