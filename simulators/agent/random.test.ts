import { expect, it } from "vitest";
import { asNormal, asShare, nextState, scramble, startState } from "./random.ts";

/** That many draws of a stream. */
function draws(seed: number, stream: number, count: number): readonly number[] {
  const all: number[] = [];
  let state = startState(seed, stream);
  for (let i = 0; i < count; i += 1) {
    state = nextState(state);
    all.push(scramble(state));
  }
  return all;
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

it("draws shares that fill 0 to 1 evenly", () => {
  const shares = draws(1, 1, 50_000).map(asShare);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const share of shares)
    tenths[Math.floor(share * 10)] = (tenths[Math.floor(share * 10)] ?? 0) + 1;
  expect(Math.min(...tenths)).toBeGreaterThan(4700);
  expect(Math.max(...tenths)).toBeLessThan(5300);
});

it("draws normal numbers of mean 0 and deviation 1", () => {
  const numbers = draws(2, 1, 50_000).map(asNormal);
  expect(Math.abs(mean(numbers))).toBeLessThan(0.02);
  expect(Math.abs(mean(numbers.map((number) => number * number)) - 1)).toBeLessThan(0.03);
  expect(Math.max(...numbers.map(Math.abs))).toBeLessThan(3.46);
});

it("keeps neighbouring seeds and streams apart", () => {
  const firsts = [0, 1, 2, 2 ** 32 - 1].flatMap((seed) =>
    [1, 2, 3].map((stream) => draws(seed, stream, 4).join()),
  );
  expect(new Set(firsts).size).toBe(12);
});

it("draws the numbers that every engine must draw", () => {
  expect(draws(7, 1, 3)).toMatchInlineSnapshot(`
    [
      -1403272961,
      330085080,
      817429326,
    ]
  `);
});
