/**
 * Where an endpoint bends: of the parts of a scenario that raise its rate step by step, the highest
 * that held the limits for its whole window, and why the next one did not. Rates between two steps
 * are not guessed.
 */

import type { PartFigures } from "../evidence/parts.ts";
import { generatorLagMs } from "./generator.ts";
import { fitUsl, type UslFit } from "./usl.ts";

/** What a step has to keep. */
interface StepLimits {
  /** 99th percentile from the planned moment. @unit milliseconds */
  readonly p99Ms: number;
  /** Failed reports among those answered or given up. @range 0..1 */
  readonly failedShare: number;
  /** Answers below which a step's percentile means nothing. */
  readonly answersMin: number;
}

const STEP_LIMITS: StepLimits = {
  p99Ms: 250,
  failedShare: 0.001,
  answersMin: 100,
};

export interface Step {
  readonly name: string;
  readonly offeredPerSecond: number;
  readonly answeredPerSecond: number;
  /** Requests under way at once, by Little's law: how many come times how long each stays. */
  readonly concurrency: number;
  readonly p99Ms: number | undefined;
  readonly standing: "held" | "broken" | "not judged";
  /** Why it did not hold, or was not judged. */
  readonly reason: string | undefined;
}

export interface Knee {
  readonly steps: readonly Step[];
  /** The last step of those that held without a gap from the first on. */
  readonly held: Step | undefined;
  /** The step after it, if there is one. */
  readonly next: Step | undefined;
  readonly law: UslFit;
}

/**
 * Judges the steps in order. Of one in which the generator's own lag passed `ownLagBudgetMs`, at the
 * 99th percentile, nothing is said.
 */
export function kneeOf(parts: readonly PartFigures[], ownLagBudgetMs: number): Knee {
  const steps = parts.map((part) => stepOf(part, ownLagBudgetMs));
  const first = steps.findIndex(({ standing }) => standing !== "held");
  const count = first < 0 ? steps.length : first;
  const points = steps
    .filter(({ standing }) => standing !== "not judged")
    .map(({ answeredPerSecond: perSecond, concurrency }) => ({ perSecond, concurrency }));
  return { steps, held: steps[count - 1], next: steps[count], law: fitUsl(points) };
}

/** "820 a second held …; at 1,230 a second p99 was 900 ms". */
export function kneeText({ held, next }: Knee): string {
  const first =
    held === undefined
      ? "no rate held"
      : `${rateText(held.offeredPerSecond)} held (p99 ${msText(held.p99Ms)})`;
  if (next === undefined) return `${first}; no higher rate was tried`;
  return `${first}; at ${rateText(next.offeredPerSecond)} ${next.reason ?? "it did not hold"}`;
}

function stepOf(part: PartFigures, ownLagBudgetMs: number): Step {
  const limits = STEP_LIMITS;
  const { name, coveredMs, due, acknowledged, failed, response, service } = part;
  const seconds = Math.max(coveredMs, 1) / 1000;
  const p99Ms = toMs(response.quantile(0.99));
  const figures = {
    name,
    offeredPerSecond: due / seconds,
    answeredPerSecond: acknowledged / seconds,
    concurrency: ((acknowledged / seconds) * (service.mean() ?? 0)) / 1_000_000,
    p99Ms,
  };
  const ownLagMs = generatorLagMs(part, 0.99)?.ms ?? 0;
  const share = failed / Math.max(1, acknowledged + failed);
  if (share > limits.failedShare && failed + acknowledged >= limits.answersMin) {
    return { ...figures, standing: "broken", reason: `${percent(share)} failed` };
  }
  if (ownLagMs > ownLagBudgetMs) {
    const reason = `the load generator itself was late by ${msText(ownLagMs)} (p99)`;
    return { ...figures, standing: "not judged", reason };
  }
  if (response.total < limits.answersMin || p99Ms === undefined) {
    const reason = `only ${response.total} reports were answered`;
    return { ...figures, standing: "not judged", reason };
  }
  if (p99Ms > limits.p99Ms) {
    return { ...figures, standing: "broken", reason: `p99 was ${msText(p99Ms)}` };
  }
  return { ...figures, standing: "held", reason: undefined };
}

function rateText(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString("en-US")} a second`;
}

function msText(ms: number | undefined): string {
  return ms === undefined ? "unknown" : `${Math.round(ms * 10) / 10} ms`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function toMs(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1000;
}
