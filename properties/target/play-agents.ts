/**
 * A few agents against a target, sent from this process and faster than their plans say, for
 * looking on: k6 is what loads. What the replies should have been is not judged here.
 */

import { setTimeout as pause } from "node:timers/promises";
import { bodyWriter, type Plan } from "../../simulators/agent/index.ts";
import { METHOD, PROGRESS_PATH } from "../../simulators/contract/index.ts";
import { playFleet } from "../../simulators/fleet/index.ts";
import { sendTo, type Target, taskPath } from "./target.ts";

/** A report that was answered, or not. */
export interface PlayedReport {
  /** The agent's place in the fleet, the first being 1. */
  readonly agent: number;
  readonly subtask: string;
  /** @unit percent of the subtask */
  readonly progress: number;
  /** The reply's status; undefined: none came. */
  readonly status: number | undefined;
}

export interface PlayOptions {
  readonly plans: readonly Plan[];
  /** The task that an agent owns. */
  readonly taskOf: (agent: number) => string;
  /** How long all of it takes, whatever the plans say. @unit milliseconds */
  readonly durationMs: number;
  readonly signal: AbortSignal;
  readonly played: (report: PlayedReport) => void;
}

/** Plays all plans, each report at its planned time on a faster clock; ends early on the signal. */
export async function playAgents(target: Target, options: PlayOptions): Promise<void> {
  const { plans, durationMs, signal } = options;
  const writers = plans.map((plan) => bodyWriter(plan, target.profile));
  const entries = [...playFleet(plans)];
  const endMs = Math.max(1, entries.at(-1)?.atMs ?? 0);
  const startMs = performance.now();
  const sendings: Promise<void>[] = [];
  for (const { agent, atMs, report } of entries) {
    const dueMs = startMs + (atMs / endMs) * durationMs;
    await pause(Math.max(0, dueMs - performance.now()));
    if (signal.aborted) break;
    const body = writers[agent - 1]?.(report) ?? "";
    const request = {
      method: METHOD,
      path: taskPath(PROGRESS_PATH, options.taskOf(agent)),
      headers: [["Content-Type", "application/json"]] as const,
      body,
    };
    const { subtask_name: subtask, progress } = report;
    const sending = sendTo(target, request, signal).then((reply) => {
      const status = reply.kind === "complete" ? reply.status : undefined;
      options.played({ agent, subtask, progress: Number(progress), status });
    });
    sendings.push(sending);
  }
  await Promise.all(sendings);
}
