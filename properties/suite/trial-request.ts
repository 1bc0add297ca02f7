/** The requests that the steps of a trial are, with the tasks that it has this time. */

import { randomUUID } from "node:crypto";
import { taskPath, type WireRequest } from "../target/index.ts";
import type { Body, Send, TaskRef } from "./trial.ts";

/** The ids that a trial's tasks have this time. */
export type Binding = Readonly<Record<TaskRef, string>>;

/** Completes a lease to a binding; `new` gets an id that no task has. */
export function bound(leased: { readonly a?: string; readonly b?: string }): Binding {
  return { a: leased.a ?? "", b: leased.b ?? "", new: randomUUID() };
}

/**
 * Places in a path that are made from the id of task `a`: as it is, each byte percent-encoded, with
 * the case of its letters swapped (a UUID, whose case does not count, stays), without its last
 * character; `{nonce}` is a text that no id has.
 */
const ID_PLACES: Readonly<Record<string, (binding: Binding) => string>> = {
  "{a}": ({ a }) => encodeURIComponent(a),
  "{a:percent}": ({ a }) => percentEncoded(a),
  "{a:swapped}": ({ a }) => encodeURIComponent(UUID.test(a) ? a : swappedCase(a)),
  "{a:chopped}": ({ a }) => encodeURIComponent([...a].slice(0, -1).join("")),
  "{nonce}": (binding) => binding.new.slice(0, 8),
};

const UUID = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;

/** The path of a send, below the target's base. */
export function stepPath(step: Pick<Send, "path" | "task">, binding: Binding): string {
  const path = taskPath(step.path, binding[step.task]);
  return path.replace(/\{[a-z:]+\}/g, (place) => ID_PLACES[place]?.(binding) ?? place);
}

/** The request that a send is, with the tasks of this time. */
export function requestOf(step: Send, binding: Binding): WireRequest {
  return {
    method: step.method,
    path: stepPath(step, binding),
    headers: step.headers,
    ...(step.body === undefined ? {} : { body: bodyBytes(step.body) }),
    ...(step.framing === undefined ? {} : { framing: step.framing }),
    ...(step.faults === undefined ? {} : { faults: step.faults }),
    ...(step.want === "paced" ? { takesThrottling: true } : {}),
  };
}

/**
 * Whether a path that is to name another task names task `a` after all, none, or a task that exists:
 * a report there would disturb who has leased it.
 */
export function missesItsPoint(
  step: Send,
  binding: Binding,
  isTask: (id: string) => boolean,
): boolean {
  if (step.task !== "new" || !step.path.includes("{a")) return false;
  const [, , , segment = ""] = stepPath(step, binding).split("/");
  const id = decoded(segment);
  return id === binding.a || id === "" || isTask(id);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function percentEncoded(id: string): string {
  return [...Buffer.from(id)].map((byte) => `%${hex(byte)}`).join("");
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

function swappedCase(text: string): string {
  const swap = (c: string) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase());
  return text.replace(/[a-z]/gi, swap);
}

/** Exact bytes of a body. */
function bodyBytes(body: Body): string | Uint8Array {
  return "text" in body ? body.text : Buffer.from(body.base64, "base64");
}
