/** How long a stage takes that waits for something: drawn from the seed, known beforehand. */

import type { Work } from "./life-cycle.ts";
import type { Plan } from "./plan.ts";
import { asShare, scramble, startState } from "./random.ts";

/** A duration is drawn between these parts of the typical one; the mean is 1. Assumed. */
const LEAST = 0.6;
const SPREAD = 1.2;

/** One stage's own streams of draws. `visit` counts how often an agent has begun a stage. */
export function stageStream(plan: Plan, stream: number, visit: number): number {
  return startState(plan.seed, stream + 16 * (visit + 1));
}

/** Duration of one waiting stage without its hang, whole ms: 0.6 to 1.8 times the typical one. */
export function waitMs(plan: Plan, work: Extract<Work, { kind: "waits" }>, visit: number): number {
  const share = asShare(scramble(stageStream(plan, STREAM_STAGE, visit)));
  const disks = work.perDisk ? (plan.disks ?? 1) : 1;
  return Math.round(1000 * work.typicalSeconds * disks * (LEAST + SPREAD * share * share));
}

/** Bytes that have changed when a round begins: 0.5 to 1.5 times the plan's share. */
export function changedBytes(plan: Plan, visit: number): number {
  const share = asShare(scramble(stageStream(plan, STREAM_CHANGES, visit)));
  const bytes = plan.totalBytes * (plan.changeShare ?? CHANGE_SHARE) * (0.5 + share);
  return Math.min(Number.MAX_SAFE_INTEGER, Math.floor(bytes));
}

/** The part of the data that changes between two rounds where a plan does not say. Assumed. */
const CHANGE_SHARE = 0.01;
const STREAM_STAGE = 0;
const STREAM_CHANGES = 4;
