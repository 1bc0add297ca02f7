/**
 * Before the suite: does the target answer, does it take the credential, does it know the tasks,
 * can it be looked at? A target that fails here cannot be judged, whatever else it does.
 */

import { setTimeout as wait } from "node:timers/promises";
import type { EventOf } from "../../reports/evidence/index.ts";
import { METHOD, PROGRESS_PATH } from "../../simulators/contract/index.ts";
import { bodyOf, minimal } from "../requirements/drafts.ts";
import {
  describeReply,
  lookAt,
  type Reply,
  readSeen,
  sendTo,
  type Target,
  taskPath,
} from "../target/index.ts";

export type Prerequisite = EventOf<"prerequisite">;

/** Asks the target a few harmless questions. `ids` are tasks it should know; one is enough. */
export async function preflight(
  target: Target,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Prerequisite[]> {
  let last: Reply = { kind: "broken", reason: "no task to ask about" };
  for (const id of ids) {
    last = await report(target, id, signal);
    if (last.kind !== "complete") return [missing("target", ...silent(last))];
    if (last.status === 401 || last.status === 403)
      return [missing("credential", ...refused(target, last))];
    if (last.status !== 404)
      return [ok("target", describeReply(last)), await looked(target, id, signal)];
  }
  const detail = `${ids.join(", ")}: each answered 404`;
  const remedy =
    "name tasks that exist: --tasks list:ID,ID… , file:PATH, range:PREFIX{1..N} or create";
  return [missing("tasks", detail, remedy)];
}

/** Any JSON will do: what it shows is judged later. */
const NOTHING_WANTED = { fields: [], subtask: undefined };

/** How often a target that does not answer yet is asked. @unit milliseconds */
const ASK_EVERY_MS = 250;

/** Waits until the target answers anything, or for so long. */
export async function waitForTarget(
  target: Target,
  id: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = performance.now() + waitMs;
  while (performance.now() < untilMs && !signal.aborted) {
    if ((await report(target, id, signal)).kind === "complete") return;
    await wait(ASK_EVERY_MS);
  }
}

function silent(reply: Reply): readonly [string, string] {
  return [describeReply(reply), "start the endpoint, or name another one by --target"];
}

function refused(target: Target, reply: Reply): readonly [string, string] {
  const detail = `a plain report was answered ${describeReply(reply)}`;
  const problem = target.auth.problem?.();
  if (problem !== undefined) return [`${detail}; ${problem}`, "check HEADWAY_IAM_*, and --auth"];
  switch (target.auth.kind) {
    case "token":
      return [
        `${detail}: the token is not taken`,
        "check HEADWAY_TOKEN: it may be wrong or expired",
      ];
    case "signature":
      return [
        `${detail}: the signature is not taken`,
        "check HEADWAY_ACCESS_KEY and HEADWAY_SECRET_KEY, and this machine's clock",
      ];
    default:
      return [`${detail}, without a credential`, "set HEADWAY_TOKEN, or --token-file, or --auth"];
  }
}

async function looked(target: Target, id: string, signal: AbortSignal): Promise<Prerequisite> {
  const { observation } = target;
  if (observation.kind === "none") return ok("observation", "none is configured");
  const how = target.look === undefined ? `GET ${observation.path}` : "the module";
  const reply = await lookAt(target, id, signal);
  const answers = reply.kind === "complete" && reply.status < 300;
  const shown = answers ? readSeen(observation, reply.body, NOTHING_WANTED) : undefined;
  const isBroken = shown?.kind === "unreadable" && shown.isBroken === true;
  if (answers && !isBroken) return ok("observation", how);
  const said = isBroken ? `${describeReply(reply)}, ${shown.reason}` : describeReply(reply);
  const detail = `${how} for task ${id}: ${said}`;
  return missing("observation", detail, "correct --observe, or say --observe none");
}

function report(target: Target, id: string, signal: AbortSignal): Promise<Reply> {
  const request = {
    method: METHOD,
    path: taskPath(PROGRESS_PATH, id),
    headers: [["Content-Type", "application/json"] as const],
    body: bodyOf(minimal(target.profile)),
  };
  return sendTo(target, request, signal);
}

function ok(name: string, detail: string): Prerequisite {
  return { kind: "prerequisite", name, state: "ok", detail };
}

function missing(name: string, detail: string, remedy: string): Prerequisite {
  return { kind: "prerequisite", name, state: "missing", detail, remedy };
}
