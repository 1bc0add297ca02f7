/**
 * A plan: all that decides what one agent reports and when. Small readonly data, one line of JSON,
 * the same for every profile. The same plan gives the same bytes at the same planned times in Node
 * and in k6.
 */

import type { Kind } from "./life-cycle.ts";

/** Version of the plan's form and of how it unfolds: another version, other bytes. */
export const PLAN_VERSION = 1;

/** Units and ranges stand in `PLAN_RANGES`. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly kind: Kind;
  /** Where the agent's chance starts: durations, noise, jitter, texts. */
  readonly seed: number;
  /** All data the source has to copy. */
  readonly totalBytes: number;
  /** How many files that is; only kinds that copy file by file speak of it. */
  readonly fileCount?: number;
  /** Speed of the link between source and target. */
  readonly linkMbps: number;
  /** The part of the link that the copying takes on average. */
  readonly utilisation: number;
  /** Time between two reports, before jitter. */
  readonly intervalMs: number;
  /** How far a gap between two reports may be from the interval, as a part of the interval. */
  readonly jitterShare: number;
  /** When the first report is made, as a part of the interval. */
  readonly phaseShare: number;
  /** The agent's clock when it starts: local time, as seconds since 1970-01-01T00:00:00. */
  readonly startSeconds: number;
  /** Whether the migration is a drill. */
  readonly migrationTest: boolean;
}

export interface PlanRange {
  /** Least value, allowed itself. */
  readonly min: number;
  /** Greatest value, allowed itself. */
  readonly max: number;
  readonly whole: boolean;
  readonly unit: string;
}

export type PlanNumber = Exclude<keyof Plan, "version" | "kind" | "migrationTest">;

/** What each number of a plan may be. */
export const PLAN_RANGES: Readonly<Record<PlanNumber, PlanRange>> = {
  seed: { min: 0, max: 4294967295, whole: true, unit: "none" },
  totalBytes: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true, unit: "bytes" },
  fileCount: { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true, unit: "files" },
  linkMbps: { min: 0.1, max: 100000, whole: false, unit: "Mbit/s" },
  utilisation: { min: 0.05, max: 1, whole: false, unit: "part of the link" },
  intervalMs: { min: 10, max: 86400000, whole: true, unit: "ms" },
  jitterShare: { min: 0, max: 0.5, whole: false, unit: "part of the interval" },
  phaseShare: { min: 0, max: 1, whole: false, unit: "part of the interval" },
  startSeconds: { min: 0, max: 4102444800, whole: true, unit: "s since 1970, local time" },
};

/** What a plan has to say; the rest is filled with the simplest there is. */
export type PlanFacts = Pick<Plan, "totalBytes" | "linkMbps"> & Partial<Omit<Plan, "version">>;

/** A plan with its members in the order in which plan files show them. Checks no range. */
export function planOf(facts: PlanFacts): Plan {
  return {
    version: PLAN_VERSION,
    kind: facts.kind ?? "linux-file-new",
    seed: facts.seed ?? 0,
    totalBytes: facts.totalBytes,
    ...(facts.fileCount === undefined ? {} : { fileCount: facts.fileCount }),
    linkMbps: facts.linkMbps,
    utilisation: facts.utilisation ?? 0.7,
    intervalMs: facts.intervalMs ?? 10000,
    jitterShare: facts.jitterShare ?? 0,
    phaseShare: facts.phaseShare ?? 0,
    startSeconds: facts.startSeconds ?? SIMPLEST_START_SECONDS,
    migrationTest: facts.migrationTest ?? false,
  };
}

/** 2025-07-07T15:30:00, an agent_time that the live service is known to have taken. */
export const SIMPLEST_START_SECONDS = 1751902200;
