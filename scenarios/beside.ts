/**
 * What goes on beside a scenario's fleet while k6 plays it: the endpoint's memory is read, others
 * write, the network goes away, requirements are checked.
 */

import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import {
  type OpenTarget,
  OperatorError,
  someTasks,
  type TaskIds,
  taskCount,
} from "../properties/target/index.ts";
import { type Event, OUTAGE_PART } from "../reports/evidence/index.ts";
import { startProxy } from "../simulators/proxy/index.ts";
import { partTimesOf, type Scenario } from "./catalogue.ts";
import { type MemorySource, MemoryWatch } from "./endpoint-memory.ts";
import { slowText, writeSlowly } from "./slow-writers.ts";
import { serveTokens } from "./token-server.ts";

/** Tasks on which requirements are checked beside a fleet. */
const PROBED_TASKS = 20;
/** For k6 to start and the fleet to be under way. */
const PROBES_AFTER_MS = 3000;

/** Tasks that whatever goes on beside needs for itself: its reports are not the fleet's. */
export function tasksBeside({ beside }: Scenario): number {
  if (beside === "probes") return PROBED_TASKS;
  return beside === "slow-writers" ? 1 : 0;
}

/** Checks requirements on some tasks and records what it finds; what it did, in words. */
export type Probes = (tasks: TaskIds, signal: AbortSignal) => Promise<string>;

export interface BesideOptions {
  readonly scenario: Scenario;
  readonly attempt: number;
  readonly open: OpenTarget;
  readonly agents: number;
  readonly durationMs: number;
  readonly memory: MemorySource | undefined;
  readonly probes: Probes | undefined;
  readonly record: (event: Event) => void;
  readonly signal: AbortSignal;
}

/** What goes on, and where the fleet has to send to meanwhile. */
export interface Beside {
  readonly url: string;
  /** What k6's workers are told of it, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends it and records what came of it. */
  readonly end: () => Promise<void>;
}

/** Starts it. Throws OperatorError where the target does not let it. */
export async function goBeside(options: BesideOptions): Promise<Beside> {
  const { open, scenario } = options;
  const stopWatch = watchMemory(options);
  const writers = scenario.beside === "slow-writers" ? startWriters(options) : undefined;
  const probes = scenario.beside === "probes" ? startProbes(options) : undefined;
  const network = scenario.beside === "outage" ? await startOutage(options) : undefined;
  const tokens = await startTokens(options);
  return {
    url: network?.url ?? open.url,
    environment: tokens === undefined ? {} : { HEADWAY_TOKEN_URL: tokens.url },
    end: async () => {
      await tokens?.end();
      stopWatch();
      await writers?.();
      await probes?.();
      await network?.end();
    },
  };
}

function watchMemory({ scenario, attempt, open, memory, record }: BesideOptions): () => void {
  // Whether our own endpoint's memory grows can be asked without being told where it is.
  const own = open.pid === undefined ? undefined : ({ kind: "pid", pid: open.pid } as const);
  const source = memory ?? (scenario.asks === "drift" ? own : undefined);
  if (source === undefined) return () => {};
  const watch = new MemoryWatch(source);
  const { name } = scenario;
  return () => record({ kind: "load-memory", scenario: name, attempt, ...watch.stop() });
}

function startWriters(options: BesideOptions): () => Promise<void> {
  const { scenario, attempt, open, agents, record } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  // Each writer listens to it: many are no leak.
  setMaxListeners(0, signal);
  const { target, tasks } = open;
  const fromTask = Math.min(agents, taskCount(tasks) - 1);
  const writing = writeSlowly({ target, tasks, fromTask }, signal);
  return async () => {
    ended.abort();
    const what = slowText(await writing);
    record({ kind: "load-beside", scenario: scenario.name, attempt, what });
  };
}

/** Probes that begin when the fleet is under way; its end ends them, done or not. */
function startProbes(options: BesideOptions): () => Promise<void> {
  const { scenario, attempt, open, agents, probes, record } = options;
  if (probes === undefined) throw new Error(`${scenario.name}: got no probes, want some`);
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  setMaxListeners(0, signal);
  const tasks = someTasks(open.tasks, agents, PROBED_TASKS);
  const probing = delay(PROBES_AFTER_MS, undefined, { signal }).then(
    () => probes(tasks, signal),
    () => "the load ended before any requirement was checked",
  );
  // A fault is told when the end is awaited.
  probing.catch(() => {});
  return async () => {
    ended.abort();
    record({ kind: "load-beside", scenario: scenario.name, attempt, what: await probing });
  };
}

/** Other tokens, where the target's credential can be renewed. */
async function startTokens(
  options: BesideOptions,
): Promise<Pick<Beside, "url" | "end"> | undefined> {
  const { scenario, attempt, open, record, signal } = options;
  const { renew } = open.target.auth;
  if (renew === undefined) return undefined;
  const current = () => open.environment()["HEADWAY_TOKEN"];
  const server = await serveTokens({ renew, current }, signal);
  return {
    url: server.url,
    end: async () => {
      await server.close();
      const times = server.renewed();
      if (times === 0) return;
      const what = `the endpoint refused a token that was valid before, ${times} times; a new one was fetched`;
      record({ kind: "load-beside", scenario: scenario.name, attempt, what });
    },
  };
}

/** A network that goes away once: a proxy before the target, timed from the first connection. */
async function startOutage(options: BesideOptions): Promise<Pick<Beside, "url" | "end">> {
  const { scenario, attempt, open, durationMs, record } = options;
  const url = new URL(open.url);
  if (url.protocol !== "http:") {
    const want = "want http: its proxy cannot speak TLS in the endpoint's name";
    throw new OperatorError(
      `${scenario.name}: got a target by ${url.protocol.slice(0, -1)}, ${want}`,
    );
  }
  const times = partTimesOf(scenario, durationMs).find(({ name }) => name === OUTAGE_PART);
  const timers: NodeJS.Timeout[] = [];
  const begin = (): void => {
    if (times === undefined) return;
    timers.push(setTimeout(() => proxy.outage("reset"), times.fromMs));
    timers.push(setTimeout(() => proxy.outage(undefined), times.untilMs));
  };
  const proxy = await startProxy({
    target: { host: url.hostname, port: Number(url.port === "" ? 80 : url.port) },
    script: (connection) => {
      if (connection === 0) begin();
      return [];
    },
  });
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  return {
    url: url.href.replace(/\/$/, ""),
    end: async () => {
      for (const timer of timers) clearTimeout(timer);
      const forMs = times === undefined ? 0 : times.untilMs - times.fromMs;
      const what = `the network was away for ${forMs / 1000} s; ${proxy.connections()} connections`;
      record({ kind: "load-beside", scenario: scenario.name, attempt, what });
      await proxy.close();
    },
  };
}
