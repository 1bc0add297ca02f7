/**
 * The reference as a process that is really killed, over a real database, under twenty seeds: no false
 * alarm, and nothing left open.
 */

import { expect, it } from "vitest";
import { checkOverHttp } from "../testing/check-over-http.ts";
import { DEFAULT_EFFORT } from "./requirement-result.ts";

const SEEDS = Array.from({ length: 20 }, (_, i) => 1013 * i + 1);
const SEED_MS = 300_000;

it.each(SEEDS)(
  "accuses the reference that keeps reports of nothing under seed %i",
  async (seed) => {
    const given = { seed, isDurable: true, only: ["durability/"], effort: DEFAULT_EFFORT };
    const events = await checkOverHttp(given);
    const results = events.filter((event) => event.kind === "requirement");
    expect(results).toHaveLength(5);
    expect(results.filter(({ outcome }) => outcome !== "held")).toEqual([]);
    for (const { goals } of results) {
      for (const { got, want } of goals) expect(got).toBeGreaterThanOrEqual(want);
    }
  },
  SEED_MS,
);
