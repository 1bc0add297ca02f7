/**
 * One scenario from its files to its evidence: plan file, settings, bundle, k6, flushes. What the
 * endpoint does is in the flushes; how k6 came to its end is in the event that closes the load.
 */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, join, resolve } from "node:path";
import { modulePath } from "../properties/target/index.ts";
import { EVIDENCE_VERSION, type Event, type Objective } from "../reports/evidence/index.ts";
import type { Plan } from "../simulators/agent/index.ts";
import { writePlanFile } from "../simulators/fleet/index.ts";
import { partTimesOf, type Scenario, type ScenarioName, scenarioOf } from "./catalogue.ts";
import { LOCAL_ALIGN_MS, runSegments } from "./cluster/run-segments.ts";
import { dispatchOf } from "./dispatch.ts";
import { fleetShape } from "./fleet-shape.ts";
import { Follower } from "./follow.ts";
import { k6ArgumentsFor } from "./k6/arguments.ts";
import { bundle } from "./k6/bundle.ts";
import type { K6 } from "./k6/find.ts";
import { type K6Result, runK6 } from "./k6/process.ts";
import { liveLine, liveRows } from "./live-text.ts";
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
  /** What the operator hands to k6 itself. */
  readonly k6Arguments?: readonly string[];
  /** k6 processes that play it together. @defaultValue 1 */
  readonly segments?: number;
  /** Whether k6 serves its dashboard meanwhile, and leaves it as a page in the end. */
  readonly dashboard?: boolean;
  /** How k6 gets the scenario. @defaultValue "source" for a k6 that bundles, else "bundle" */
  readonly script?: "bundle" | "source" | { readonly path: string };
}

export interface ScenarioIo {
  record(event: Event): void;
  /** `rows`: more of it, for a terminal. */
  progress(state: { readonly text: string; readonly rows: readonly string[] }): void;
  readonly signal: AbortSignal;
}

/** For starting k6 and unfolding the plans. */
const START_MS_MAX = 60_000;
/** More workers than that are in each other's way while each unfolds its plans. */
const WORKERS_AT_ONCE = 8;
/** What one of many workers takes to be ready on two busy cores, generously. */
const SETTLE_MS = 40;
/** k6 waits for windows that show its dashboard; so long, when all else is done. */
const WINDOW_MS_MAX = 5000;

/** Files of one attempt. */
export interface Files {
  readonly plans: string;
  readonly settings: string;
  readonly script: string;
  /** One of each process, in order. */
  readonly flushes: readonly string[];
  /** Page that k6's dashboard becomes. */
  readonly dashboard: string;
}

/** Plays a scenario. Throws for faults of ours, an unwritable folder among them. */
export async function runScenario(request: ScenarioRequest, io: ScenarioIo): Promise<void> {
  const { files, settings, script } = await written(request);
  io.record(opened(request, settings));
  const done = new AbortController();
  const follower = new Follower({
    paths: files.flushes,
    agents: settings.agents,
    workers: settings.workers,
    say: (figures) => io.progress({ text: liveLine(figures), rows: liveRows(figures) }),
    ended: () => {
      if (request.dashboard === true) setTimeout(() => done.abort(), WINDOW_MS_MAX).unref();
    },
  });
  try {
    const result = await playedBy(request, settings, files, {
      path: request.k6.path,
      launcher: request.k6.launcher ?? [],
      script,
      arguments: k6ArgumentsFor(request.k6Arguments ?? [], request.scenario),
      env: {
        ...(request.dashboard === true ? dashboardVariables(files.dashboard) : {}),
        HEADWAY_SETTINGS: files.settings,
        ...request.environment,
      },
      boundMs: boundOf(settings),
      signal: io.signal,
      done: done.signal,
    });
    io.record(closed(request, result, files));
    for (const what of besideOf(request, result, files)) io.record(what);
  } finally {
    follower.stop();
  }
}

/** One k6 process, or one of each segment. */
function playedBy(
  { segments = 1 }: ScenarioRequest,
  fleet: WorkerSettings,
  { flushes }: Files,
  k6: Omit<Parameters<typeof runK6>[0], "output">,
): Promise<K6Result> {
  if (segments > 1) return runSegments({ segments, fleet, k6, outputs: flushes });
  return runK6({ ...k6, output: flushes[0] ?? "" });
}

/** A scenario before it is known which k6 plays it. */
export type Playable = Omit<ScenarioRequest, "k6"> & Partial<Pick<ScenarioRequest, "k6">>;

/**
 * Writes what k6 is given into the run's folder. `movable`: the files name each other from where
 * they lie, as a bundle can have it.
 */
export async function written(
  request: Playable,
  options: { readonly movable?: boolean } = {},
): Promise<{
  readonly files: Files;
  readonly settings: WorkerSettings;
  readonly script: string;
}> {
  const files = filesOf(request);
  const plansFile = options.movable === true ? `./${basename(files.plans)}` : files.plans;
  const settings = completed(request, plansFile);
  prepare(request, settings, files);
  return { files, settings, script: await scriptOf(request, files) };
}

