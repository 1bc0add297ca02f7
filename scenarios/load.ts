/**
 * The load half of a run: k6 found once, each scenario played with its own plans, an INVALID one
 * played once more. Says what was seen; what it means is decided elsewhere.
 */

import { type OpenTarget, OperatorError, taskCount } from "../properties/target/index.ts";
import type { Event } from "../reports/evidence/index.ts";
import { type FleetSource, fleetName } from "../simulators/fleet/index.ts";
import { goBeside, type Probes, tasksBeside } from "./beside.ts";
import { OWN_LAG_BUDGET_MS, type Scenario, type ScenarioName, scenarioOf } from "./catalogue.ts";
import { wantDivisible } from "./cluster/segment.ts";
import type { MemorySource } from "./endpoint-memory.ts";
import { outputVariables } from "./k6/arguments.ts";
import { findK6, type K6, K6MissingError } from "./k6/find.ts";
import type { GivenObjective } from "./objective-text.ts";
import { objectivesFor } from "./objectives.ts";
import { meanInterval, scenarioPlans, usualFleet } from "./plans.ts";
import { probe } from "./probe.ts";
import { runScenario, type ScenarioRequest } from "./run.ts";
import { traitsOf } from "./traits.ts";
import type { RetryPolicy } from "./worker/retry.ts";

/** What the operator asked for; what is undefined takes the scenario's default. */
export interface LoadOptions {
  readonly agents?: number | undefined;
  readonly intervalMs?: number | undefined;
  readonly durationMs?: number | undefined;
  /** Different plans; agents beyond their number play the same ones at other times. */
  readonly plans?: number | undefined;
  /** Event loops inside k6, each on a core of its own where there is one. */
  readonly workers?: number | undefined;
  /** k6 processes that share the workers out among them. @range 1.. */
  readonly segments: number;
  /** Requests that each worker may have under way. */
  readonly lanes?: number | undefined;
  /** Each agent over a connection of its own, whatever the scenario. */
  readonly ownConnections: boolean;
  /** How due reports are taken: see the worker's settings. */
  readonly dispatch?: "lanes" | "batches" | undefined;
  /** Whether no two reports are alike. */
  readonly unique: boolean;
  /** Heap growth at which k6 collects its garbage, percent. */
  readonly gogc?: number | undefined;
  readonly shareTasks: boolean;
  readonly readBackShare?: number | undefined;
  /** What agents do when a report was not taken; undefined: the scenario's own way. */
  readonly retry?: RetryPolicy | undefined;
  /** Of the first sendings so many may be sent again. */
  readonly retryBudget?: number | undefined;
  /** Where the endpoint's memory is read; undefined: nowhere. */
  readonly endpointMemory?: MemorySource | undefined;
  /** Undefined: the mixed fleet at the scenario's own interval. */
  readonly fleet?: FleetSource | undefined;
  /** What the operator hands to k6 itself. */
  readonly k6Arguments: readonly string[];
  readonly dashboard: boolean;
  /** Beside the scenarios' own. */
  readonly objectives: readonly GivenObjective[];
  /** Requests in a second that a target off this machine may get; undefined: nobody said. */
  readonly allowLoad?: number | undefined;
}

