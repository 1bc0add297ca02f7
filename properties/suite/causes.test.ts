/** Causes of findings: the same under every seed. All twins: the deep test. */

import { describe, expect, it } from "vitest";
import { TWINS } from "../../simulators/endpoint/index.ts";
import { causesOf } from "../testing/causes.ts";

const SEEDS = [1, 12_345];
const CAUSES: readonly (readonly [string, string, readonly string[]])[] = [
  ["progress-101", "progress/out-of-range", ["refused, progress, 2xx"]],
  ["merged", "state/full-replacement", ["shown, what was left out"]],
  ["size-as-double", "state/long-exact", ["shown, replicatesize, another value"]],
];

describe("the cause of a finding", () => {
  it.each(CAUSES)("of %s in %s has nothing drawn in it", async (id, requirement, causes) => {
    const twin = TWINS.find((candidate) => candidate.id === id);
    if (twin === undefined) throw new Error(`there is no twin ${id}`);
    expect((await causesOf(twin, SEEDS))[requirement]).toEqual(causes);
  });
});
