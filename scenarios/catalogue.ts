/** The scenarios there are: what each asks, how large it is unless told otherwise, its limits. */

import { type Objective, OUTAGE_PART } from "../reports/evidence/index.ts";
import type { PaceStage } from "./worker/pace.ts";
import type { RetryPolicy } from "./worker/retry.ts";
import type { WorkerSettings } from "./worker/settings.ts";

export type ScenarioName =
  | "smoke"
  | "steady"
  | "ramp"
  | "spike"
  | "herd"
  | "breakpoint"
  | "soak"
  | "hot-task"
  | "disorder"
  | "boundary"
  | "connection-storm"
  | "slow-writer"
  | "retry-storm"
  | "mixed";

/** A part of a scenario, as a share of its duration. */
export type Part =
  | { readonly name: string; readonly share: number; readonly pace: number }
  | { readonly name: string; readonly share: number; readonly isSilent: true };

export interface Scenario {
  readonly name: ScenarioName;
  readonly question: string;
  /** File beside this one. */
  readonly file: string;
  readonly mode: WorkerSettings["mode"];
  /** What it asks beyond its limits: where the endpoint bends, what grows, how it comes back. */
  readonly asks?: "knee" | "drift" | "recovery";
  /** How the pace changes; absent: it does not. */
  readonly parts?: readonly Part[];
  /** The fleet that is played where none was asked for; absent: the mixed one. */
  readonly preset?: string;
  /** So many agents report on one task. @defaultValue 1 */
  readonly agentsPerTask?: number;
  /** What its agents do when a report was not taken. @defaultValue nothing */
  readonly retry?: RetryPolicy;
  /** Each agent over a connection of its own. */
  readonly ownConnections?: true;
  /** What goes on beside the fleet, outside k6. */
  readonly beside?: "slow-writers" | "outage" | "probes";
  /** The extremes that the contract allows in place of what agents report. */
  readonly extremes?: true;
  readonly defaults: {
    readonly agents: number;
    readonly intervalMs: number;
    readonly durationMs: number;
    readonly plans: number;
  };
}

/** Paces of a breakpoint: each half as much again as the one before, until 25 times. */
const STEPS = [0.5, 1, 1.5, 2.25, 3.5, 5, 7.5, 11, 17, 25];

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "smoke",
    question: "Does every subtask of every kind get through once?",
    file: "smoke.ts",
    mode: "once",
    defaults: { agents: 4, intervalMs: 200, durationMs: 10_000, plans: 4 },
  },
  {
    name: "steady",
    question: "Does the endpoint keep up with a fleet that reports at its own pace?",
    file: "steady.ts",
    mode: "steady",
    defaults: { agents: 100, intervalMs: 10_000, durationMs: 30_000, plans: 20 },
  },
  {
    name: "ramp",
    question: "Does the endpoint stay right and in time while the rate grows to ten times?",
    file: "ramp.ts",
    mode: "steady",
    parts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((pace) => ({
      name: `${pace} times`,
      share: 0.1,
      pace,
    })),
    defaults: { agents: 100, intervalMs: 1000, durationMs: 30_000, plans: 20 },
  },
  {
    name: "spike",
    question: "Does it take ten times the usual rate for a moment, and is it as before afterwards?",
    file: "spike.ts",
    mode: "steady",
    parts: [
      { name: "before", share: 0.3, pace: 1 },
      { name: "spike", share: 0.2, pace: 10 },
      { name: "after", share: 0.5, pace: 1 },
    ],
    defaults: { agents: 100, intervalMs: 1000, durationMs: 20_000, plans: 20 },
  },
  {
    name: "herd",
    question: "Do all agents get through that lost their network together and come back at once?",
    file: "herd.ts",
    mode: "steady",
    parts: [
      { name: "before", share: 0.3, pace: 1 },
      { name: "silence", share: 0.2, isSilent: true },
      { name: "after", share: 0.5, pace: 1 },
    ],
    defaults: { agents: 300, intervalMs: 2000, durationMs: 20_000, plans: 20 },
  },
  {
    name: "breakpoint",
    question: "Up to which rate does it answer in time, for a whole window?",
    file: "breakpoint.ts",
    mode: "steady",
    asks: "knee",
    parts: STEPS.map((pace) => ({ name: `${pace} times`, share: 1 / STEPS.length, pace })),
    defaults: { agents: 200, intervalMs: 1000, durationMs: 50_000, plans: 20 },
  },
  {
    name: "soak",
    question: "Does anything grow with time: answer times, or the endpoint's memory?",
    file: "soak.ts",
    mode: "steady",
    asks: "drift",
    defaults: { agents: 200, intervalMs: 1000, durationMs: 60_000, plans: 20 },
  },
  {
    name: "hot-task",
    question: "Does a task stay whole on which many agents report at the same time?",
    file: "hot-task.ts",
    mode: "steady",
    agentsPerTask: 16,
    defaults: { agents: 160, intervalMs: 500, durationMs: 15_000, plans: 16 },
  },
  {
    name: "disorder",
    question: "Are reports taken that come twice, late, out of order or after the end?",
    file: "disorder.ts",
    mode: "steady",
    preset: "disorder",
    defaults: { agents: 100, intervalMs: 1000, durationMs: 20_000, plans: 40 },
  },
  {
    name: "boundary",
    question: "Are the greatest and least values the contract allows taken at a rate?",
    file: "boundary.ts",
    mode: "steady",
    extremes: true,
    defaults: { agents: 50, intervalMs: 500, durationMs: 15_000, plans: 1 },
  },
  {
    name: "connection-storm",
    question: "Does it take a connection for each agent, all opened within one interval?",
    file: "connection-storm.ts",
    mode: "steady",
    ownConnections: true,
    defaults: { agents: 100, intervalMs: 1000, durationMs: 15_000, plans: 20 },
  },
  {
    name: "slow-writer",
    question: "Does it have time for others while many clients write byte after byte?",
    file: "slow-writer.ts",
    mode: "steady",
    beside: "slow-writers",
    defaults: { agents: 100, intervalMs: 1000, durationMs: 15_000, plans: 20 },
  },
  {
    name: "retry-storm",
    question:
      "How long until it answers as before, when its network was away and agents try again?",
    file: "retry-storm.ts",
    mode: "steady",
    asks: "recovery",
    beside: "outage",
    retry: { kind: "fixed", afterMs: 200, triesMax: 50 },
    parts: [
      { name: "before", share: 0.3, pace: 1 },
      { name: OUTAGE_PART, share: 0.15, pace: 1 },
      { name: "after", share: 0.55, pace: 1 },
    ],
    defaults: { agents: 300, intervalMs: 1000, durationMs: 24_000, plans: 20 },
  },
  {
    name: "mixed",
    question: "Is it as right for whoever asks while a fleet loads it as when it is idle?",
    file: "mixed.ts",
    mode: "steady",
    beside: "probes",
    defaults: { agents: 100, intervalMs: 200, durationMs: 30_000, plans: 20 },
  },
];

