/**
 * One request through a network that misbehaves: over a connection of its own, by way of a proxy that
 * does what the request's faults say and nothing else.
 *
 * Over TLS the proxy sees records, not messages. There the request itself stops where it is to be cut,
 * and what has been said by then goes through as a record of its own. Delays, and cuts of a reply, are
 * at bytes of records; bytes cannot be duplicated.
 */

import { setTimeout as wait } from "node:timers/promises";
import { type RunningProxy, startProxy } from "../../simulators/proxy/index.ts";
import {
  arrivesWhole,
  describeFault,
  type MessageLength,
  type NetworkFault,
  pointOf,
  proxyFault,
} from "./network-fault.ts";
import { addressOf, lengthOf, type RawOptions, sendRaw } from "./raw-transport.ts";
import type { Reply, WireRequest } from "./transport.ts";

/** What a record may take from here to the proxy. @unit milliseconds */
const TRAVEL_MS_MAX = 1000;

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
  const cut = isEncrypted ? faults.find(isOfRequest) : undefined;
  const bent = faults.filter((fault) => fault !== cut).map((fault) => proxyFault(fault, length));
  const proxy = await startProxy({
    target: { host, port },
    script: () => bent,
    waitsForMark: isEncrypted,
  });
  const stops = cut === undefined ? {} : { stops: stopAt(cut, length, proxy) };
  try {
    const startMs = performance.now();
    const via = { host: "127.0.0.1", port: proxy.port };
    const through = { ...options, ...stops, via, onReady: proxy.mark };
    const reply = await sendRaw(request, undefined, through, signal);
    if (reply.kind === "complete") return await afterCopies(reply, proxy, options.timeoutMs);
    if (reply.kind !== "broken" || proxy.done().cut === 0) return reply;
    const what = faults.map((fault) => describeFault(fault, length)).join(", ");
    const arrived = arrivesWhole(faults) ? "whole" : "part";
    return { kind: "cut", arrived, what, startMs, endMs: performance.now() };
  } finally {
    await proxy.close();
  }
}

type Cut = Extract<NetworkFault, { kind: "cut" }>;
type Stop = NonNullable<RawOptions["stops"]>;

function isOfRequest(fault: NetworkFault): fault is Cut {
  return fault.kind === "cut" && fault.place !== "reply";
}

/** The request goes so far, and there the proxy cuts. */
function stopAt(cut: Cut, length: MessageLength, proxy: RunningProxy): Stop {
  const { afterBytes } = pointOf(cut, length);
  return {
    afterBytes,
    until: async () => {
      // Records are longer than what they say.
      const untilMs = performance.now() + TRAVEL_MS_MAX;
      while (proxy.carried() < afterBytes && performance.now() < untilMs) await wait(1);
      if (cut.afterMs !== undefined) await wait(cut.afterMs);
      proxy.cut(cut.how);
    },
  };
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
