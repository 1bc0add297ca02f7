/** Causes that a twin's findings have under several seeds, for tests of their stability. */

import type { TWINS } from "../../simulators/endpoint/index.ts";
import { checkInProcess } from "./check-in-process.ts";

type Twin = (typeof TWINS)[number];

/** By requirement: every cause seen under any of the seeds, as text, sorted. */
export async function causesOf(
  { id, caughtBy }: Twin,
  seeds: readonly number[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const seen = new Map<string, Set<string>>();
  for (const seed of seeds) {
    for (const [requirement, { violation }] of await checkInProcess({
      twin: id,
      only: caughtBy,
      seed,
    })) {
      if (violation === undefined) continue;
      const own = seen.get(requirement) ?? new Set<string>();
      for (const { wanted, field, got } of [violation.cause, ...violation.otherCauses]) {
        own.add([wanted, ...(field === undefined ? [] : [field]), got].join(", "));
      }
      seen.set(requirement, own);
    }
  }
  return Object.fromEntries([...seen].map(([requirement, own]) => [requirement, [...own].sort()]));
}
