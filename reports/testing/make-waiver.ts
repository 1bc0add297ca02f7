/** Waivers for tests: of the finding that `findingOf` makes, unless they say otherwise. */

import type { EventOf, Waiver } from "../evidence/schema.ts";

/** The requirement that waivers made here are about. */
export const WAIVED_ID = "progress/above-range";

/** A waiver that fits a finding of `findingOf` and has not expired on the day of `makeRunEvent`. */
export function makeWaiver(changes: Partial<Waiver> = {}): Waiver {
  return {
    requirement: WAIVED_ID,
    fingerprint: "refused:progress:2xx",
    reason: "mended in 2.4",
    owner: "agents-team",
    until: "2026-06-30",
    ...changes,
  };
}

/** The event that says which waivers a run has. */
export function makeWaivers(...entries: readonly Waiver[]): EventOf<"waivers"> {
  return { kind: "waivers", file: "headway.waivers.json", entries: [...entries] };
}
