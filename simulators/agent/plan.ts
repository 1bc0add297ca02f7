/**
 * A plan: all that decides what one agent reports and when. Small readonly data, one line of JSON,
 * the same for every profile. The same plan gives the same bytes at the same planned times in Node
 * and in k6. What is left out is not there: the simplest agent needs no word about stalls.
 */

import type { RevisionId } from "../contract/index.ts";
import type { ClientId } from "../report/index.ts";
import type { Fault } from "./fault.ts";
import type { Kind } from "./life-cycle.ts";

/** Version of the plan's form and of how it unfolds: another version, other bytes. */
export const PLAN_VERSION = 2;

/** A window of the day in which the operator limits the speed. Ranges stand in `LIMIT_RANGES`. */
export interface SpeedLimit {
  /** Minute of the day at which it begins; a window may pass midnight. */
  readonly fromMinute: number;
  /** Minute of the day at which it ends; the same minute: the whole day. */
  readonly toMinute: number;
  readonly mbps: number;
}

/** What goes wrong on the agent's side. Ranges stand in `MISHAP_RANGES`. */
export interface Mishap {
  /** `aborted`: stopped and started again; `failed`: the subtask fails and is tried again. */
  readonly what: "aborted" | "failed";
  /** Place of the stage in the kind's life cycle, from 0; beyond its end nothing happens. */
  readonly stage: number;
  /** It happens at the first report with this progress or more. */
  readonly percent: number;
  /** The agent is silent for so long. */
  readonly pauseMs: number;
  /** Whether what was copied is still there afterwards. */
  readonly keeps: boolean;
}

/** Units and ranges stand in `PLAN_RANGES`. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly kind: Kind;
  /** Where the agent's chance starts: durations, noise, jitter, texts. */
  readonly seed: number;
  /** All data the source has to copy, before it grows. */
  readonly totalBytes: number;
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

  /** How many files there are; small ones slow the copying. Only kinds that copy files speak of it. */
  readonly fileCount?: number;
  /** The part of the data that lies in files over 2 GB, which are copied at half the speed. */
  readonly largeFileShare?: number;
  /** What is left of the data when it is packed before it is sent. Absent: it is not packed. */
  readonly packedShare?: number;
  /** What is written on the source while it is copied. */
  readonly growthMbps?: number;
  /** Disks of the source, copied one after the other. Absent: one. */
  readonly disks?: number;
  /** At most five. */
  readonly limits?: readonly SpeedLimit[];
  /** The copying stands still for a while. */
  readonly stall?: { readonly atShare: number; readonly forMs: number };
  /** The attaching hangs for so long, at the percentage where it is known to. */
  readonly attachHangMs?: number;
  /** Rounds of each SYNC stage. Absent: two. */
  readonly rounds?: number;
  /** Time between two rounds. Absent: a minute. */
  readonly roundGapMs?: number;
  /** The part of the data that changes between two rounds. Absent: a hundredth. */
  readonly changeShare?: number;
  readonly mishap?: Mishap;
  /** How much faster the migration runs than the reports tell the time. Absent: as fast. */
  readonly timeScale?: number;
  /** By how much the agent's clock is wrong from the start. */
  readonly clockOffsetSeconds?: number;
  /** By how much the agent's clock runs too fast, in millionths. */
  readonly clockDriftPpm?: number;
  /** Age of the agent: the fields it knows. Absent: the newest. */
  readonly revision?: RevisionId;
  /** Who writes the report's text. Absent: Headway, compact, in the contract's order. */
  readonly client?: ClientId;
  /** Whether the agent writes whole listings into process_trace now and then. */
  readonly verbose?: boolean;
  /** When the agent starts, on the fleet's clock. Absent: with the fleet. */
  readonly arrivalMs?: number;
  /** In the order in which they bend the timeline. */
  readonly faults?: readonly Fault[];
}

export interface PlanRange {
  /** Least value, allowed itself. */
  readonly min: number;
  /** Greatest value, allowed itself. */
  readonly max: number;
  readonly whole: boolean;
  readonly unit: string;
}

/** The members of a plan that are numbers. */
export type PlanNumber = {
  [K in keyof Plan]-?: Exclude<Plan[K], undefined> extends number ? K : never;
}[Exclude<keyof Plan, "version">];

const DAY_MS = 86_400_000;

