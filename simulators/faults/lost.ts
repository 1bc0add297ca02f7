/** Fault: a share of the reports never arrives. */

import type { Timeline } from "../agent/index.ts";
import type { Chance } from "./bent.ts";

/** `share`: 0..1. */
export function lost(
  source: Timeline,
  fault: { readonly share: number },
  chance: Chance,
): Timeline {
  return {
    next() {
      let entry = source.next();
      while (entry !== undefined && chance.draw() < fault.share) entry = source.next();
      return entry;
    },
  };
}
