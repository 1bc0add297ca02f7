/** Tasks made for a run on a target that lets us create them, and removed after it. */

import { at, readJson, writeString } from "../../simulators/report/index.ts";
import type { Creation } from "./creation.ts";
import { sendTo, type Target, taskPath } from "./target.ts";
import { describeReply, type Reply } from "./transport.ts";

/** Requests under way at once while tasks are made or removed. */
const PARALLEL = 8;

export type Provision =
  | { readonly kind: "created"; readonly ids: readonly string[] }
  | { readonly kind: "failed"; readonly ids: readonly string[]; readonly reason: string };

/** Creates tasks; stops at the first refusal and gives those made so far. */
export async function createTasks(
  target: Target,
  creation: Creation,
  count: number,
  signal: AbortSignal,
): Promise<Provision> {
  const ids: string[] = [];
  let reason: string | undefined;
  let next = 0;
  const nonce = `${Date.now().toString(36)}`;
  const one = async () => {
    while (next < count && reason === undefined && !signal.aborted) {
      const body = creation.body.replaceAll("{nonce}", `${nonce}-${next++}`);
      const made = idIn(await post(target, creation.path, body, signal), creation.idPointer);
      if (made.kind === "id") ids.push(made.id);
      else reason = made.reason;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, one));
  if (signal.aborted) reason ??= "interrupted";
  return reason === undefined ? { kind: "created", ids } : { kind: "failed", ids, reason };
}

/**
 * Removes tasks; returns the ids that are left, because the target refused. One that does not answer
 * is not asked again and again: what is then left is returned at once.
 */
export async function removeTasks(
  target: Target,
  creation: Creation,
  ids: readonly string[],
): Promise<readonly string[]> {
  const left = new Set(ids);
  let next = 0;
  let silent = false;
  const never = new AbortController().signal;
  const one = async () => {
    for (let id = ids[next++]; id !== undefined && !silent; id = ids[next++]) {
      const path = taskPath(creation.removePath, id);
      const reply = await sendTo(target, { method: "DELETE", path, headers: [] }, never);
      if (reply.kind !== "complete") silent = true;
      else if (reply.status < 300) left.delete(id);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, one));
  return [...left];
}

function post(target: Target, path: string, body: string, signal: AbortSignal): Promise<Reply> {
  const headers = [["Content-Type", "application/json"] as const];
  return sendTo(target, { method: "POST", path, headers, body }, signal);
}

function idIn(
  reply: Reply,
  pointer: string,
):
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "none"; readonly reason: string } {
  if (reply.kind !== "complete" || reply.status >= 300) {
    return { kind: "none", reason: `creating a task was answered ${describeReply(reply)}` };
  }
  const reading = readJson(reply.body);
  const found = reading.kind === "json" ? at(reading.value, pointer) : undefined;
  if (found?.kind === "string" && found.value !== "") return { kind: "id", id: found.value };
  const shown = writeString(reply.body.slice(0, 80));
  return { kind: "none", reason: `no id at ${pointer} of the created task's answer ${shown}` };
}
