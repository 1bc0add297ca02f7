/**
 * A transport that cannot be talked into an endless run: it stops sending when the request budget
 * is used up or when the target has stopped answering. What is asked of it afterwards is answered
 * as a broken connection, so every requirement still ends, with that reason.
 *
 * It also waits where a target throttles (429): that a report came too soon says nothing about it,
 * unless that is what is asked about.
 */

import { setTimeout as wait } from "node:timers/promises";
import { headerOf, type Reply, type Transport, type WireRequest } from "../target/index.ts";

/** Replies in a row that did not come before the target counts as gone. */
const SILENT_REPLIES_MAX = 24;

/** Times a throttled request is sent again before its reply counts as none. */
const THROTTLED_MAX = 4;
/** The longest that a Retry-After is obeyed; without one the first wait is a tenth of it. */
const WAIT_MS_MAX = 5000;

export interface GuardLimits {
  /** Requests at the most. */
  readonly requestsMax: number;
  /** Requests in a second at the most. @defaultValue as fast as the target answers */
  readonly perSecond?: number | undefined;
  /** After so long nothing is sent any more. @defaultValue no limit */
  readonly timeMs?: number | undefined;
}

export interface Guard extends Transport {
  /** Requests sent so far. */
  readonly sent: () => number;
  /** Why nothing is sent any more; undefined while all is well. */
  readonly tripped: () => string | undefined;
}

/** Puts the guard before a transport. */
export function guarded(transport: Transport, limits: GuardLimits): Guard {
  const { requestsMax, perSecond, timeMs = Infinity } = limits;
  const pace = perSecond === undefined ? undefined : paceOf(perSecond);
  const startedMs = performance.now();
  let sent = 0;
  let silent = 0;
  let reason: string | undefined;
  return {
    sent: () => sent,
    tripped: () => reason,
    close: () => transport.close(),
    send: async (request: WireRequest, signal: AbortSignal): Promise<Reply> => {
      if (reason === undefined && sent >= requestsMax) {
        reason = `the budget of ${requestsMax} requests is used up`;
      }
      if (reason === undefined && performance.now() - startedMs > timeMs) {
        reason = `the budget of ${Math.round(timeMs / 1000)} s is used up`;
      }
      if (reason !== undefined) return { kind: "broken", reason };
      const once = async () => {
        await pace?.();
        sent += 1;
        return transport.send(request, signal);
      };
      const reply = await (request.takesThrottling === true ? once() : patiently(once));
      // What was cut on purpose says nothing of the target.
      if (reply.kind !== "cut") silent = reply.kind === "complete" ? 0 : silent + 1;
      if (silent >= SILENT_REPLIES_MAX && reply.kind !== "stopped") {
        reason ??= `the target stopped answering (${SILENT_REPLIES_MAX} requests in a row)`;
      }
      return reply;
    },
  };
}

/** Waits until the next request may go, so that there are no more than so many in a second. */
function paceOf(perSecond: number): () => Promise<void> {
  let nextMs = performance.now();
  return async () => {
    const atMs = Math.max(nextMs, performance.now());
    nextMs = atMs + 1000 / perSecond;
    await wait(atMs - performance.now());
  };
}

/** Sends until the answer is no 429, as often as is reasonable. */
async function patiently(send: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 0; ; tries += 1) {
    const reply = await send();
    if (reply.kind !== "complete" || reply.status !== 429) return reply;
    if (tries === THROTTLED_MAX)
      return { kind: "broken", reason: "throttled (429) again and again" };
    const asked = Number(headerOf(reply, "retry-after")) * 1000;
    const usual = (WAIT_MS_MAX / 10) * 2 ** tries;
    await wait(Math.min(WAIT_MS_MAX, asked > 0 ? asked : usual));
  }
}
