/** Which requirement tells a flawed endpoint from the reference first; nothing is shrunk. */

import { profileOf } from "../../simulators/contract/index.ts";
import type { Flaw } from "../../simulators/endpoint/index.ts";
import { requirementsOf } from "../requirements/index.ts";
import { killsOfFlaw } from "./kills.ts";

/** The id of a violated requirement; undefined: none is. */
export async function detect(flaw: Flaw, seed: number): Promise<string | undefined> {
  const requirements = requirementsOf(profileOf("2026-01"));
  const [first] = await killsOfFlaw(flaw, { requirements, seed, most: 1 });
  return first;
}
