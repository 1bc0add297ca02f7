import fc from "fast-check";
import { expect, it } from "vitest";
import { AgentClock, dateText } from "./agent-clock.ts";

it.each([
  ["the first day there is", 0, "1970-01-01"],
  ["a leap day", 19_782, "2024-02-29"],
  ["the day after one", 19_783, "2024-03-01"],
  ["a leap day of a century", 11_016, "2000-02-29"],
  ["a century without one", 47_540, "2100-02-28"],
  ["the day after that", 47_541, "2100-03-01"],
  ["the last of a year", 20_453, "2025-12-31"],
])("knows %s", (_, day, text) => {
  expect(dateText(day)).toBe(text);
});

it("agrees with the engine's calendar on any second, forwards and backwards", () => {
  const clock = new AgentClock();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
      const text = new Date(seconds * 1000).toISOString().slice(0, 19);
      expect(clock.textAt(seconds)).toBe(text);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
