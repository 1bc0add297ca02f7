/**
 * The reference, in memory and durable, through the proxy under twenty seeds: no false alarm, and
 * nothing left open.
 */

import { expect, it } from "vitest";
import { checkOverHttp } from "../testing/check-over-http.ts";
import { DEFAULT_EFFORT } from "./requirement-result.ts";

const SEEDS = Array.from({ length: 20 }, (_, i) => 1009 * i + 1);
const SEED_MS = 60_000;

const RUNS = SEEDS.flatMap((seed) => [
  { seed, isDurable: false },
  { seed, isDurable: true },
]);

it.each(RUNS)(
  "accuses the reference of nothing under seed $seed (durable: $isDurable)",
  async (run) => {
    const events = await checkOverHttp({ ...run, only: ["faults/"], effort: DEFAULT_EFFORT });
    const results = events.filter((event) => event.kind === "requirement");
    expect(results).toHaveLength(8);
    expect(results.filter(({ outcome }) => outcome !== "held")).toEqual([]);
    for (const { consistency } of results) {
      if (consistency === undefined) continue;
      expect(consistency).toMatchObject({ undecided: 0 });
    }
  },
  SEED_MS,
);
