/** Every twin's findings have one cause each, under four seeds. */

import { describe, expect, it } from "vitest";
import { TWINS } from "../../simulators/endpoint/index.ts";
import { causesOf } from "../testing/causes.ts";

const SEEDS = [1, 7, 99, 12_345];
/** A slow endpoint is slow under each seed. */
const LEAST_MS = 300_000;

describe("the cause of a finding", () => {
  it.each(TWINS.map((twin) => [twin.id, twin] as const))(
    "of %s is one",
    async (_id, twin) => {
      const causes = await causesOf(twin, SEEDS);
      for (const own of Object.values(causes)) expect(own).toHaveLength(1);
    },
    LEAST_MS,
  );
});