export interface LoadRequest {
  readonly open: OpenTarget;
  readonly scenarios: readonly ScenarioName[];
  readonly options: LoadOptions;
  /** The gate takes what tasks there are and loads at no more than half of what a probe reached. */
  readonly cautious: boolean;
  readonly timeoutMs: number;
  /** Requests in a second that the target may be probed with; undefined: as fast as it answers. */
  readonly perSecondMax?: number | undefined;
  readonly seed: number;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface LoadIo {
  record(event: Event): void;
  /** `rows`: more of it, for a terminal. */
  progress(text: string, rows?: readonly string[]): void;
  readonly signal: AbortSignal;
  /** Checks requirements beside a fleet; wanted for scenarios that have them. */
  readonly probes?: Probes;
  /** Whether the attempt just recorded says nothing about the endpoint. */
  invalid(scenario: ScenarioName): boolean;
}

interface Sizes {
  readonly agents: number;
  /** Undefined: each agent keeps its own. */
  readonly intervalMs: number | undefined;
  readonly durationMs: number;
  readonly plans: number;
}

/** Agents of the gate's steady scenario; it is a check under load, not a search for the limit. */
const GATE_STEADY: Sizes = { agents: 300, intervalMs: 1000, durationMs: 10_000, plans: 20 };
const READ_BACK_SHARE = 0.01;
/** In a gate few reports are sent, so more of them are read back. */
const GATE_READ_BACK_SHARE = 0.1;
const FLUSH_MS = 1000;
const PROBE_SECONDS = 2;
const ATTEMPTS_MAX = 2;

/** What a load's sizes depend on. */
export interface SizesRequest extends Pick<LoadRequest, "options" | "cautious"> {
  readonly open: Pick<OpenTarget, "tasks">;
}

/** The sizes of a scenario; throws OperatorError when the target has too few tasks. */
export function sizesOf(request: SizesRequest, scenario: ScenarioName): Sizes {
  const { options } = request;
  const usual =
    request.cautious && scenario === "steady" ? GATE_STEADY : scenarioOf(scenario).defaults;
  const { agentsPerTask = 1 } = scenarioOf(scenario);
  const ownConnections = options.ownConnections || scenarioOf(scenario).ownConnections === true;
  if (options.ownConnections && agentsPerTask > 1) {
    const why = "its agents share tasks within a worker, and each would be one";
    throw new OperatorError(`own-connections: ${scenario} cannot be played so: ${why}`);
  }
  const there = taskCount(request.open.tasks) - tasksBeside(scenarioOf(scenario));
  const most = there * agentsPerTask;
  const wanted = options.agents ?? (request.cautious ? Math.min(usual.agents, most) : usual.agents);
  if (wanted > most && !options.shareTasks) {
    const ways = `give more --tasks, or fewer --agents, or say --share-tasks`;
    const own = agentsPerTask === 1 ? "own a task each" : `report, ${agentsPerTask} on a task,`;
    throw new OperatorError(`agents: ${wanted} agents ${own} and there are ${there}; ${ways}`);
  }
  const { segments, dashboard, workers = segments } = options;
  wantDivisible({ agents: wanted, workers: ownConnections ? wanted : workers }, segments);
  if (segments > 1 && dashboard) {
    throw new OperatorError(
      "dashboard: got --segments too: each k6 would serve its part alone; want one of the two",
    );
  }
  return {
    agents: wanted,
    intervalMs: options.intervalMs ?? (keepsPace(options, scenario) ? undefined : usual.intervalMs),
    durationMs: options.durationMs ?? usual.durationMs,
    plans: Math.min(wanted, options.plans ?? usual.plans),
  };
}

/** A fleet that was asked for reports as it does, unless an interval was asked for, too. */
function keepsPace({ fleet }: LoadOptions, scenario: ScenarioName): boolean {
  return fleet !== undefined && scenarioOf(scenario).mode === "steady";
}

/** Plays the scenarios. What the target does is evidence; only faults of ours are thrown. */
export async function load(request: LoadRequest, io: LoadIo): Promise<void> {
  // Sizes first: a fleet that cannot be is the operator's error, before anything is built or sent.
  for (const scenario of request.scenarios) sizesOf(request, scenario);
  const k6 = await foundK6(request, io);
  if (k6 === undefined || io.signal.aborted) return;
  const probed = request.cautious ? await probed2s(request, io) : undefined;
  for (const scenario of request.scenarios) {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX && !io.signal.aborted; attempt += 1) {
      await play(request, io, { scenario, attempt, k6, probed });
      if (!request.cautious || !io.invalid(scenario)) break;
    }
  }
}

async function foundK6(request: LoadRequest, io: LoadIo): Promise<K6 | undefined> {
  try {
    const k6 = await findK6({ env: request.env, progress: io.progress, signal: io.signal });
    const detail = `k6 ${k6.version}, ${k6.how}`;
    io.record({ kind: "prerequisite", name: "k6", state: "ok", detail });
    return k6;
  } catch (error) {
    if (!(error instanceof K6MissingError)) throw error;
    if (io.signal.aborted) return undefined;
    const remedy = "the property half is not touched by this: headway check needs no k6";
    io.record({
      kind: "prerequisite",
      name: "k6",
      state: "missing",
      detail: error.message,
      remedy,
    });
    return undefined;
  }
}

async function probed2s(request: LoadRequest, io: LoadIo): Promise<number | undefined> {
  io.progress(`probing the target for ${PROBE_SECONDS} s`);
  const { open, perSecondMax } = request;
  const { signal } = io;
  const result = await probe({ open, seconds: PROBE_SECONDS, perSecondMax, signal });
  return result.perSecond > 0 && !result.heldBack ? result.perSecond : undefined;
}

