/**
 * What became of many runs: verdicts, latency, which twins were caught, and one target beside
 * another. Pure; a run is kept as the few figures of it that a trend is drawn from.
 */

import { groupBy } from "../evidence/group-by.ts";
import { ratesOf } from "../evidence/rates.ts";
import type { ExitStatus, JudgedRun, RequirementVerdict, RunVerdict } from "./judged-run.ts";
import { embeddedName } from "./verdict-line.ts";

/** What a history keeps of a run. */
export interface RunSummary {
  readonly folder: string;
  /** Empty where the run's beginning is lost. */
  readonly startedAt: string;
  /** What the operator calls the build, else the day it ran. */
  readonly release: string;
  readonly target: string;
  /** Headway itself, with its revision. */
  readonly tool: string;
  /** The twin it ran on; undefined of any other target. */
  readonly twin: string | undefined;
  readonly verdict: RunVerdict;
  readonly status: ExitStatus;
  readonly partial: string | undefined;
  readonly tested: number;
  readonly gating: number;
  readonly red: number;
  readonly verdicts: ReadonlyMap<string, RequirementVerdict>;
  readonly loads: readonly LoadSummary[];
  /** Evidence that could not be read; the rest of the run is here. */
  readonly problems: readonly string[];
}

export interface LoadSummary {
  readonly scenario: string;
  readonly verdict: string;
  readonly agents: number;
  /** From the planned moment; undefined without answers. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly answeredPerSecond: number;
}

/** A run, and what is otherwise than in the run of the same target before it. */
export interface HistoryRun extends RunSummary {
  readonly newlyRed: readonly string[];
  readonly mended: readonly string[];
}

/** Runs of one target, the oldest first; at least one. */
export interface TargetHistory {
  readonly target: string;
  readonly runs: readonly HistoryRun[];
  /** Verdicts of each requirement that did not pass in all runs. */
  readonly unsteady: readonly RequirementRow[];
}

/** Verdicts of a requirement, one a run or a target; undefined: not in its catalogue. */
export interface RequirementRow {
  readonly id: string;
  readonly verdicts: readonly (RequirementVerdict | undefined)[];
}

/** Twins that one revision of Headway met. */
export interface KillSummary {
  readonly tool: string;
  readonly met: number;
  readonly killed: number;
  readonly survivors: readonly string[];
}

export interface History {
  readonly runs: number;
  /** The run that began last; one whose beginning is lost may be it. */
  readonly newest: RunSummary;
  /** The target of the newest run last. Twins are counted, not listed. */
  readonly targets: readonly TargetHistory[];
  /** The newest run of each target side by side; empty with fewer than two targets. */
  readonly matrix: readonly RequirementRow[];
  readonly kills: readonly KillSummary[];
  /** Folders whose evidence is damaged, with the first reason. */
  readonly damaged: readonly string[];
}

/** The summary of a run. */
export function summaryOf(folder: string, judged: JudgedRun): RunSummary {
  const { run, verdict, status, gating, requirements, scenarios, problems } = judged;
  const embedded = embeddedName(run?.target.embedded);
  const revision = run?.gitRevision === undefined ? "" : ` at ${run.gitRevision}`;
  const startedAt = run?.startedAt ?? "";
  return {
    folder,
    startedAt,
    release: run?.release ?? (startedAt.slice(0, 10) || "unknown"),
    target: embedded ?? run?.target.url ?? "unknown",
    tool: run === undefined ? "unknown" : `${run.tool}${revision}`,
    twin: embedded?.startsWith("embedded twin") ? run?.target.embedded : undefined,
    ...{ verdict, status, problems },
    partial: run?.partial,
    tested: gating.tested,
    gating: gating.total,
    red: gating.red,
    verdicts: new Map(requirements.map((r) => [r.entry.id, r.verdict])),
    loads: scenarios.map(({ opened, verdict: own, load }) => ({
      scenario: opened.scenario,
      verdict: own,
      agents: opened.agents,
      p50Ms: msOf(load.response.quantile(0.5)),
      p99Ms: msOf(load.response.quantile(0.99)),
      answeredPerSecond: ratesOf(load).achievedPerSecond,
    })),
  };
}

/** Puts runs in order; undefined without any. */
export function historyOf(given: readonly RunSummary[]): History | undefined {
  const runs = [...given].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const newest = runs.find(({ startedAt }) => startedAt === "") ?? runs.at(-1);
  if (newest === undefined) return undefined;
  const byTarget = groupBy(
    runs.filter(({ twin }) => twin === undefined),
    ({ target }) => target,
  );
  const targets = [...byTarget]
    .map(([target, own]) => targetHistory(target, own))
    .sort((a, b) => (lastOf(a) < lastOf(b) ? -1 : 1));
  return {
    runs: runs.length,
    newest,
    targets,
    matrix: targets.length < 2 ? [] : rowsOf(targets.flatMap(({ runs: own }) => own.slice(-1))),
    kills: killsOf(runs),
    damaged: runs
      .filter(({ problems }) => problems.length > 0)
      .map(({ folder, problems }) => `${folder}: ${problems[0]}`),
  };
}

function lastOf({ runs }: TargetHistory): string {
  return runs.at(-1)?.startedAt ?? "";
}

function targetHistory(target: string, runs: readonly RunSummary[]): TargetHistory {
  return {
    target,
    runs: runs.map((run, i) => ({ ...run, ...changesOf(runs[i - 1], run) })),
    unsteady: rowsOf(runs),
  };
}

const RED: ReadonlySet<RequirementVerdict | undefined> = new Set(["FAIL", "FLAKY", "STALE-WAIVER"]);
const WELL: ReadonlySet<RequirementVerdict | undefined> = new Set(["PASS", "PASS-NONSTRICT"]);

/** Only what is known of both runs changes; the first run of a target changes nothing. */
function changesOf(before: RunSummary | undefined, run: RunSummary) {
  const ids = before === undefined ? [] : [...run.verdicts.keys()];
  const old = (id: string) => before?.verdicts.get(id);
  return {
    newlyRed: ids.filter((id) => RED.has(run.verdicts.get(id)) && !RED.has(old(id))),
    mended: ids.filter((id) => WELL.has(run.verdicts.get(id)) && RED.has(old(id))),
  };
}

/** Requirements that did not pass in all of the runs. */
function rowsOf(runs: readonly RunSummary[]): readonly RequirementRow[] {
  const ids = new Set(runs.flatMap(({ verdicts }) => [...verdicts.keys()]));
  return [...ids]
    .map((id) => ({ id, verdicts: runs.map(({ verdicts }) => verdicts.get(id)) }))
    .filter(({ verdicts }) => verdicts.some((verdict) => verdict !== "PASS"));
}

/**
 * A twin is killed where its run is red, or would be but for a waiver; of several runs by one
 * revision the last counts.
 */
function killsOf(runs: readonly RunSummary[]): readonly KillSummary[] {
  const met = runs.filter(({ twin }) => twin !== undefined);
  return [...groupBy(met, ({ tool }) => tool)].map(([tool, own]) => {
    const last = new Map(own.map((run) => [run.twin ?? "", run]));
    const survivors = [...last].filter(([, run]) => !isCaught(run));
    return {
      tool,
      met: last.size,
      killed: last.size - survivors.length,
      survivors: survivors.map(([twin]) => twin),
    };
  });
}

function isCaught({ verdict, verdicts }: RunSummary): boolean {
  return verdict === "VIOLATES" || [...verdicts.values()].includes("WAIVED");
}

function msOf(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1000;
}
