/**
 * Plans drawn by fast-check: believable servers on believable links as a fleet's spec describes
 * them, and on request the extremes. Shrinking ends at the simplest plan: a megabyte over 100
 * Mbit/s, no jitter, nothing optional.
 */

import fc from "fast-check";
import {
  type FaultName,
  forecast,
  KINDS,
  type Kind,
  LIFE_CYCLES,
  LIMIT_RANGES,
  PLAN_RANGES,
  type Plan,
  planOf,
  shortened,
} from "../agent/index.ts";
import {
  allowsSubtask,
  CURRENT_PROFILE,
  type Profile,
  profileOf,
  type RevisionId,
  satisfies,
} from "../contract/index.ts";
import type { ClientId } from "../report/index.ts";
import { weighted, weightedValue } from "./draws.ts";
import { faultsArbitrary } from "./fault-arbitrary.ts";
import type { FleetSpec } from "./fleet-spec.ts";
import { FleetInputError } from "./input-error.ts";
import { MIXED } from "./presets.ts";
import { type DrawnTraits, traitsArbitrary } from "./trait-arbitrary.ts";

/** What drawn plans must keep to. Whatever is left out is drawn. */
export interface PlanConstraints {
  /** @defaultValue the preset "mixed" */
  readonly spec?: FleetSpec;
  /** Agents whose reports it refuses are not drawn. @defaultValue the current one */
  readonly profile?: Profile;
  /** At least one, the simplest first, all equally often. @defaultValue the spec's */
  readonly kinds?: readonly Kind[];
  /** Interval of every agent, ms; 10 to 86,400,000. */
  readonly intervalMs?: number;
  /** Faults that may be drawn of those that the spec has; none: a swarm without any. */
  readonly faults?: readonly FaultName[];
  /**
   * About how many reports a timeline may have, at most: what takes longer runs on a faster clock,
   * so that a whole migration can be played.
   */
  readonly reportsMax?: number;
  /** Draws the ends of the ranges too: believable to nobody, legal all the same. Default true. */
  readonly extremes?: boolean;
}

const TB = 1_000_000_000_000;
/** Agents that take longer than a week are disconnected. @source SMS pages, FAQ */
const DAY_MS = 86_400_000;
const COPY_MS_MAX = 7 * DAY_MS;
/** 2026-01-05T08:00:00, a Monday: the fleet's start, by its own clock. */
const FLEET_START_SECONDS = 1_767_600_000;
const HOUR_SECONDS = 3600;

const SIMPLEST_BYTES = 1_000_000;
const SIMPLEST_LINK_MBPS = 100;

/** No kind or no age of the spec can be drawn for the profile: the operator's fault. */
export class ImpossibleFleetError extends FleetInputError {
  override readonly name = "ImpossibleFleetError";
}

/** An arbitrary of plans that keep to the constraints. Throws ImpossibleFleetError. */
export function planArbitrary(constraints: PlanConstraints = {}): fc.Arbitrary<Plan> {
  const { spec = MIXED, reportsMax } = constraints;
  const profile = constraints.profile ?? profileOf(CURRENT_PROFILE);
  const extremes = constraints.extremes ?? true;
  const plans = fc
    .record({
      kind: kinds(spec, profile, constraints.kinds),
      seed: fc.integer({ min: PLAN_RANGES.seed.min, max: PLAN_RANGES.seed.max }),
      totalBytes: sizes(spec, extremes),
      linkMbps: links(spec, extremes),
      utilisationPercent: utilisations(spec, extremes),
      intervalMs: intervals(spec, constraints.intervalMs),
      jitterPercent: jitters(spec, extremes),
      phaseThousandths: fc.integer({ min: 0, max: 999 }),
      arrivalMs: arrivals(spec),
      zone: fc.integer(spec.zones),
      client: clients(spec),
      revision: revisions(spec, profile),
      traits: traitsArbitrary(spec),
      faults: faultsArbitrary(allowedFaults(spec, constraints.faults)),
    })
    .map((drawn) => (extremes ? assemble(drawn) : believable(assemble(drawn))));
  return reportsMax === undefined
    ? plans
    : plans.map((plan) => shortened([plan], reportsMax)[0] ?? plan);
}

interface Drawn {
  readonly kind: Kind;
  readonly seed: number;
  readonly totalBytes: number;
  readonly linkMbps: number;
  readonly utilisationPercent: number;
  readonly intervalMs: number;
  readonly jitterPercent: number;
  readonly phaseThousandths: number;
  readonly arrivalMs: number;
  readonly zone: number;
  readonly client: ClientId | undefined;
  readonly revision: RevisionId | undefined;
  readonly traits: DrawnTraits;
  readonly faults: Plan["faults"];
}