async function play(request: LoadRequest, io: LoadIo, run: Run & { readonly k6: K6 }) {
  const { open, options } = request;
  const scenario = scenarioOf(run.scenario);
  const { agents, durationMs } = sizesOf(request, run.scenario);
  const { attempt } = run;
  const { record, signal } = io;
  const memory = options.endpointMemory;
  const beside = await goBeside({
    scenario,
    attempt,
    open,
    agents,
    durationMs,
    memory,
    probes: io.probes,
    record,
    signal,
  });
  const playable = scenarioRequest(request, run, beside.url);
  const environment = { ...playable.environment, ...beside.environment };
  await runScenario(
    { ...playable, environment, k6: run.k6 },
    {
      record: io.record,
      progress: ({ text, rows }) => io.progress(`${run.scenario}: ${text}`, rows),
      signal: io.signal,
    },
  );
  await beside.end();
}

/** One attempt of a scenario. */
export interface Run {
  readonly scenario: ScenarioName;
  readonly attempt: number;
  readonly probed: number | undefined;
}

/** All that a scenario is played with; its reports go to `url`. */
export function scenarioRequest(
  request: LoadRequest,
  run: Run,
  url: string,
): Omit<ScenarioRequest, "k6"> {
  const { open, options, seed } = request;
  const known = scenarioOf(run.scenario);
  const scenario = options.ownConnections ? { ...known, ownConnections: true as const } : known;
  const { mode } = scenario;
  const wanted = sizesOf(request, run.scenario);
  const fleet = options.fleet ?? usualFleet(scenario);
  const { profile } = open.target;
  const { intervalMs: fixedMs, plans: count } = wanted;
  const plans = scenarioPlans({ seed, count, intervalMs: fixedMs, profile, fleet, mode });
  const meanMs = meanInterval(plans);
  const probed = request.cautious ? run.probed : undefined;
  const intervalMs = cautiously(fixedMs ?? meanMs, wanted.agents, probed);
  const sizes = { ...wanted, intervalMs };
  return {
    scenario: run.scenario,
    settings: {
      scenario: run.scenario,
      url,
      // They may hold a secret: k6 gets them as it gets the credential.
      headers: [],
      profile: open.target.profile.id,
      tasks: open.tasks,
      shareTasks: options.shareTasks,
      // A module of the user's runs in Node, not in k6.
      observation: open.target.look === undefined ? open.target.observation : { kind: "none" },
      visibleWithinMs: open.target.visibleWithinMs,
      agents: sizes.agents,
      mode,
      intervalMs,
      ownPace: fixedMs === undefined && intervalMs === meanMs,
      durationMs: sizes.durationMs,
      drainMs: request.timeoutMs,
      timeoutMs: request.timeoutMs,
      readBackShare: readBackShareOf(request, scenario),
      seed,
      flushMs: FLUSH_MS,
      ...traitsOf(scenario, sizes, open.target.profile),
      ...(options.retry === undefined ? {} : { retry: options.retry }),
      ...(options.retryBudget === undefined ? {} : { retryBudget: options.retryBudget }),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      ...(options.lanes === undefined ? {} : { lanes: options.lanes }),
      ...(options.dispatch === undefined ? {} : { dispatch: options.dispatch }),
      marks: options.unique,
      ...(open.clientCertificate === undefined
        ? {}
        : { clientCertificate: open.clientCertificate }),
    },
    plans,
    ...(fleet === undefined ? {} : { fleet: fleetName(fleet) }),
    environment: {
      ...outputVariables(request.env),
      ...open.environment(),
      ...headersVariable(open.target.headers),
      ...(options.gogc === undefined ? {} : { GOGC: String(options.gogc) }),
    },
    objectives: objectivesFor(run.scenario, options.objectives),
    ownLagBudgetMs: OWN_LAG_BUDGET_MS,
    attempt: run.attempt,
    folder: request.folder,
    k6Arguments: options.k6Arguments,
    dashboard: options.dashboard,
    segments: options.segments,
    ...(run.probed === undefined ? {} : { probedPerSecond: run.probed }),
  };
}

function headersVariable(headers: OpenTarget["target"]["headers"]) {
  return headers.length === 0 ? {} : { HEADWAY_HEADERS: JSON.stringify(headers) };
}

/** Of the acknowledged reports, how many are looked at. */
export function readBackShareOf(
  { options, cautious }: Pick<LoadRequest, "options" | "cautious">,
  { mode }: Pick<Scenario, "mode">,
): number {
  const usual = cautious ? GATE_READ_BACK_SHARE : READ_BACK_SHARE;
  return options.readBackShare ?? (mode === "once" ? 1 : usual);
}

/** The interval, or a longer one when the fleet would pass half of what the probe reached. */
function cautiously(intervalMs: number, agents: number, probed: number | undefined): number {
  if (probed === undefined) return intervalMs;
  return Math.max(intervalMs, Math.ceil((agents * 1000) / (probed / 2)));
}
