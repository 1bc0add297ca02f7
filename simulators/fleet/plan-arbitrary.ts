/**
 * Plans drawn by fast-check: believable servers on believable links, and on request the extremes.
 * Shrinking ends at the simplest plan: a megabyte over 100 Mbit/s, no jitter, nothing optional.
 *
 * Sizes and links of real fleets are not published; the shares here are assumed.
 */

import fc from "fast-check";
import { KINDS, type Kind, LIFE_CYCLES, PLAN_RANGES, type Plan, planOf } from "../agent/index.ts";

/** What drawn plans must keep to. Whatever is left out is drawn. */
export interface PlanConstraints {
  /** At least one; the first is the simplest. */
  readonly kinds?: readonly Kind[];
  /** Interval of every agent, ms; 10 to 86,400,000. */
  readonly intervalMs?: number;
  /**
   * About how many reports the copying may take, at most; 0 or more. Sizes are cut to it, so that
   * a whole timeline can be played.
   */
  readonly copyReportsMax?: number;
  /** Draws the ends of the ranges too: believable to nobody, legal all the same. Default true. */
  readonly extremes?: boolean;
}

const MB = 1_000_000;
const GB = 1_000_000_000;
const TB = 1_000_000_000_000;
/** Agents that take longer than a week are disconnected. @source SMS pages, FAQ */
const COPY_MS_MAX = 7 * 86_400_000;
/** 2026-01-05T00:00:00, a Monday: drawn agents start in that week. */
const WEEK_START_SECONDS = 1_767_571_200;
const WEEK_SECONDS = 604_800;

const SIMPLEST_BYTES = MB;
const SIMPLEST_LINK_MBPS = 100;

/** An arbitrary of plans that keep to the constraints. */
export function planArbitrary(constraints: PlanConstraints = {}): fc.Arbitrary<Plan> {
  const extremes = constraints.extremes ?? true;
  const kinds = constraints.kinds ?? KINDS;
  if (kinds.length === 0) throw new RangeError("planArbitrary: got no kinds, want at least one");
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      seed: fc.integer({ min: PLAN_RANGES.seed.min, max: PLAN_RANGES.seed.max }),
      totalBytes: sizes(extremes),
      fileKilobytes: fc.option(fc.integer({ min: 4, max: 2000 }), { freq: 3, nil: undefined }),
      linkMbps: links(extremes),
      utilisationPercent: utilisations(extremes),
      intervalMs: intervals(constraints.intervalMs),
      jitterPercent: jitters(extremes),
      phaseThousandths: fc.integer({ min: 0, max: 999 }),
      startSeconds: fc
        .integer({ min: 0, max: WEEK_SECONDS - 1 })
        .map((offset) => WEEK_START_SECONDS + offset),
      migrationTest: weighted([19, fc.constant(false)], [1, fc.constant(true)]),
    })
    .map((drawn) => assemble(drawn, constraints));
}

interface Drawn {
  readonly kind: Kind;
  readonly seed: number;
  readonly totalBytes: number;
  readonly fileKilobytes: number | undefined;
  readonly linkMbps: number;
  readonly utilisationPercent: number;
  readonly intervalMs: number;
  readonly jitterPercent: number;
  readonly phaseThousandths: number;
  readonly startSeconds: number;
  readonly migrationTest: boolean;
}

