/** Two humps where there was one, which neither a median nor a 99th percentile need show. */

import { describe, expect, it } from "vitest";
import { Histogram } from "../evidence/histogram.ts";
import { drawer } from "../testing/make-load.ts";
import { compareShapes } from "./compare-shapes.ts";

/** A run of latencies in microseconds. */
function runOf(seed: number, latencyOf: (share: number) => number): Histogram {
  const draw = drawer(seed * 7919);
  for (let i = 0; i < 5; i += 1) draw();
  const histogram = new Histogram();
  for (let i = 0; i < 1000; i += 1) histogram.record(latencyOf(draw()));
  return histogram;
}

const oneHump = (share: number): number => 8000 + 4000 * share;
/** The same median and the same ends: what lay near the middle lies near them. */
const twoHumps = (share: number): number => 10_000 + 2000 * Math.cbrt(2 * share - 1);
const slower = (share: number): number => 1.5 * oneHump(share);
const sameForAll = (): number => 10_000;
const SEEDS = [1, 2, 3, 4, 5];

describe("the spread of latencies", () => {
  it("has changed where one hump became two", () => {
    const [before, after] = [
      SEEDS.map((seed) => runOf(seed, oneHump)),
      SEEDS.map((seed) => runOf(seed + 50, twoHumps)),
    ];
    expect(compareShapes(before, after).changed).toBe(true);
    expect(compareShapes(after, before).changed).toBe(true);
  });

  it("has not where all became slower alike, or nothing changed", () => {
    const before = SEEDS.map((seed) => runOf(seed, oneHump));
    for (const way of [oneHump, slower]) {
      const after = SEEDS.map((seed) => runOf(seed + 50, way));
      expect(compareShapes(before, after).changed).toBe(false);
    }
  });

  it("has not where one run alone is otherwise, or both sides are as mixed", () => {
    const mixed = SEEDS.map((seed) => runOf(seed, seed === 1 ? twoHumps : oneHump));
    const before = SEEDS.map((seed) => runOf(seed + 9, oneHump));
    expect(compareShapes(before, mixed).changed).toBe(false);
    expect(compareShapes(mixed, before).changed).toBe(false);
  });

  it("has not where runs of one side are as far from each other as from the other side", () => {
    const before = SEEDS.map((seed) => runOf(seed, oneHump));
    const unsteady = SEEDS.map((seed) => runOf(seed + 50, seed % 2 === 0 ? twoHumps : sameForAll));
    const { changed, apart, within } = compareShapes(before, unsteady);
    expect(apart).toBeGreaterThan(0.1);
    expect(within).toBeGreaterThan(apart);
    expect(changed).toBe(false);
  });
});
