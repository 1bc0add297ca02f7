/** Latency and throughput of a scenario over several runs a side, with intervals. */

import { type ChangeLimits, compareSamples, type SampleChange } from "./compare-samples.ts";
import { compareShapes, type ShapeChange } from "./compare-shapes.ts";
import type { JudgedScenario } from "./judged-run.ts";

export interface FigureChange extends SampleChange {
  /** For people, e.g. "p99 from plan". */
  readonly figure: string;
  readonly unit: "ms" | "reports/s";
  /** Of a change that is more than noise. */
  readonly direction?: "worse" | "better" | undefined;
}

export interface LoadCompared {
  readonly scenario: string;
  /** Runs of each side. */
  readonly runs: readonly [number, number];
  readonly figures: readonly FigureChange[];
  /** Of the service times; shown, and gates nothing: no direction of it is the worse. */
  readonly shape: ShapeChange;
}

interface Figure {
  readonly name: string;
  readonly unit: FigureChange["unit"];
  readonly limits: ChangeLimits;
  readonly worse: "more" | "less";
  /** Undefined where nothing was measured. */
  readonly of: (scenario: JudgedScenario) => number | undefined;
}

/** Below a millisecond the clock and the scheduler of the generator are as large as the change. */
const LATENCY: ChangeLimits = { shareMin: 0.05, amountMin: 1 };

const FIGURES: readonly Figure[] = [
  latency("p50 from plan", ({ load }) => load.response.quantile(0.5)),
  latency("p99 from plan", ({ load }) => load.response.quantile(0.99)),
  latency("p99 of the service", ({ load }) => load.service.quantile(0.99)),
  {
    name: "acknowledged",
    unit: "reports/s",
    limits: { shareMin: 0.05, amountMin: 0 },
    worse: "less",
    of: ({ load }) => (1000 * load.ledger.acknowledged) / Math.max(1, load.toMs - load.fromMs),
  },
];

function latency(name: string, ofUs: (scenario: JudgedScenario) => number | undefined): Figure {
  const of = (scenario: JudgedScenario) => {
    const us = ofUs(scenario);
    return us === undefined ? undefined : us / 1000;
  };
  return { name, unit: "ms", limits: LATENCY, worse: "more", of };
}

/** Compares a scenario of both sides, which must be alike and have RUNS_MIN runs each. */
export function compareLoads(
  scenario: string,
  before: readonly JudgedScenario[],
  after: readonly JudgedScenario[],
): LoadCompared {
  const services = (side: readonly JudgedScenario[]) => side.map(({ load }) => load.service);
  return {
    scenario,
    runs: [before.length, after.length],
    figures: FIGURES.flatMap((figure) => changeOf(figure, before, after)),
    shape: compareShapes(services(before), services(after)),
  };
}

function changeOf(
  { name, unit, limits, worse, of }: Figure,
  before: readonly JudgedScenario[],
  after: readonly JudgedScenario[],
): FigureChange[] {
  const [old, now] = [before, after].map((side) => side.map(of).filter(isPositive));
  // A side without a figure has none to compare; that it answered nothing is its own verdict.
  if (old?.length !== before.length || now?.length !== after.length) return [];
  const change = compareSamples(old, now, limits);
  const isChange = change.kind === "more" || change.kind === "less";
  const direction = isChange ? (change.kind === worse ? "worse" : "better") : undefined;
  return [{ ...change, figure: name, unit, direction }];
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && value > 0;
}
