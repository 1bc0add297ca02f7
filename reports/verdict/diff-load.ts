/**
 * The load halves of two runs: verdicts of scenarios that changed, and why latency and throughput
 * are not compared. One run a side cannot tell a change from noise, whatever else agrees.
 */

import type { JudgedRun, JudgedScenario, ScenarioVerdict } from "./judged-run.ts";

/** Runs a side from which on latency could be compared. */
const RUNS_WANTED = 5;

/** A scenario whose verdict is another one now; undefined: it was not run. */
export interface ScenarioChange {
  readonly scenario: string;
  readonly before: ScenarioVerdict | undefined;
  readonly after: ScenarioVerdict | undefined;
}

/** Why the figures of a scenario are not compared; never empty. */
export interface NotCompared {
  readonly scenario: string;
  readonly reasons: readonly string[];
}

interface Side {
  readonly run: JudgedRun;
  readonly own: JudgedScenario | undefined;
}

/** Scenarios whose verdicts differ. */
export function scenarioChanges(before: JudgedRun, after: JudgedRun): ScenarioChange[] {
  return sidesOf(before, after)
    .map(({ scenario, old, now }) => ({
      scenario,
      before: old.own?.verdict,
      after: now.own?.verdict,
    }))
    .filter((change) => change.before !== change.after);
}

/** Every scenario of either run, with the reasons. */
export function notCompared(before: JudgedRun, after: JudgedRun): NotCompared[] {
  return sidesOf(before, after).map(({ scenario, old, now }) => ({
    scenario,
    reasons: [`1 run a side, at least ${RUNS_WANTED} are wanted`, ...unlike(old, now)],
  }));
}

function sidesOf(before: JudgedRun, after: JudgedRun) {
  const names = new Set([...before.scenarios, ...after.scenarios].map((s) => s.opened.scenario));
  const side = (run: JudgedRun, scenario: string): Side => ({
    run,
    own: run.scenarios.find((s) => s.opened.scenario === scenario),
  });
  return [...names].map((scenario) => ({
    scenario,
    old: side(before, scenario),
    now: side(after, scenario),
  }));
}

/** What has to agree before figures may be compared at all. */
const FACTS: readonly (readonly [string, (side: Side) => string | undefined])[] = [
  ["machine", ({ run }) => machineText(run)],
  ["target", ({ run }) => (run.run?.target.embedded === undefined ? "a URL" : "embedded")],
  ["k6", ({ own }) => own?.closed?.k6.version],
  ["agents", ({ own }) => own?.opened.agents.toString()],
  ["plans", ({ own }) => own?.opened.plans.toString()],
  ["fleet", ({ own }) => own?.opened.fleet ?? "the usual"],
  ["interval", ({ own }) => `${own?.opened.intervalMs} ms`],
  ["duration", ({ own }) => `${own?.opened.durationMs} ms`],
  ["workers", ({ own }) => own?.opened.workers.toString()],
  ["read back", ({ own }) => own?.opened.readBackShare.toString()],
];

function unlike(old: Side, now: Side): string[] {
  if (old.own === undefined) return ["not run before"];
  if (now.own === undefined) return ["not run after"];
  return [
    ...FACTS.flatMap(([name, of]) => {
      const [a, b] = [of(old) ?? "unknown", of(now) ?? "unknown"];
      return a === b ? [] : [`${name}: ${a} before, ${b} after`];
    }),
    ...(old.own.verdict === "INVALID" ? ["INVALID before"] : []),
    ...(now.own.verdict === "INVALID" ? ["INVALID after"] : []),
  ];
}

function machineText({ run }: JudgedRun): string | undefined {
  if (run === undefined) return undefined;
  const { platform, cpus, memoryBytes } = run.machine;
  return `${platform}, ${cpus} CPUs, ${Math.round(memoryBytes / 2 ** 30)} GiB`;
}
