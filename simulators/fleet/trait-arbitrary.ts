/** What a share of the agents has: disks, limits, stalls, mishaps. Undefined: it has none. */

import fc from "fast-check";
import type { Mishap, Plan, SpeedLimit } from "../agent/index.ts";
import { parts, sometimes } from "./draws.ts";
import type { FleetSpec, Trait } from "./fleet-spec.ts";

export interface DrawnTraits {
  /** Mean size of a file. */
  readonly fileKilobytes: number | undefined;
  readonly largeFileShare: number | undefined;
  readonly packedShare: number | undefined;
  /** Growth of the source as a part of the speed of its copying. */
  readonly growthShare: number | undefined;
  readonly disks: number | undefined;
  /** A window of the day, and the part of the link that is left in it. */
  readonly limit: (Omit<SpeedLimit, "mbps"> & { readonly linkShare: number }) | undefined;
  readonly stall: Plan["stall"] | undefined;
  readonly attachHangMs: number | undefined;
  readonly rounds: number;
  readonly roundGapMs: number;
  readonly changeShare: number | undefined;
  readonly mishap: Mishap | undefined;
  readonly clock: { readonly offsetSeconds: number; readonly driftPpm: number } | undefined;
  readonly verbose: true | undefined;
  readonly drill: boolean;
}

const MINUTE_MS = 60_000;
/** So that what is drawn is equal to what a plan file gives back. */
const PLAIN = { noNullPrototype: true } as const;

/** An arbitrary of the traits, each in the spec's share of the draws. */
export function traitsArbitrary(spec: FleetSpec): fc.Arbitrary<DrawnTraits> {
  const share = (name: Trait): number => spec.traits[name] ?? 0;
  const gap = spec.roundGapMs;
  return fc.record({
    fileKilobytes: sometimes(share("fileCounts"), fc.integer({ min: 4, max: 2000 })),
    largeFileShare: sometimes(share("largeFiles"), parts(5, 60, 100)),
    packedShare: sometimes(share("packed"), parts(35, 95, 100)),
    growthShare: sometimes(share("growth"), parts(1, 30, 100)),
    disks: sometimes(share("disks"), fc.integer({ min: 2, max: 6 })),
    limit: sometimes(share("limits"), LIMIT),
    stall: sometimes(share("stall"), STALL),
    attachHangMs: sometimes(share("attachHang"), minutes(1, 20)),
    rounds: fc.integer(spec.rounds),
    roundGapMs: minutes(Math.ceil(gap.min / MINUTE_MS), Math.floor(gap.max / MINUTE_MS)),
    changeShare: sometimes(0.7, parts(1, 50, 1000)),
    mishap: sometimes(share("mishap"), MISHAP),
    clock: sometimes(share("wrongClock"), CLOCK),
    verbose: sometimes(share("verbose"), fc.constant(true as const)),
    drill: sometimes(share("drill"), fc.constant(true)).map((drill) => drill === true),
  });
}

function minutes(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max: Math.max(min, max) }).map((count) => count * MINUTE_MS);
}

const LIMIT = fc
  .record({
    fromHour: fc.integer({ min: 7, max: 9 }),
    hours: fc.integer({ min: 8, max: 11 }),
    linkShare: parts(10, 60, 100),
  })
  .map(({ fromHour, hours, linkShare }) => {
    return { fromMinute: fromHour * 60, toMinute: (fromHour + hours) * 60, linkShare };
  });

const STALL = fc.record({ atShare: parts(5, 95, 100), forMs: minutes(2, 45) }, PLAIN);

const MISHAP: fc.Arbitrary<Mishap> = fc.record(
  {
    what: fc.constantFrom("failed", "aborted"),
    // Beyond the kind's last stage it starts again from the first.
    stage: fc.integer({ min: 0, max: 11 }),
    percent: fc.integer({ min: 0, max: 95 }),
    pauseMs: minutes(1, 90),
    keeps: fc.boolean(),
  },
  PLAIN,
);

const CLOCK = fc.record({
  offsetSeconds: fc.constantFrom(0, 900, -900, 28_800, -86_400, 31_536_000),
  driftPpm: fc.constantFrom(0, 200, -200, 20_000),
});
