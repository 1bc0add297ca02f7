/** Which requirement tells a flawed endpoint from the reference first; nothing is shrunk. */

import type { Flaw } from "../../simulators/endpoint/index.ts";
import { requirementsOf } from "../requirements/index.ts";
import { checkRequirement } from "../suite/check-requirement.ts";
import { DEFAULT_EFFORT } from "../suite/requirement-result.ts";
import { Turnstile } from "../suite/turnstile.ts";
import { inProcessTarget } from "./in-process.ts";

/** Enough to say that a requirement is violated, and nothing beyond. */
const EFFORT = { ...DEFAULT_EFFORT, randomRunsMax: 60, confirmRuns: 0, shrinkRuns: 0, reduceMs: 0 };

/** The id of a violated requirement; undefined: none is. */
export async function detect(flaw: Flaw, seed: number): Promise<string | undefined> {
  const { target, pool } = inProcessTarget({ flaw: flaw.policy });
  const turnstile = new Turnstile();
  const { signal } = new AbortController();
  for (const requirement of requirementsOf(target.profile)) {
    const common = { target, pool, seed, effort: EFFORT, turnstile, startedMs: 0, signal };
    const result = await checkRequirement(requirement, common);
    if (result.outcome === "violated") return requirement.id;
  }
  return undefined;
}
