/** Faults drawn by fast-check: each within its ranges, believable and small. */

import fc from "fast-check";
import type { Fault, FaultName } from "../agent/index.ts";
import { parts, sometimes } from "./draws.ts";

const PERCENT = 100;
/** Reports after which a fault sets in: early enough to be seen in a short timeline. */
const AT = fc.integer({ min: 1, max: 40 });
const REPORTS = fc.integer({ min: 1, max: 8 });
const SHARE = parts(1, 30, PERCENT);
/** Shorter and longer than the usual intervals. */
const AFTER_MS = fc.constantFrom(0, 50, 1000, 12_000, 45_000);

const ARBITRARIES: Readonly<Record<FaultName, fc.Arbitrary<Fault>>> = {
  lost: SHARE.map((share) => ({ name: "lost", share })),
  duplicated: fc
    .tuple(SHARE, AFTER_MS)
    .map(([share, afterMs]) => ({ name: "duplicated", share, afterMs })),
  frozen: fc.tuple(AT, REPORTS).map(([at, reports]) => ({ name: "frozen", at, reports })),
  restarted: fc.tuple(AT, REPORTS).map(([at, reports]) => ({ name: "restarted", at, reports })),
  offline: fc.tuple(AT, REPORTS).map(([at, reports]) => ({ name: "offline", at, reports })),
  delayed: fc
    .tuple(SHARE, AFTER_MS)
    .map(([share, afterMs]) => ({ name: "delayed", share, afterMs })),
  reordered: fc.integer({ min: 2, max: 6 }).map((reports) => ({ name: "reordered", reports })),
  replayed: fc
    .tuple(REPORTS, fc.constantFrom(0, 100, 1000))
    .map(([reports, afterMs]) => ({ name: "replayed", reports, afterMs })),
  stale: fc.tuple(AT, REPORTS).map(([at, reports]) => ({ name: "stale", at, reports })),
  synchronised: fc
    .constantFrom(5000, 10_000, 60_000)
    .map((everyMs) => ({ name: "synchronised", everyMs })),
};

/** One fault of that name. */
export function faultArbitrary(name: FaultName): fc.Arbitrary<Fault> {
  return ARBITRARIES[name];
}

/** Several, each in its share of the draws; undefined when none was drawn. */
export function faultsArbitrary(
  shares: Readonly<Partial<Record<FaultName, number>>>,
): fc.Arbitrary<readonly Fault[] | undefined> {
  const names = (Object.keys(shares) as FaultName[]).filter((name) => (shares[name] ?? 0) > 0);
  if (names.length === 0) return fc.constant(undefined);
  const each = names.map((name) => sometimes(shares[name] ?? 0, ARBITRARIES[name]));
  return fc.tuple(...each).map((drawn) => {
    const faults = drawn.filter((fault) => fault !== undefined);
    return faults.length > 0 ? faults : undefined;
  });
}
