/**
 * Kills an endpoint and starts it again, so that what survives that can be looked at. Our own
 * endpoint is a process that we started; any other one is killed and started by a command of the
 * operator's. No process is ended here that was not started here.
 */

import { spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { type Restarted, sendTo, type Target, taskPath } from "./target.ts";
import type { Reply } from "./transport.ts";

/** Kills and starts again; gives the reason where that did not work. */
export type KillAndStart = () => Promise<string | undefined>;

/** How often an endpoint that does not answer yet is asked. @unit milliseconds */
const ASK_EVERY_MS = 50;

/** What a gateway answers while nothing stands behind it. */
const NOT_THERE = [502, 503, 504];

/** Kills and starts an endpoint, and waits until a look at a task is answered, or for so long. */
export async function restartTarget(
  killAndStart: KillAndStart,
  target: Target,
  given: {
    readonly taskId: string;
    /** @unit milliseconds */
    readonly withinMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Restarted> {
  const { taskId, withinMs, signal } = given;
  if (signal.aborted) return { kind: "failed", reason: "the run was stopped" };
  const untilMs = performance.now() + withinMs;
  const reason = await killAndStart();
  if (reason !== undefined) return { kind: "failed", reason };
  const path = target.observation.kind === "none" ? "/" : target.observation.path;
  const request = { method: "GET", path: taskPath(path, taskId), headers: [] };
  for (;;) {
    if (isThere(await sendTo(target, request, signal))) return { kind: "answering" };
    if (signal.aborted) return { kind: "failed", reason: "the run was stopped" };
    if (performance.now() > untilMs) {
      const limit = `${Math.round(withinMs / 1000)} s`;
      const remedy = "give it longer by --restart-within";
      return {
        kind: "failed",
        reason: `restart: the endpoint did not answer within ${limit} after it was killed; ${remedy}`,
      };
    }
    await wait(ASK_EVERY_MS);
  }
}

function isThere(reply: Reply): boolean {
  return reply.kind === "complete" && !NOT_THERE.includes(reply.status);
}

/**
 * A command of the operator's, in the shell. It must have killed and started the endpoint when it
 * ends; what it starts stays. Its output is not read: a server that it starts may keep it open.
 */
export function commandOf(command: string, withinMs: number): KillAndStart {
  return () =>
    new Promise((resolve) => {
      // A group of its own: Ctrl-C is for us, and half a restart leaves no endpoint.
      const child = spawn(command, { shell: true, stdio: "ignore", detached: true });
      const failed = (what: string) => {
        clearTimeout(timer);
        resolve(`restart: the command ${JSON.stringify(command)} ${what}`);
      };
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        failed(`did not end within ${Math.round(withinMs / 1000)} s; see --restart-within`);
      }, withinMs);
      child.once("error", (error) => failed(`does not run: ${error.message}`));
      child.once("exit", (status, signal) => {
        if (status !== 0) {
          failed(`ended with ${status === null ? signal : `status ${status}`}, want status 0`);
          return;
        }
        clearTimeout(timer);
        resolve(undefined);
      });
    });
}
