/**
 * An observation that the user wrote: a module whose default export is asked for a task's last
 * report, wherever that is kept (a database, a log, another API).
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "./message-of.ts";
import type { Observation } from "./observation.ts";
import { OperatorError } from "./operator-error.ts";
import type { Reply } from "./transport.ts";

/** A value of a report as a module gives it; integers beyond 2^53 as bigint. */
export type LookValue = string | number | bigint | boolean | null | undefined;

/**
 * What a module's default export does: gives the last report on a task, as an object or as JSON
 * text; null where the task is there without a report; undefined where there is no such task.
 */
export type Look = (taskId: string, signal: AbortSignal) => Promise<LookAnswer> | LookAnswer;

export type LookAnswer = Readonly<Record<string, LookValue>> | string | null | undefined;

/** What a module gives is read as a pointer to the whole answer is. */
export const LOOK_OBSERVATION: Observation = { kind: "pointer", path: "/{task_id}", pointer: "" };

/** Loads a module. Throws OperatorError when it is not there or has no such function. */
export async function loadLook(path: string): Promise<Look> {
  const file = resolve(path);
  if (!existsSync(file)) throw new OperatorError(`observe: there is no file ${path}`);
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    throw new OperatorError(`observe: ${path} does not load: ${messageOf(error)}`);
  }
  const look = loaded.default;
  if (!isLook(look)) {
    const wanted = "a function (taskId, signal) => the last report, null or undefined";
    throw new OperatorError(
      `observe: ${path}: the default export is ${typeof look}, want ${wanted}`,
    );
  }
  return look;
}

function isLook(value: unknown): value is Look {
  return typeof value === "function";
}

/** Asks a module about a task, as a reply: 404 where there is no such task. Never throws. */
export async function askLook(
  look: Look,
  taskId: string,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Reply> {
  const startMs = performance.now();
  const limit = AbortSignal.timeout(options.timeoutMs);
  try {
    const answer = await Promise.race([
      look(taskId, AbortSignal.any([limit, options.signal])),
      rejectedBy(limit),
      rejectedBy(options.signal),
    ]);
    const body = answer === undefined ? "" : jsonOf(answer);
    const status = answer === undefined ? 404 : 200;
    return { kind: "complete", status, headers: [], body, startMs, endMs: performance.now() };
  } catch (error) {
    if (options.signal.aborted) return { kind: "stopped" };
    if (limit.aborted) return { kind: "timeout", afterMs: options.timeoutMs };
    return { kind: "broken", reason: `the observing module failed: ${messageOf(error)}` };
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** JSON.stringify refuses bigint, and a number would have lost its last digits already. */
function jsonOf(answer: Exclude<LookAnswer, undefined>): string {
  if (answer === null) return "null";
  if (typeof answer === "string") return answer;
  const members = Object.entries(answer)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const json = typeof value === "bigint" ? String(value) : JSON.stringify(value);
      return `${JSON.stringify(name)}:${json}`;
    });
  return `{${members.join(",")}}`;
}
