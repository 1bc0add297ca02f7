/** What goes on beside a scenario's fleet while k6 plays it: the endpoint's memory is read, others write. */

import { setMaxListeners } from "node:events";
import { type OpenTarget, taskCount } from "../properties/target/index.ts";
import type { Event } from "../reports/evidence/index.ts";
import type { Scenario } from "./catalogue.ts";
import { type MemorySource, MemoryWatch } from "./endpoint-memory.ts";
import { slowText, writeSlowly } from "./slow-writers.ts";

/** Tasks that whatever goes on beside needs for itself: its reports are not the fleet's. */
export function tasksBeside({ beside }: Scenario): number {
  return beside === undefined ? 0 : 1;
}

export interface BesideOptions {
  readonly scenario: Scenario;
  readonly attempt: number;
  readonly open: OpenTarget;
  readonly agents: number;
  readonly memory: MemorySource | undefined;
  readonly record: (event: Event) => void;
  readonly signal: AbortSignal;
}

/** Starts it; what is returned ends it and records what came of it. */
export function goBeside(options: BesideOptions): () => Promise<void> {
  const { attempt, open, record } = options;
  const { name, asks, beside } = options.scenario;
  // Whether our own endpoint's memory grows can be asked without being told where it is.
  const own = open.pid === undefined ? undefined : ({ kind: "pid", pid: open.pid } as const);
  const source = options.memory ?? (asks === "drift" ? own : undefined);
  const watch = source === undefined ? undefined : new MemoryWatch(source);
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  // Each writer listens to it: many are no leak.
  setMaxListeners(0, signal);
  const writers = beside === undefined ? undefined : writeSlowly(spare(options), signal);
  return async () => {
    ended.abort();
    if (watch !== undefined) {
      record({ kind: "load-memory", scenario: name, attempt, ...watch.stop() });
    }
    if (writers === undefined) return;
    record({ kind: "load-beside", scenario: name, attempt, what: slowText(await writers) });
  };
}

/** The target with the tasks that no agent owns. */
function spare({ open, agents }: BesideOptions) {
  return {
    target: open.target,
    tasks: open.tasks,
    fromTask: Math.min(agents, taskCount(open.tasks) - 1),
  };
}