/** What each number of a plan may be. */
export const PLAN_RANGES: Readonly<Record<PlanNumber, PlanRange>> = {
  seed: { min: 0, max: 4294967295, whole: true, unit: "none" },
  totalBytes: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true, unit: "bytes" },
  linkMbps: { min: 0.1, max: 100000, whole: false, unit: "Mbit/s" },
  utilisation: { min: 0.05, max: 1, whole: false, unit: "part of the link" },
  intervalMs: { min: 10, max: DAY_MS, whole: true, unit: "ms" },
  jitterShare: { min: 0, max: 0.5, whole: false, unit: "part of the interval" },
  phaseShare: { min: 0, max: 1, whole: false, unit: "part of the interval" },
  startSeconds: { min: 0, max: 4102444800, whole: true, unit: "s since 1970, local time" },
  fileCount: { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true, unit: "files" },
  largeFileShare: { min: 0, max: 1, whole: false, unit: "part of the data" },
  packedShare: { min: 0.05, max: 1, whole: false, unit: "part of the data" },
  growthMbps: { min: 0, max: 100000, whole: false, unit: "Mbit/s" },
  disks: { min: 1, max: 23, whole: true, unit: "disks" },
  attachHangMs: { min: 0, max: DAY_MS, whole: true, unit: "ms" },
  rounds: { min: 1, max: 1000, whole: true, unit: "rounds" },
  roundGapMs: { min: 0, max: 7 * DAY_MS, whole: true, unit: "ms" },
  changeShare: { min: 0, max: 1, whole: false, unit: "part of the data" },
  timeScale: { min: 1, max: 1_000_000_000, whole: false, unit: "times real time" },
  clockOffsetSeconds: { min: -315360000, max: 315360000, whole: true, unit: "s" },
  clockDriftPpm: { min: -100000, max: 100000, whole: true, unit: "millionths" },
  arrivalMs: { min: 0, max: 7 * DAY_MS, whole: true, unit: "ms" },
};

/** What the numbers of a speed limit may be. @source SMS API, UpdateSpeed */
export const LIMIT_RANGES: Readonly<Record<keyof SpeedLimit, PlanRange>> = {
  fromMinute: { min: 0, max: 1439, whole: true, unit: "minute of the day" },
  toMinute: { min: 0, max: 1439, whole: true, unit: "minute of the day" },
  mbps: { min: 1, max: 1000, whole: false, unit: "Mbit/s" },
};

/** Most windows of a day. @source SMS API, UpdateSpeed */
export const LIMITS_MAX = 5;

/** What the numbers of a stall may be. */
export const STALL_RANGES: Readonly<Record<"atShare" | "forMs", PlanRange>> = {
  atShare: { min: 0, max: 1, whole: false, unit: "part of the data" },
  forMs: { min: 0, max: DAY_MS, whole: true, unit: "ms" },
};

/** What the numbers of a mishap may be. */
export const MISHAP_RANGES: Readonly<Record<"stage" | "percent" | "pauseMs", PlanRange>> = {
  stage: { min: 0, max: 20, whole: true, unit: "place of a stage, from 0" },
  percent: { min: 0, max: 99, whole: true, unit: "percent" },
  pauseMs: { min: 0, max: DAY_MS, whole: true, unit: "ms" },
};

/** What a plan has to say; the rest is filled with the simplest there is. */
export type PlanFacts = Pick<Plan, "totalBytes" | "linkMbps"> & {
  readonly [K in keyof Omit<Plan, "version">]?: Plan[K] | undefined;
};

/** The facts that may be left out, in the order in which plan files show them. */
export const OPTIONAL_FACTS = [
  "fileCount",
  "largeFileShare",
  "packedShare",
  "growthMbps",
  "disks",
  "limits",
  "stall",
  "attachHangMs",
  "rounds",
  "roundGapMs",
  "changeShare",
  "mishap",
  "timeScale",
  "clockOffsetSeconds",
  "clockDriftPpm",
  "revision",
  "client",
  "verbose",
  "arrivalMs",
  "faults",
] as const satisfies readonly (keyof Plan)[];

/** A plan with its members in the order in which plan files show them. Checks no range. */
export function planOf(facts: PlanFacts): Plan {
  const optional: Record<string, unknown> = {};
  for (const name of OPTIONAL_FACTS) {
    if (facts[name] !== undefined) optional[name] = facts[name];
  }
  return {
    version: PLAN_VERSION,
    kind: facts.kind ?? "linux-file-new",
    seed: facts.seed ?? 0,
    totalBytes: facts.totalBytes,
    linkMbps: facts.linkMbps,
    utilisation: facts.utilisation ?? 0.7,
    intervalMs: facts.intervalMs ?? 10000,
    jitterShare: facts.jitterShare ?? 0,
    phaseShare: facts.phaseShare ?? 0,
    startSeconds: facts.startSeconds ?? SIMPLEST_START_SECONDS,
    migrationTest: facts.migrationTest ?? false,
    ...optional,
  };
}

/** 2025-07-07T15:30:00, an agent_time that the live service is known to have taken. */
export const SIMPLEST_START_SECONDS = 1751902200;
