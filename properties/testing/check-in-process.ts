/** Runs requirements against the embedded endpoint without sockets, for tests. */

import { type Requirement, requirementsOf } from "../requirements/index.ts";
import { checkRequirement } from "../suite/check-requirement.ts";
import { DEFAULT_EFFORT, type RequirementResult } from "../suite/requirement-result.ts";
import { Turnstile } from "../suite/turnstile.ts";
import { inProcessTarget } from "./in-process.ts";

/** As much as a slow target gets: what is drawn does not hang on the clock. */
const TEST_EFFORT = { ...DEFAULT_EFFORT, randomRunsMax: DEFAULT_EFFORT.randomRuns };

/** Results by requirement id. `only` names the requirements; undefined: all of the profile. */
export async function checkInProcess(
  given: Parameters<typeof inProcessTarget>[0] & {
    readonly only?: readonly string[];
    readonly seed?: number;
  },
): Promise<ReadonlyMap<string, RequirementResult>> {
  const { target, pool } = inProcessTarget(given);
  const wanted = (r: Requirement) => given.only === undefined || given.only.includes(r.id);
  const requirements = requirementsOf(target.profile).filter(wanted);
  const turnstile = new Turnstile();
  const { signal } = new AbortController();
  const effort = TEST_EFFORT;
  const startedMs = performance.now();
  const seed = given.seed ?? 7;
  const results = await Promise.all(
    requirements.map(async (requirement) => {
      const common = { target, pool, seed, effort, turnstile, startedMs, signal };
      return [requirement.id, await checkRequirement(requirement, common)] as const;
    }),
  );
  return new Map(results);
}
