/**
 * Whether a load met an objective. Judged on the merged counts, never on averages of percentiles.
 *
 * With fewer samples than the objective wants it is not met, however good they look. It is missed
 * all the same where the samples that lack could not have saved it, had each of them been good.
 *
 * A time beyond its limit by no more than the generator's own lag at that percentile is nobody's
 * fault that could be named: it is not judged, and the load proves nothing.
 */

import type { Histogram } from "../evidence/histogram.ts";
import type { MergedLoad } from "../evidence/merge.ts";
import {
  type Figure,
  isTime,
  limitOf,
  type Objective,
  type Relation,
  SWEPT,
} from "../evidence/objective.ts";
import { ratesOf } from "../evidence/rates.ts";
import type { Looks } from "../evidence/schema.ts";
import { generatorLagMs } from "./generator.ts";
import type { JudgedObjective } from "./judged-run.ts";

/** What a generator that lags cannot cause. */
const ABOUT_ANSWERS: ReadonlySet<Figure> = new Set(["refused", "readBackViolations", ...SWEPT]);

/** Judges one objective; `invalid`: the generator's own lag has spoilt what is late or lost. */
export function judgeObjective(
  objective: Objective,
  load: MergedLoad,
  invalid: boolean,
): JudgedObjective {
  const samples = samplesOf(objective.figure, load);
  const value = figureOf(objective, load, samples);
  const measured = { objective, value, samples };
  if (value === undefined || (invalid && !ABOUT_ANSWERS.has(objective.figure))) {
    return { ...measured, state: "not judged" };
  }
  const blurredByMs = blur(objective, value, load);
  if (blurredByMs !== undefined) return { ...measured, state: "not judged", blurredByMs };
  if (samples >= (objective.samplesMin ?? 0)) {
    return { ...measured, state: keeps(value, objective) ? "met" : "missed" };
  }
  const best = figureOf(objective, load, objective.samplesMin ?? 0);
  const lost = best !== undefined && !keeps(best, objective);
  return { ...measured, state: lost ? "missed" : "not judged" };
}

/** The generator's own lag where the time would keep its limit without it. */
function blur(objective: Objective, value: number, load: MergedLoad): number | undefined {
  const { figure, of } = objective;
  if (!isTime(figure) || of === undefined || keeps(value, objective)) return undefined;
  const lagMs = of === "mean" ? meanLagMs(load) : generatorLagMs(load, of / 100)?.ms;
  return lagMs !== undefined && keeps(value - lagMs, objective) ? lagMs : undefined;
}

function meanLagMs({ ownLag, loopLag }: MergedLoad): number {
  return Math.max(ownLag.mean() ?? 0, loopLag.mean() ?? 0) / 1000;
}

function keeps(value: number, objective: Objective): boolean {
  const { by, value: limit } = limitOf(objective);
  const compare: Readonly<Record<Relation, boolean>> = {
    atMost: value <= limit,
    below: value < limit,
    atLeast: value >= limit,
    above: value > limit,
  };
  return compare[by];
}

/** How many reports, or looks, a figure was read from. */
function samplesOf(figure: Figure, load: MergedLoad): number {
  const { ledger } = load;
  switch (figure) {
    case "readBackViolations":
      return definite(ledger.readBacks) + definite(ledger.sweep);
    case "lost":
    case "stale":
    case "refusedShown":
    case "torn":
    case "foreign":
      return definite(ledger.readBacks) + definite(ledger.sweep);
    case "responseMs":
    case "serviceMs":
      return load[histogramOf(figure)].total + unmeasured(load);
    case "refused":
    case "timedOut":
    case "broken":
    case "errorRate":
      return settled(load);
    case "amplification":
      return ledger.sent;
    case "unsent":
    case "throughput":
    case "achievedShare":
      return ledger.due;
  }
}

/**
 * The figure, undefined when there was nothing to measure it by. `samples`: as many as there are,
 * or more, each of which is then taken for a good one.
 */
function figureOf(objective: Objective, load: MergedLoad, samples: number): number | undefined {
  const { figure } = objective;
  const { ledger } = load;
  switch (figure) {
    case "readBackViolations":
      return ledger.readBacks.wrong + (ledger.sweep?.wrong ?? 0);
    case "lost":
    case "stale":
    case "torn":
    case "foreign":
      return (load.wrongs[figure] ?? 0) + (load.misreads[figure] ?? 0);
    case "refusedShown":
      return load.wrongs["refused"] ?? 0;
    case "responseMs":
    case "serviceMs":
      return timeMs(objective, load, samples);
    case "errorRate":
      return samples === 0
        ? undefined
        : (ledger.refused + ledger.timedOut + ledger.broken) / samples;
    case "throughput": {
      const { seconds } = ratesOf(load);
      return seconds === 0 ? undefined : (ledger.acknowledged + samples - ledger.due) / seconds;
    }
    case "amplification":
      return samples === 0 ? undefined : (samples + (ledger.resent ?? 0)) / samples;
    case "achievedShare":
      return samples === 0 ? undefined : (ledger.acknowledged + samples - ledger.due) / samples;
    case "refused":
    case "timedOut":
    case "broken":
    case "unsent":
      return ledger[figure];
  }
}

/** A percentile or the mean; a timeout counts as slower than any answer. */
function timeMs({ figure, of }: Objective, load: MergedLoad, samples: number): number | undefined {
  const histogram = load[histogramOf(figure)];
  const beyond = unmeasured(load);
  if (histogram.total + beyond === 0) return undefined;
  if (of === "mean" || of === undefined) {
    return beyond > 0 ? Infinity : milliseconds(meanUs(histogram, samples));
  }
  // What lacks is taken for faster than all there is.
  const rank = Math.ceil((of / 100) * samples) - (samples - histogram.total - beyond);
  if (rank <= 0) return 0;
  return rank > histogram.total ? Infinity : milliseconds(histogram.at(rank));
}

function meanUs(histogram: Histogram, samples: number): number | undefined {
  const mean = histogram.mean();
  return mean === undefined ? undefined : (mean * histogram.total) / samples;
}

function histogramOf(figure: Figure): "response" | "service" {
  return figure === "serviceMs" ? "service" : "response";
}

function definite(looks: Looks | undefined): number {
  return looks === undefined ? 0 : looks.asked - looks.indefinite;
}

function settled({ ledger }: MergedLoad): number {
  return ledger.acknowledged + ledger.refused + ledger.timedOut + ledger.broken;
}

/** Reports that timed out and so have no time of their own. */
function unmeasured(load: MergedLoad): number {
  return Math.min(load.ledger.timedOut, Math.max(0, settled(load) - load.response.total));
}

function milliseconds(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1000;
}