function assemble(drawn: Drawn, constraints: PlanConstraints): Plan {
  const { kind, seed, linkMbps, intervalMs, startSeconds, migrationTest } = drawn;
  const utilisation = drawn.utilisationPercent / 100;
  const copyMsMax = Math.min(
    (constraints.extremes ?? true) ? Number.POSITIVE_INFINITY : COPY_MS_MAX,
    intervalMs * (constraints.copyReportsMax ?? Number.POSITIVE_INFINITY),
  );
  const bytesMax = Math.floor(copyMsMax * linkMbps * utilisation * 125);
  const totalBytes = Math.min(drawn.totalBytes, bytesMax);
  const counts = LIFE_CYCLES[kind].unit === "file" && drawn.fileKilobytes !== undefined;
  return planOf({
    kind,
    seed,
    totalBytes,
    ...(counts ? { fileCount: 1 + Math.floor(totalBytes / (drawn.fileKilobytes * 1000)) } : {}),
    linkMbps,
    utilisation,
    intervalMs,
    jitterShare: drawn.jitterPercent / 100,
    phaseShare: drawn.phaseThousandths / 1000,
    startSeconds,
    migrationTest,
  });
}

/** Believable sizes: that share of the agents has less than so many bytes. Straight between. */
const SIZES = [
  { share: 0, bytes: SIMPLEST_BYTES },
  { share: 0.05, bytes: GB },
  { share: 0.2, bytes: 10 * GB },
  { share: 0.5, bytes: 40 * GB },
  { share: 0.8, bytes: 100 * GB },
  { share: 0.92, bytes: 300 * GB },
  { share: 0.98, bytes: TB },
  { share: 1, bytes: 16 * TB },
] as const;

/** Places on the scale of shares: fine enough that a place is a few bytes. */
const PLACES = 2 ** 45;

function sizes(extremes: boolean): fc.Arbitrary<number> {
  // One scale for all sizes, so that shrinking finds the least size that matters.
  const believable = fc.integer({ min: 0, max: PLACES }).map((place) => sizeAt(place / PLACES));
  const ends = fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 32, 16 * TB, PLAN_RANGES.totalBytes.max);
  return extremes ? weighted([90, believable], [10, ends]) : believable;
}

function sizeAt(share: number): number {
  const above = Math.max(
    1,
    SIZES.findIndex((knot) => knot.share >= share),
  );
  const [left, right] = [SIZES[above - 1], SIZES[above]];
  if (left === undefined || right === undefined) {
    throw new RangeError(`sizeAt: got ${share}, want 0..1`);
  }
  const part = (share - left.share) / (right.share - left.share);
  return Math.round(left.bytes + part * (right.bytes - left.bytes));
}

function links(extremes: boolean): fc.Arbitrary<number> {
  const { min, max } = PLAN_RANGES.linkMbps;
  return weighted(
    [40, fc.constant(SIMPLEST_LINK_MBPS)],
    [20, fc.constantFrom(10, 20, 50)],
    [20, fc.constantFrom(200, 300, 500)],
    [18, fc.constant(1000)],
    [2, fc.constant(10000)],
    ...(extremes ? ([[10, fc.constantFrom(min, 1, 5, 20000, max)]] as const) : []),
  );
}

/** Percent. 0.5 to 0.8 are the published values. */
function utilisations(extremes: boolean): fc.Arbitrary<number> {
  const ends = fc.constantFrom(100 * PLAN_RANGES.utilisation.min, 100);
  return weighted(
    [10, fc.constant(70)],
    [90, fc.integer({ min: 50, max: 80 })],
    ...(extremes ? ([[10, ends]] as const) : []),
  );
}

function intervals(fixed: number | undefined): fc.Arbitrary<number> {
  if (fixed !== undefined) return fc.constant(fixed);
  return weighted([70, fc.constant(10000)], [30, fc.constantFrom(5000, 30000, 60000)]);
}

/** Percent. */
function jitters(extremes: boolean): fc.Arbitrary<number> {
  return weighted(
    [1, fc.constant(0)],
    [9, fc.constant(10)],
    ...(extremes ? ([[2, fc.constant(100 * PLAN_RANGES.jitterShare.max)]] as const) : []),
  );
}

/** One of several, each as often as its weight says; shrinks towards the first. */
function weighted<T>(...parts: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> {
  const options = parts.map(([weight, arbitrary]) => ({ weight, arbitrary }));
  return fc.oneof({ withCrossShrink: true }, ...options);
}
