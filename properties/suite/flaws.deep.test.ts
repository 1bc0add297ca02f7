/** Every drawn flaw at a fresh seed: at least 95 of 100 are told from the reference. */

import { expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { flawsOf } from "../../simulators/endpoint/index.ts";
import { detect } from "../testing/detect.ts";

const MS_MAX = 20 * 60_000;
/** Share that has to be found. */
const FOUND_MIN = 0.95;

/** Fresh each time; HEADWAY_SEED repeats a run. */
const seed = Number(process.env["HEADWAY_SEED"] ?? Date.now() % 2 ** 31);

it(
  `all drawn flaws, seed ${seed}`,
  async () => {
    const flaws = flawsOf(profileOf("2026-01"));
    const survivors: string[] = [];
    for (const flaw of flaws) {
      if ((await detect(flaw, seed)) === undefined) survivors.push(`${flaw.id}: ${flaw.statement}`);
    }
    console.log(`seed ${seed}: ${flaws.length - survivors.length} of ${flaws.length} flaws found`);
    for (const survivor of survivors) console.log(`not found: ${survivor}`);
    expect(survivors.length).toBeLessThanOrEqual((1 - FOUND_MIN) * flaws.length);
  },
  MS_MAX,
);