/** The stages of a scenario that takes so long, as the worker is told them. */
export function stagesOf({ parts = [] }: Scenario, durationMs: number): readonly PaceStage[] {
  return parts.map((part) => {
    const forMs = part.share * durationMs;
    if ("isSilent" in part) return { kind: "silence", forMs };
    return { kind: "pace", forMs, pace: part.pace };
  });
}

/** When each part of a scenario that takes so long begins and ends. */
export function partTimesOf({ parts = [] }: Scenario, durationMs: number) {
  let fromMs = 0;
  return parts.map(({ name, share }) => {
    const begin = fromMs;
    fromMs += share * durationMs;
    return { name, fromMs: Math.round(begin), untilMs: Math.round(fromMs) };
  });
}

/** The scenario of that name. Throws on a name there is not; parse foreign text before. */
export function scenarioOf(name: ScenarioName): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`scenarioOf: got ${name}, want a scenario`);
  return found;
}

/**
 * Lag of our own, at the 99th percentile, from which on a run is INVALID: a tenth of the smallest
 * latency that an objective of a second could tell from noise, and far above what a healthy
 * generator shows (a few milliseconds).
 *
 * @unit milliseconds
 */
export const OWN_LAG_BUDGET_MS = 100;

/** The limits of a scenario. Each report is valid, so each is to be accepted and to count. */
export function objectivesOf(name: ScenarioName): readonly Objective[] {
  const right: Objective = {
    id: `${name}/read-back`,
    statement: "What was acknowledged is what a look shows.",
    figure: "readBackViolations",
    atMost: 0,
  };
  const kept: Objective = {
    id: `${name}/broken`,
    statement: "No connection of an agent breaks.",
    figure: "broken",
    atMost: 0,
  };
  // Beyond the rate that is looked for, and without a network, it may refuse and lag; it may not be
  // wrong.
  const { asks, ownConnections } = scenarioOf(name);
  if (asks === "knee" || asks === "recovery") return [right];
  return [
    {
      id: `${name}/refused`,
      statement: "No valid report is refused.",
      figure: "refused",
      atMost: 0,
    },
    right,
    ...(ownConnections === true ? [kept] : []),
    {
      id: `${name}/unsent`,
      statement: "Every report that was due was sent before the run ended.",
      figure: "unsent",
      atMost: 0,
    },
  ];
}