/** k6 serves this machine only, and the page draws no graph before three periods are over. */
function dashboardVariables(page: string): Readonly<Record<string, string>> {
  return {
    K6_WEB_DASHBOARD: "true",
    K6_WEB_DASHBOARD_HOST: "127.0.0.1",
    K6_WEB_DASHBOARD_PERIOD: "1s",
    K6_WEB_DASHBOARD_EXPORT: page,
  };
}

/** What k6 did for the operator beside the fleet, and what it said of that. */
function besideOf(request: ScenarioRequest, result: K6Result, files: Files): readonly Event[] {
  const { scenario, attempt, k6Arguments = [], dashboard } = request;
  const said = result.ending === "finished" ? result.said : "";
  const [complaint = ""] = said.split("\n");
  const by = complaint === "" ? "" : `; k6 said: ${complaint}`;
  const texts = [
    ...(k6Arguments.length === 0 ? [] : [`k6 was also given ${k6Arguments.join(" ")}${by}`]),
    ...(dashboard === true && existsSync(files.dashboard)
      ? [`k6's dashboard is kept as load/${scenario}/${basename(files.dashboard)}`]
      : []),
  ];
  return texts.map((what) => ({ kind: "load-beside", scenario, attempt, what }));
}

function filesOf({ folder, scenario, attempt, segments = 1 }: Playable): Files {
  const inside = resolve(folder, "load", scenario);
  mkdirSync(inside, { recursive: true });
  const tail = attempt === 1 ? "" : `-attempt-${attempt}`;
  return {
    plans: join(inside, `plans${tail}.ndjson`),
    settings: join(inside, `settings${tail}.json`),
    script: join(inside, `${scenario}.js`),
    flushes: Array.from({ length: segments }, (_, place) =>
      join(inside, `flushes${tail}${segments === 1 ? "" : `-segment-${place + 1}`}.ndjson`),
    ),
    dashboard: join(inside, `dashboard${tail}.html`),
  };
}

function completed(request: Playable, plansFile: string): WorkerSettings {
  const { settings, segments = 1 } = request;
  const { agents, intervalMs, retry = PLAIN.retry } = settings;
  const cores = cpus().length;
  const chosen = dispatchOf({ agents, intervalMs, retry, cores, segments, given: settings });
  const { workers } = chosen;
  const complete = {
    ...PLAIN,
    settleMs: workers > WORKERS_AT_ONCE ? workers * SETTLE_MS : 0,
    ...settings,
    ...chosen,
  };
  const aligned = segments === 1 ? {} : { alignMs: LOCAL_ALIGN_MS };
  return { ...complete, ...aligned, identity: identityOf(complete, request), plansFile };
}

/** Fingerprint of what is played: evidence of two different loads is never one load's. */
function identityOf(settings: object, { plans }: Playable): string {
  const text = JSON.stringify([EVIDENCE_VERSION, settings, writePlanFile(plans, 0)]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function prepare(request: Playable, settings: WorkerSettings, files: Files): void {
  // k6 appends to its console file; a line of another run would be a contradiction.
  for (const path of files.flushes) rmSync(path, { force: true });
  writeFileSync(files.plans, writePlanFile(request.plans, settings.seed));
  writeFileSync(files.settings, `${JSON.stringify(settings, null, 2)}\n`);
}

async function scriptOf(request: Playable, files: Files): Promise<string> {
  const source = modulePath(scenarioOf(request.scenario).file, import.meta.url);
  const wanted = request.script ?? (request.k6?.bundlesTypeScript === true ? "source" : "bundle");
  if (wanted === "source") return source;
  if (wanted !== "bundle") return wanted.path;
  await bundle(source, files.script);
  return files.script;
}

function boundOf(settings: WorkerSettings): number {
  return (
    settings.settleMs +
    (settings.alignMs ?? 0) +
    settings.durationMs +
    settings.drainMs +
    settings.timeoutMs +
    settings.visibleWithinMs +
    START_MS_MAX
  );
}

/** The event that opens a scenario. */
export function opened(request: Playable, settings: WorkerSettings): Event {
  const { probedPerSecond, segments = 1 } = request;
  return {
    kind: "load-opened",
    scenario: request.scenario,
    question: scenarioOf(request.scenario).question,
    attempt: request.attempt,
    agents: settings.agents,
    plans: request.plans.length,
    ...(request.fleet === undefined ? {} : { fleet: request.fleet }),
    shape: fleetShape(settings, request.plans),
    intervalMs: settings.intervalMs,
    durationMs: settings.durationMs,
    ...questionOf(scenarioOf(request.scenario), settings.durationMs),
    workers: settings.workers,
    ...(segments === 1 ? {} : { segments }),
    ...(settings.identity === undefined ? {} : { identity: settings.identity }),
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
  const silent = result.ending === "finished" && !files.flushes.some(hasFlushes);
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
