/** What the operator may say of a check, and what he is told when it cannot be meant. */

import { describe, expect, it } from "vitest";
import { CATALOGUE_VERSION } from "../requirements/index.ts";
import { parseCheckOptions } from "./check-options.ts";
import { DEFAULT_EFFORT, EXPLORE_EFFORT, QUICK_EFFORT } from "./requirement-result.ts";

describe("the options of a check", () => {
  it("are those of a gate, whose seed hangs on the catalogue alone", () => {
    expect(parseCheckOptions({})).toEqual({
      mode: "gate",
      seed: Number(CATALOGUE_VERSION),
      effort: DEFAULT_EFFORT,
      limits: { requestsMax: 500_000, timeMs: undefined, perSecond: undefined },
      waitMs: 0,
      keep: undefined,
    });
  });

  it("explore with another seed each time, and longer", () => {
    const seeds = Array.from({ length: 20 }, () => parseCheckOptions({ mode: "explore" }).seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(parseCheckOptions({ mode: "explore" }).effort).toBe(EXPLORE_EFFORT);
    expect(parseCheckOptions({ mode: "explore", seed: "7" }).seed).toBe(7);
  });

  it("take budgets, a rate, a wait and a folder", () => {
    const flags = { maxRequests: "50", maxTime: "2m", rate: "20", wait: "5s", keep: "kept" };
    expect(parseCheckOptions({ ...flags, quick: true })).toMatchObject({
      effort: QUICK_EFFORT,
      limits: { requestsMax: 50, timeMs: 120_000, perSecond: 20 },
      waitMs: 5000,
      keep: "kept",
    });
  });

  it.each([
    [{ mode: "fast" }, /^mode: got "fast", want gate or explore/],
    [{ seed: "-1" }, /^seed: got "?-1/],
    [{ maxRequests: "0" }, /^max-requests: got "?0/],
    [{ maxTime: "soon" }, /^max-time: got "?soon/],
    [{ rate: "1.5" }, /^rate: got "?1\.5/],
    [{ wait: "x" }, /^wait: got "?x/],
  ])("refuse %j", (flags, message) => {
    expect(() => parseCheckOptions(flags)).toThrow(message);
  });
});
