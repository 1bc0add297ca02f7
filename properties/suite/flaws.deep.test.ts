/**
 * 300 drawn flaws at a fresh seed, which draws both the flaws and the reports: at least 95 of 100
 * are told from the reference, and whatever survives is one that was argued.
 */

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { flawsOf } from "../../simulators/endpoint/index.ts";
import { detect } from "../testing/detect.ts";
import { SURVIVORS } from "../testing/survivors.ts";

const MS_MAX = 30 * 60_000;
/** Flaws that are drawn. */
const DRAWN = 300;
/** Share that has to be found. */
const FOUND_MIN = 0.95;

/** Fresh each time; HEADWAY_SEED repeats a run. */
const seed = Number(process.env["HEADWAY_SEED"] ?? Date.now() % 2 ** 31);

describe("drawn flaws", () => {
  const all = flawsOf(profileOf("2026-01"));
  const some = fc.shuffledSubarray([...all], { minLength: DRAWN, maxLength: DRAWN });
  const [flaws = []] = fc.sample(some, { seed, numRuns: 1 });

  it(
    `${DRAWN} of ${all.length} at seed ${seed} (HEADWAY_SEED repeats it)`,
    async () => {
      const survivors: string[] = [];
      for (const flaw of flaws) {
        if ((await detect(flaw, seed)) === undefined) survivors.push(flaw.id);
      }
      console.log(`seed ${seed}: ${flaws.length - survivors.length} of ${flaws.length} found`);
      for (const id of survivors) console.log(`not found: ${id}: ${SURVIVORS[id] ?? "no reason"}`);
      expect(flaws).toHaveLength(DRAWN);
      expect(survivors.length).toBeLessThanOrEqual((1 - FOUND_MIN) * DRAWN);
      expect(survivors.filter((id) => SURVIVORS[id] === undefined)).toEqual([]);
    },
    MS_MAX,
  );

  it("names no survivor that is no flaw", () => {
    const ids = new Set(all.map(({ id }) => id));
    expect(Object.keys(SURVIVORS).filter((id) => !ids.has(id))).toEqual([]);
  });
});
