/** How long a stage takes that waits for something: drawn from the seed, known beforehand. */

import { LIFE_CYCLES } from "./life-cycle.ts";
import type { Plan } from "./plan.ts";
import { asShare, scramble, startState } from "./random.ts";

/** Streams 16 and up are the stages' own; each stage has 16 of them. */
const STREAM_STAGE = 0;

/**
 * Duration of one waiting stage, whole ms: 0.6 to 1.8 times the typical one, 1.0 on average. Throws
 * on a stage that copies: how long that takes nobody knows beforehand.
 */
export function stageMs(plan: Plan, stageIndex: number): number {
  const work = LIFE_CYCLES[plan.kind].stages[stageIndex]?.work;
  if (work?.kind !== "waits") {
    throw new RangeError(`stageMs: got stage ${stageIndex} of ${plan.kind}, want one that waits`);
  }
  const share = asShare(scramble(startState(plan.seed, STREAM_STAGE + 16 * (stageIndex + 1))));
  return Math.round(1000 * work.typicalSeconds * (0.6 + 1.2 * share * share));
}
