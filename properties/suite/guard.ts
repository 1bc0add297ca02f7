/**
 * A transport that cannot be talked into an endless run: it stops sending when the request budget
 * is used up or when the target has stopped answering. What is asked of it afterwards is answered
 * as a broken connection, so every requirement still ends, with that reason.
 */

import type { Reply, Transport, WireRequest } from "../target/index.ts";

/** Replies in a row that did not come before the target counts as gone. */
const SILENT_REPLIES_MAX = 24;

export interface Guard extends Transport {
  /** Requests sent so far. */
  readonly sent: () => number;
  /** Why nothing is sent any more; undefined while all is well. */
  readonly tripped: () => string | undefined;
}

/** Puts the guard before a transport. */
export function guarded(transport: Transport, requestsMax: number): Guard {
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
      if (reason !== undefined) return { kind: "broken", reason };
      sent += 1;
      const reply = await transport.send(request, signal);
      silent = reply.kind === "complete" ? 0 : silent + 1;
      if (silent >= SILENT_REPLIES_MAX && reply.kind !== "stopped") {
        reason ??= `the target stopped answering (${SILENT_REPLIES_MAX} requests in a row)`;
      }
      return reply;
    },
  };
}
