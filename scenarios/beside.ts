/** What goes on beside a scenario's fleet while k6 plays it: the endpoint's memory is read, others write. */

import { setMaxListeners } from "node:events";
import { type OpenTarget, OperatorError, taskCount } from "../properties/target/index.ts";
import { type Event, OUTAGE_PART } from "../reports/evidence/index.ts";
import { startProxy } from "../simulators/proxy/index.ts";
import { partTimesOf, type Scenario } from "./catalogue.ts";
import { type MemorySource, MemoryWatch } from "./endpoint-memory.ts";
import { slowText, writeSlowly } from "./slow-writers.ts";

/** Tasks that whatever goes on beside needs for itself: its reports are not the fleet's. */
export function tasksBeside({ beside }: Scenario): number {
  return beside === "slow-writers" ? 1 : 0;
}

export interface BesideOptions {
  readonly scenario: Scenario;
  readonly attempt: number;
  readonly open: OpenTarget;
  readonly agents: number;
  readonly durationMs: number;
  readonly memory: MemorySource | undefined;
  readonly record: (event: Event) => void;
  readonly signal: AbortSignal;
}

/** What goes on, and where the fleet has to send to meanwhile. */
export interface Beside {
  readonly url: string;
  /** Ends it and records what came of it. */
  readonly end: () => Promise<void>;
}

/** Starts it. Throws OperatorError where the target does not let it. */
export async function goBeside(options: BesideOptions): Promise<Beside> {
  const { open, scenario } = options;
  const stopWatch = watchMemory(options);
  const writers = scenario.beside === "slow-writers" ? startWriters(options) : undefined;
  const network = scenario.beside === "outage" ? await startOutage(options) : undefined;
  return {
    url: network?.url ?? open.url,
    end: async () => {
      stopWatch();
      await writers?.();
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

/** A network that goes away once: a proxy before the target, timed from the first connection. */
async function startOutage(options: BesideOptions): Promise<Beside> {
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
