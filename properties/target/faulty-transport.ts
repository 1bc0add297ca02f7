/**
 * One request through a network that misbehaves: over a connection of its own, by way of a proxy that
 * does what the request's faults say and nothing else.
 *
 * Over TLS the proxy sees records, not messages. What is cut before the request's end has not arrived
 * there either; but a place inside the message becomes one inside a record, and `whole` becomes the
 * first byte that comes back, which may be one of the handshake's. Bytes cannot be duplicated there.
 */

import { setTimeout as wait } from "node:timers/promises";
import { type RunningProxy, startProxy } from "../../simulators/proxy/index.ts";
import { arrivesWhole, describeFault, type NetworkFault, proxyFault } from "./network-fault.ts";
import { addressOf, lengthOf, type RawOptions, sendRaw } from "./raw-transport.ts";
import type { Reply, WireRequest } from "./transport.ts";

/** Sends a request through its faults. Never throws for what the target does. */
export async function sendThroughFaults(
  request: WireRequest,
  faults: readonly NetworkFault[],
  options: RawOptions,
  signal: AbortSignal,
): Promise<Reply> {
  if (signal.aborted) return { kind: "stopped" };
  const { host, port, isEncrypted } = addressOf(options.origin);
  const length = lengthOf(request, options.origin);
  const bent = faults.map((fault) => proxyFault(isEncrypted ? overTls(fault) : fault, length));
  const proxy = await startProxy({
    target: { host, port },
    script: () => bent,
    waitsForMark: isEncrypted,
  });
  try {
    const startMs = performance.now();
    const via = { host: "127.0.0.1", port: proxy.port };
    const reply = await sendRaw(
      request,
      undefined,
      { ...options, via, onReady: proxy.mark },
      signal,
    );
    if (reply.kind === "complete") return await afterCopies(reply, proxy, options.timeoutMs);
    if (reply.kind !== "broken" || proxy.done().cut === 0) return reply;
    const what = faults.map((fault) => describeFault(fault, length)).join(", ");
    const arrived = arrivesWhole(faults) ? "whole" : "part";
    return { kind: "cut", arrived, what, startMs, endMs: performance.now() };
  } finally {
    await proxy.close();
  }
}

/** Where a request ends cannot be told from its records. */
function overTls(fault: NetworkFault): NetworkFault {
  const isAtEnd = fault.kind === "cut" && fault.place === "whole";
  return isAtEnd ? { ...fault, place: "reply", percent: 0 } : fault;
}

/** The reply, once what was sent a second time is over, too: nothing of it may come later. */
async function afterCopies(
  reply: Extract<Reply, { kind: "complete" }>,
  proxy: RunningProxy,
  timeoutMs: number,
): Promise<Reply> {
  if (proxy.done().duplicate === 0) return reply;
  const inTime = new AbortController();
  const late: Reply = { kind: "timeout", afterMs: timeoutMs };
  const ended = await Promise.race([
    proxy.copied().then(() => ({ ...reply, endMs: performance.now() })),
    wait(timeoutMs, late, { signal: inTime.signal }).catch(() => late),
  ]);
  inTime.abort();
  return ended;
}
