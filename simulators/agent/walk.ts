/**
 * The way of one agent through its life cycle: which stage it is in, since when, and how far. Rounds
 * repeat a stage; a mishap leads back to an earlier one. Times are ms since the agent's start, on
 * the migration's own clock.
 */

import { termsOfAll, termsOfChanges } from "./copy-terms.ts";
import { CopyCurve } from "./curve.ts";
import { LIFE_CYCLES, type LifeCycle, type Stage } from "./life-cycle.ts";
import type { Plan } from "./plan.ts";
import { changedBytes, stageStream, waitMs } from "./stage-time.ts";

const STREAM_CURVE = 1;
/** Rounds of a stage where a plan does not say. Assumed. */
export const ROUNDS = 2;
/** The pause between two rounds, likewise. */
const ROUND_GAP_MS = 60_000;

export class Walk {
  /** The stage the agent is in; undefined: it is done. */
  stage: Stage | undefined;
  /** When the stage began. */
  startMs = 0;
  /** The copying of the stage, where it copies. */
  curve: CopyCurve | undefined;
  /** 1 for the first round of a stage in rounds. */
  round = 1;
  /** Whether the report just made was the last one before a mishap. */
  hasFailed = false;

  private readonly plan: Plan;
  private readonly cycle: LifeCycle;
  private readonly stepMs: number;
  private index = 0;
  /** How often a stage was begun; each time has draws of its own. */
  private visit = 0;
  /** End of a waiting stage, and its hang. */
  private endMs = -1;
  private hangMs = 0;
  private keptBytes = 0;
  private isWhole: boolean;

  /** `stepMs`: usual time between two looks; 0: nothing swings, as a forecast wants it. */
  constructor(plan: Plan, stepMs: number) {
    this.plan = plan;
    this.cycle = LIFE_CYCLES[plan.kind];
    this.stepMs = stepMs;
    this.isWhole = plan.mishap === undefined;
    this.enter(0, 0);
  }

  /** Whole percent of the stage at that time, 100 when it is done. Times must not go back. */
  progressAt(atMs: number): number {
    const { curve } = this;
    const percent = curve === undefined ? this.waited(atMs) : copied(curve, atMs);
    if (this.isWhole) return percent;
    const { mishap } = this.plan;
    this.hasFailed = mishap?.stage === this.index && percent >= mishap.percent;
    return this.hasFailed && percent > 99 ? 99 : percent;
  }

  /**
   * The stage was reported as done, or as failed: goes on to what comes then. `keptShare` is the
   * part that a failed copying has copied, where that was not played.
   */
  leave(atMs: number, keptShare?: number): void {
    if (this.hasFailed) {
      this.breakOff(atMs, keptShare);
      return;
    }
    const endMs = this.curve === undefined ? this.endMs : this.curve.endMs;
    const { rounds = ROUNDS, roundGapMs = ROUND_GAP_MS } = this.plan;
    if (this.stage?.inRounds === true && this.round < rounds) {
      this.round += 1;
      this.enter(this.index, endMs + roundGapMs);
      return;
    }
    this.round = 1;
    this.enter(this.index + 1, endMs);
  }

  /** How many stages were begun, each round and each retry for itself. */
  visits(): number {
    return this.visit - 1;
  }

  /** When the stage will be done as far as one can know; for waiting stages exactly. */
  expectedEndMs(): number {
    const { curve } = this;
    if (curve === undefined) return this.endMs;
    let stepMs = 60_000;
    for (let atMs = this.startMs; curve.endMs < 0; stepMs *= 2) {
      atMs += stepMs;
      // An endless loop is the one fault of ours that nobody would be told of.
      if (!(atMs < Infinity)) throw new RangeError(`expectedEndMs: got ${atMs} ms, want an end`);
      curve.advance(atMs);
    }
    return curve.endMs;
  }

  private breakOff(atMs: number, keptShare: number | undefined): void {
    const { mishap } = this.plan;
    this.isWhole = true;
    this.hasFailed = false;
    if (mishap === undefined) return;
    const work = this.stage?.work;
    if (work?.kind === "copies" && work.what === "all" && mishap.keeps) {
      const copiedBytes = this.curve?.copiedBytes ?? 0;
      this.keptBytes = keptShare === undefined ? copiedBytes : keptShare * this.plan.totalBytes;
    }
    const index = mishap.what === "failed" ? this.index : this.cycle.resumesAt;
    this.round = 1;
    this.enter(index, atMs + mishap.pauseMs);
  }

  private enter(index: number, startMs: number): void {
    const { plan } = this;
    const stage = this.cycle.stages[index];
    const { visit } = this;
    this.visit += 1;
    this.index = index;
    this.stage = stage;
    this.startMs = startMs;
    this.endMs = -1;
    this.curve = undefined;
    if (stage === undefined) return;
    const { work } = stage;
    if (work.kind === "waits") {
      this.hangMs = work.hangsAt === undefined ? 0 : (plan.attachHangMs ?? 0);
      this.endMs = startMs + waitMs(plan, work, visit) + this.hangMs;
      return;
    }
    const terms =
      work.what === "all"
        ? termsOfAll(plan, this.keptBytes)
        : termsOfChanges(plan, changedBytes(plan, visit));
    this.curve = new CopyCurve(terms, startMs, stageStream(plan, STREAM_CURVE, visit), this.stepMs);
  }

  private waited(atMs: number): number {
    if (atMs >= this.endMs) return 100;
    const spentMs = atMs - this.startMs;
    const workMs = this.endMs - this.startMs - this.hangMs;
    if (this.hangMs === 0) return percent(spentMs / workMs);
    const work = this.stage?.work;
    const hangsAtMs = work?.kind === "waits" ? (workMs * (work.hangsAt ?? 0)) / 100 : 0;
    if (spentMs < hangsAtMs) return percent(spentMs / workMs);
    return percent(Math.max(hangsAtMs, spentMs - this.hangMs) / workMs);
  }
}

function copied(curve: CopyCurve, atMs: number): number {
  curve.advance(atMs);
  return curve.endMs >= 0 ? 100 : percent(curve.copiedBytes / curve.totalBytes);
}

/** Whole percent of a stage that is not finished: never 100. */
function percent(share: number): number {
  const whole = (share * 100) | 0;
  return whole < 99 ? whole : 99;
}
