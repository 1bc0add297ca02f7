/**
 * One scenario from its files to its evidence: plan file, settings, bundle, k6, flushes. What the
 * endpoint does is in the flushes; how k6 came to its end is in the event that closes the load.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Event, Objective } from "../reports/evidence/index.ts";
import type { Plan } from "../simulators/agent/index.ts";
import { writePlanFile } from "../simulators/fleet/index.ts";
import { partTimesOf, type Scenario, type ScenarioName, scenarioOf } from "./catalogue.ts";
import { dispatchOf } from "./dispatch.ts";
import { Follower } from "./follow.ts";
import { bundle } from "./k6/bundle.ts";
import type { K6 } from "./k6/find.ts";
import { type K6Result, runK6 } from "./k6/process.ts";
import { PLAIN, type WorkerSettings } from "./worker/settings.ts";

/** Settings that have a usual value. */
type Chosen = "retry" | "settleMs" | "workers" | "lanes" | "dispatch" | "agentsPerTask" | "stages";

export interface ScenarioRequest {
  readonly scenario: ScenarioName;
  /** What the worker is told; workers and lanes are chosen from the fleet unless given. */
  readonly settings: Omit<WorkerSettings, "plansFile" | Chosen> &
    Partial<Pick<WorkerSettings, Chosen>>;
  readonly plans: readonly Plan[];
  /** Name of the fleet that was asked for. */
  readonly fleet?: string;
  /** The credential, and whatever else the target needs of k6, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly objectives: readonly Objective[];
  readonly ownLagBudgetMs: number;
  readonly attempt: number;
  /** The run's folder; the scenario's files go to `load/<scenario>/` in it. */
  readonly folder: string;
  readonly k6: K6;
  readonly probedPerSecond?: number;
  /** How k6 gets the scenario. @defaultValue "source" for a k6 that bundles, else "bundle" */
  readonly script?: "bundle" | "source" | { readonly path: string };
}

export interface ScenarioIo {
  record(event: Event): void;
  progress(state: { readonly text: string }): void;
  readonly signal: AbortSignal;
}

/** For starting k6 and unfolding the plans. */
const START_MS_MAX = 60_000;
/** More workers than that are in each other's way while each unfolds its plans. */
const WORKERS_AT_ONCE = 8;
/** What one of many workers takes to be ready on two busy cores, generously. */
const SETTLE_MS = 40;

/** Files of one attempt. */
interface Files {
  readonly plans: string;
  readonly settings: string;
  readonly script: string;
  readonly flushes: string;
}

/** Plays a scenario. Throws for faults of ours, an unwritable folder among them. */
export async function runScenario(request: ScenarioRequest, io: ScenarioIo): Promise<void> {
  const files = filesOf(request);
  const settings = completed(request, files);
  prepare(request, settings, files);
  const script = await scriptOf(request, files);
  io.record(opened(request, settings));
  const follower = new Follower(files.flushes, settings.agents, (text) => io.progress({ text }));
  try {
    const result = await runK6({
      path: request.k6.path,
      launcher: request.k6.launcher ?? [],
      script,
      output: files.flushes,
      env: {
        HEADWAY_SETTINGS: files.settings,
        ...request.environment,
      },
      boundMs: boundOf(settings),
      signal: io.signal,
    });
    io.record(closed(request, result, files));
  } finally {
    follower.stop();
  }
}

function filesOf({ folder, scenario, attempt }: ScenarioRequest): Files {
  const inside = resolve(folder, "load", scenario);
  mkdirSync(inside, { recursive: true });
  const tail = attempt === 1 ? "" : `-attempt-${attempt}`;
  return {
    plans: join(inside, `plans${tail}.ndjson`),
    settings: join(inside, `settings${tail}.json`),
    script: join(inside, `${scenario}.js`),
    flushes: join(inside, `flushes${tail}.ndjson`),
  };
}

function completed(request: ScenarioRequest, files: Files): WorkerSettings {
  const { settings } = request;
  const { agents, intervalMs, retry = PLAIN.retry } = settings;
  const cores = cpus().length;
  const chosen = dispatchOf({ agents, intervalMs, retry, cores, given: settings });
  const { workers } = chosen;
  return {
    ...PLAIN,
    settleMs: workers > WORKERS_AT_ONCE ? workers * SETTLE_MS : 0,
    ...settings,
    ...chosen,
    plansFile: files.plans,
  };
}

function prepare(request: ScenarioRequest, settings: WorkerSettings, files: Files): void {
  // k6 appends to its console file; a line of another run would be a contradiction.
  rmSync(files.flushes, { force: true });
  writeFileSync(files.plans, writePlanFile(request.plans, settings.seed));
  writeFileSync(files.settings, `${JSON.stringify(settings, null, 2)}\n`);
}

async function scriptOf(request: ScenarioRequest, files: Files): Promise<string> {
  const source = fileURLToPath(new URL(scenarioOf(request.scenario).file, import.meta.url));
  const wanted = request.script ?? (request.k6.bundlesTypeScript ? "source" : "bundle");
  if (wanted === "source") return source;
  if (wanted !== "bundle") return wanted.path;
  await bundle(source, files.script);
  return files.script;
}

function boundOf(settings: WorkerSettings): number {
  return (
    settings.settleMs +
    settings.durationMs +
    settings.drainMs +
    settings.timeoutMs +
    settings.visibleWithinMs +
    START_MS_MAX
  );
}

function opened(request: ScenarioRequest, settings: WorkerSettings): Event {
  const { probedPerSecond } = request;
  return {
    kind: "load-opened",
    scenario: request.scenario,
    question: scenarioOf(request.scenario).question,
    attempt: request.attempt,
    agents: settings.agents,
    plans: request.plans.length,
    ...(request.fleet === undefined ? {} : { fleet: request.fleet }),
    intervalMs: settings.intervalMs,
    durationMs: settings.durationMs,
    ...questionOf(scenarioOf(request.scenario), settings.durationMs),
    workers: settings.workers,
    lanes: settings.lanes,
    readBackShare: settings.readBackShare,
    objectives: request.objectives.map((objective) => ({ ...objective })),
    ownLagBudgetMs: request.ownLagBudgetMs,
    ...(probedPerSecond === undefined ? {} : { probedPerSecond }),
  };
}

function questionOf(scenario: Scenario, durationMs: number) {
  const { asks, parts } = scenario;
  return {
    ...(asks === undefined ? {} : { asks }),
    ...(parts === undefined ? {} : { parts: partTimesOf(scenario, durationMs) }),
  };
}

function closed(request: ScenarioRequest, result: K6Result, files: Files): Event {
  const { version, how } = request.k6;
  const silent = result.ending === "finished" && !hasFlushes(files.flushes);
  const ending = silent ? "failed" : result.ending;
  const detail = silent ? `k6 wrote no flush. ${result.said}` : result.said;
  return {
    kind: "load-closed",
    scenario: request.scenario,
    attempt: request.attempt,
    ending,
    detail: ending === "finished" ? "" : detail,
    exitCode: result.exitCode,
    k6: { version, how },
    cpuSeconds: result.cpuSeconds,
    memory: result.memory.map((sample) => ({ ...sample })),
    scheduling: {
      cpus: result.scheduling.cpus,
      samples: result.scheduling.samples.map((sample) => ({ ...sample })),
    },
  };
}

function hasFlushes(path: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8").trim() !== "";
}
