/** The scenarios there are: what each asks, how large it is unless told otherwise, its limits. */

import type { Objective } from "../reports/evidence/index.ts";
import type { WorkerSettings } from "./worker/settings.ts";

export type ScenarioName = "smoke" | "steady";

export interface Scenario {
  readonly name: ScenarioName;
  readonly question: string;
  /** File beside this one. */
  readonly file: string;
  readonly mode: WorkerSettings["mode"];
  readonly defaults: {
    readonly agents: number;
    readonly intervalMs: number;
    readonly durationMs: number;
    readonly plans: number;
  };
}

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
];

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
  return [
    {
      id: `${name}/refused`,
      statement: "No valid report is refused.",
      figure: "refused",
      atMost: 0,
    },
    {
      id: `${name}/read-back`,
      statement: "What was acknowledged is what a look shows.",
      figure: "readBackViolations",
      atMost: 0,
    },
    {
      id: `${name}/unsent`,
      statement: "Every report that was due was sent before the run ended.",
      figure: "unsent",
      atMost: 0,
    },
  ];
}