/** The plan with so little data that its copying is done within a week. */
function believable(plan: Plan): Plan {
  const formulaMs = (plan.totalBytes * 8) / (plan.linkMbps * plan.utilisation * 1000);
  if (formulaMs < DAY_MS / 2) return plan;
  const { copyMs } = forecast(plan);
  if (copyMs < COPY_MS_MAX) return plan;
  const totalBytes = Math.floor((plan.totalBytes * COPY_MS_MAX) / copyMs);
  const { fileCount } = plan;
  if (fileCount === undefined) return { ...plan, totalBytes };
  return { ...plan, totalBytes, fileCount: Math.ceil((fileCount * COPY_MS_MAX) / copyMs) };
}

function assemble(drawn: Drawn): Plan {
  const { kind, seed, totalBytes, linkMbps, intervalMs, arrivalMs } = drawn;
  const utilisation = drawn.utilisationPercent / 100;
  const { unit, stages } = LIFE_CYCLES[kind];
  const { fileKilobytes, largeFileShare, packedShare, growthShare, drill, ...traits } =
    drawn.traits;
  const hasRounds = stages.some((stage) => stage.inRounds);
  const changes = stages.some((s) => s.work.kind === "copies" && s.work.what === "changes");
  const copiesAll = stages.some((s) => s.work.kind === "copies" && s.work.what === "all");
  const attaches = stages.some((s) => s.work.kind === "waits" && s.work.hangsAt !== undefined);
  const counted = unit === "file" && fileKilobytes !== undefined;
  const grows = unit === "file" && copiesAll && growthShare !== undefined;
  return planOf({
    kind,
    seed,
    totalBytes,
    linkMbps,
    utilisation,
    intervalMs,
    jitterShare: drawn.jitterPercent / 100,
    phaseShare: drawn.phaseThousandths / 1000,
    startSeconds: FLEET_START_SECONDS + drawn.zone * HOUR_SECONDS + Math.floor(arrivalMs / 1000),
    migrationTest: drill,
    ...(counted ? { fileCount: 1 + Math.floor(totalBytes / (fileKilobytes * 1000)) } : {}),
    ...(unit === "file" && copiesAll ? { largeFileShare } : {}),
    ...(unit === "block" ? { packedShare } : {}),
    ...(grows ? { growthMbps: hundredths(linkMbps * utilisation * growthShare) } : {}),
    disks: traits.disks,
    limits: limitsOf(traits.limit, linkMbps),
    ...(copiesAll ? { stall: traits.stall } : {}),
    ...(attaches ? { attachHangMs: traits.attachHangMs } : {}),
    ...(hasRounds ? { rounds: traits.rounds, roundGapMs: traits.roundGapMs } : {}),
    ...(changes ? { changeShare: traits.changeShare } : {}),
    mishap: traits.mishap === undefined ? undefined : withStage(traits.mishap, stages.length),
    clockOffsetSeconds: traits.clock?.offsetSeconds,
    clockDriftPpm: traits.clock?.driftPpm,
    revision: drawn.revision,
    client: drawn.client,
    verbose: traits.verbose,
    arrivalMs: arrivalMs > 0 ? arrivalMs : undefined,
    faults: drawn.faults,
  });
}

/** Whole Mbit/s, within what may be set. @source SMS API, UpdateSpeed */
function limitsOf(limit: DrawnTraits["limit"], linkMbps: number): Plan["limits"] {
  if (limit === undefined) return undefined;
  const { linkShare, ...window } = limit;
  const { min, max } = LIMIT_RANGES.mbps;
  const mbps = Math.min(max, Math.max(min, Math.round(linkMbps * linkShare)));
  return [{ ...window, mbps }];
}

function withStage(mishap: NonNullable<Plan["mishap"]>, stages: number): Plan["mishap"] {
  return { ...mishap, stage: mishap.stage % stages };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function kinds(spec: FleetSpec, profile: Profile, chosen: readonly Kind[] | undefined) {
  if (chosen !== undefined && chosen.length === 0) {
    throw new RangeError("planArbitrary: got no kinds, want at least one");
  }
  const list = (chosen ?? KINDS).map((value) => {
    const weight = chosen === undefined ? (spec.kinds[value] ?? 0) : 1;
    return { value, weight: isAllowed(value, profile) ? weight : 0 };
  });
  if (list.some(({ weight }) => weight > 0)) return weightedValue(list);
  const wanted = chosen ?? Object.keys(spec.kinds);
  throw new ImpossibleFleetError(
    `kinds: the fleet ${spec.name} has only ${wanted.join(", ")}, and profile ${profile.id} knows not all of their subtasks; add a kind or choose another profile`,
  );
}

function isAllowed(kind: Kind, profile: Profile): boolean {
  return LIFE_CYCLES[kind].stages.every((stage) => allowsSubtask(profile, stage.subtask));
}

/** Places on the scale of shares: fine enough that a place is a few bytes. */
const PLACES = 2 ** 45;

function sizes(spec: FleetSpec, extremes: boolean): fc.Arbitrary<number> {
  // One scale for all sizes, so that shrinking finds the least size that matters.
  const believable = fc
    .integer({ min: 0, max: PLACES })
    .map((place) => sizeAt(spec.sizes, place / PLACES));
  const ends = fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 32, 16 * TB, PLAN_RANGES.totalBytes.max);
  const simplest = fc.constant(SIMPLEST_BYTES);
  return extremes ? weighted([5, simplest], [85, believable], [10, ends]) : believable;
}

