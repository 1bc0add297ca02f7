/**
 * The load halves of two sides, of one run or several each: verdicts of scenarios that changed, and
 * which figures may be compared. One run a side cannot tell a change from noise, whatever else
 * agrees; figures of unlike machines, targets, plans or k6 say nothing of the endpoint.
 */

import { compareLoads, type LoadCompared } from "./compare-loads.ts";
import { RUNS_MIN } from "./compare-samples.ts";
import type { JudgedRun, JudgedScenario } from "./judged-run.ts";

/** Runs of the same thing; at least one. */
export type RunSide = readonly JudgedRun[];

/** A scenario whose verdict is another one now; undefined: it was not run. */
export interface ScenarioChange {
  readonly scenario: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** Why the figures of a scenario are not compared; never empty. */
export interface NotCompared {
  readonly scenario: string;
  readonly reasons: readonly string[];
}

/** What is said of the figures of two sides: each scenario of any run stands in one of both. */
export interface LoadFigures {
  readonly compared: readonly LoadCompared[];
  readonly notCompared: readonly NotCompared[];
}

interface Member {
  readonly run: JudgedRun;
  readonly own: JudgedScenario | undefined;
}

/** Scenarios whose verdicts differ between two runs. */
export function scenarioChanges(before: JudgedRun, after: JudgedRun): ScenarioChange[] {
  return scenarioNames([before, after])
    .map((scenario) => ({
      scenario,
      before: scenarioOf(before, scenario)?.verdict,
      after: scenarioOf(after, scenario)?.verdict,
    }))
    .filter((change) => change.before !== change.after);
}

/** Compares the figures of every scenario where they may be, and says why not elsewhere. */
export function loadFigures(before: RunSide, after: RunSide): LoadFigures {
  const compared: LoadCompared[] = [];
  const notCompared: NotCompared[] = [];
  for (const scenario of scenarioNames([...before, ...after])) {
    const [old, now] = [membersOf(before, scenario), membersOf(after, scenario)];
    const reasons = [...tooFew(old, now), ...unlike(old, now), ...unfit("before", old)];
    reasons.push(...unfit("after", now));
    if (reasons.length > 0) notCompared.push({ scenario, reasons });
    else compared.push(compareLoads(scenario, owns(old), owns(now)));
  }
  return { compared, notCompared };
}

function scenarioNames(runs: readonly JudgedRun[]): readonly string[] {
  return [...new Set(runs.flatMap((run) => run.scenarios.map((s) => s.opened.scenario)))];
}

function scenarioOf(run: JudgedRun, scenario: string): JudgedScenario | undefined {
  return run.scenarios.find((s) => s.opened.scenario === scenario);
}

function membersOf(runs: RunSide, scenario: string): readonly Member[] {
  return runs.map((run) => ({ run, own: scenarioOf(run, scenario) }));
}

function owns(members: readonly Member[]): readonly JudgedScenario[] {
  return members.flatMap(({ own }) => (own === undefined ? [] : [own]));
}

function tooFew(old: readonly Member[], now: readonly Member[]): string[] {
  const [a, b] = [old.length, now.length];
  if (Math.min(a, b) >= RUNS_MIN) return [];
  const have = a === b ? `${a} ${a === 1 ? "run" : "runs"} a side` : `${a} and ${b} runs`;
  return [`${have}, at least ${RUNS_MIN} are wanted${a === b ? "" : " on either side"}`];
}

/** What has to agree before figures may be compared at all. */
const FACTS: readonly (readonly [string, (member: Member) => string | undefined])[] = [
  ["machine", ({ run }) => machineText(run)],
  ["target", ({ run }) => (run.run?.target.embedded === undefined ? "a URL" : "embedded")],
  ["profile", ({ run }) => run.run?.profile],
  ["seed", ({ run }) => run.run?.seed.toString()],
  ["k6", ({ own }) => own?.closed?.k6.version],
  ["agents", ({ own }) => own?.opened.agents.toString()],
  ["plans", ({ own }) => own?.opened.plans.toString()],
  ["fleet", ({ own }) => own?.opened.fleet ?? "the usual"],
  ["interval", ({ own }) => `${own?.opened.intervalMs} ms`],
  ["duration", ({ own }) => `${own?.opened.durationMs} ms`],
  ["workers", ({ own }) => own?.opened.workers.toString()],
  ["read back", ({ own }) => own?.opened.readBackShare.toString()],
];

function unlike(old: readonly Member[], now: readonly Member[]): string[] {
  if (owns(old).length === 0) return ["not run before"];
  if (owns(now).length === 0) return ["not run after"];
  return FACTS.flatMap(([name, of]) => {
    const [a, b] = [old, now].map((side) =>
      textOf(
        side.filter(({ own }) => own),
        of,
      ),
    );
    return a === b && a?.includes(" or ") === false ? [] : [`${name}: ${a} before, ${b} after`];
  });
}

function textOf(members: readonly Member[], of: (member: Member) => string | undefined): string {
  return [...new Set(members.map((member) => of(member) ?? "unknown"))].sort().join(" or ");
}

/** Runs whose figures are not the endpoint's, or are not whole. */
function unfit(when: string, members: readonly Member[]): string[] {
  if (owns(members).length === 0) return [];
  const whole = members.map(({ run, own }) => {
    if (own === undefined) return "did not run it";
    if (run.problems.length > 0) return "evidence with problems";
    return own.verdict === "MET" || own.verdict === "MISSED" ? undefined : own.verdict;
  });
  return [...new Set(whole)].flatMap((reason) => {
    if (reason === undefined) return [];
    const count = whole.filter((one) => one === reason).length;
    return [
      members.length === 1
        ? `${reason} ${when}`
        : `${reason} ${when} (${count} of ${members.length} runs)`,
    ];
  });
}

function machineText({ run }: JudgedRun): string | undefined {
  if (run === undefined) return undefined;
  const { platform, cpus, memoryBytes } = run.machine;
  return `${platform}, ${cpus} CPUs, ${Math.round(memoryBytes / 2 ** 30)} GiB`;
}