function sizeAt(knots: FleetSpec["sizes"], share: number): number {
  const above = Math.max(
    1,
    knots.findIndex((knot) => knot.share >= share),
  );
  const [left, right] = [knots[above - 1], knots[above]];
  if (left === undefined || right === undefined) {
    throw new RangeError(`sizeAt: got ${share}, want 0..1`);
  }
  const part = (share - left.share) / (right.share - left.share);
  return Math.round(left.bytes + part * (right.bytes - left.bytes));
}

function links(spec: FleetSpec, extremes: boolean): fc.Arbitrary<number> {
  const believable = weightedValue(spec.linksMbps);
  if (!extremes) return believable;
  const { min, max } = PLAN_RANGES.linkMbps;
  const ends = fc.constantFrom(min, 1, 5, 20000, max);
  return weighted([10, fc.constant(SIMPLEST_LINK_MBPS)], [80, believable], [10, ends]);
}

/** Percent. 0.5 to 0.8 are the published values. */
function utilisations(spec: FleetSpec, extremes: boolean): fc.Arbitrary<number> {
  const { min, max } = spec.utilisationPercent;
  const simplest = Math.min(max, Math.max(min, 70));
  const ends = fc.constantFrom(100 * PLAN_RANGES.utilisation.min, 100);
  return weighted(
    [10, fc.constant(simplest)],
    [90, fc.integer({ min, max })],
    [extremes ? 10 : 0, ends],
  );
}

/** Presets of a pace, ms; ten seconds are usual elsewhere. The source names none. */
export const INTERVALS_MS = [10_000, 5000, 30_000, 60_000] as const;

function intervals(spec: FleetSpec, fixed: number | undefined): fc.Arbitrary<number> {
  return fixed === undefined ? weightedValue(spec.intervalsMs) : fc.constant(fixed);
}

/** Percent. */
function jitters({ jitterPercent }: FleetSpec, extremes: boolean): fc.Arbitrary<number> {
  const ends = fc.constant(100 * PLAN_RANGES.jitterShare.max);
  return weighted(
    [1, fc.constant(0)],
    [jitterPercent > 0 ? 9 : 0, fc.constant(jitterPercent)],
    [extremes ? 2 : 0, ends],
  );
}

const WAVES = 4;

function arrivals({ arrival }: FleetSpec): fc.Arbitrary<number> {
  const { pattern, overMs } = arrival;
  if (pattern === "together" || overMs === 0) return fc.constant(0);
  if (pattern === "spread") return fc.integer({ min: 0, max: overMs });
  const wave = Math.floor(overMs / WAVES);
  return fc.integer({ min: 0, max: WAVES - 1 }).map((number) => number * wave);
}

function clients(spec: FleetSpec): fc.Arbitrary<ClientId | undefined> {
  const names = Object.keys(spec.clients) as (ClientId | "plain")[];
  const list = names.map((name) => {
    return { value: name === "plain" ? undefined : name, weight: spec.clients[name] ?? 0 };
  });
  return weightedValue(list);
}

function revisions(spec: FleetSpec, profile: Profile): fc.Arbitrary<RevisionId | undefined> {
  const names = Object.keys(spec.revisions) as RevisionId[];
  const list = names.map((value) => {
    return { value, weight: satisfies(value, profile) ? (spec.revisions[value] ?? 0) : 0 };
  });
  if (list.some(({ weight }) => weight > 0)) {
    return weightedValue(list).map((value) => (value === "2025-06" ? undefined : value));
  }
  throw new ImpossibleFleetError(
    `revisions: the fleet ${spec.name} has only agents of ${names.join(", ")}, whose reports lack what profile ${profile.id} makes mandatory; add a newer revision`,
  );
}

function allowedFaults(spec: FleetSpec, allowed: readonly FaultName[] | undefined) {
  if (allowed === undefined) return spec.faults;
  return Object.fromEntries(allowed.map((name) => [name, spec.faults[name] ?? 0]));
}
