/** Starts paused k6 processes by k6's REST interface, as k6-operator's starter does. */

import { type AddressInfo, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import * as v from "valibot";

const POLL_MS = 50;

const statusSchema = v.object({
  data: v.object({ attributes: v.object({ paused: v.boolean(), status: v.number() }) }),
});
/** k6's word for "ready, and waits to be told". */
const PAUSED_BEFORE_RUN = 3;

/** Loopback addresses that nobody listens at. */
export async function freeAddresses(count: number): Promise<readonly string[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const addresses = await Promise.all(
    servers.map(
      (server) =>
        new Promise<string>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return addresses;
}

/** Resolves when the k6 there is ready and waits; false: the signal came first. */
export async function paused(address: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const attributes = await statusOf(address);
    if (attributes?.paused === true && attributes.status >= PAUSED_BEFORE_RUN) return true;
    await wait(POLL_MS);
  }
  return false;
}

/** Lets a k6 that waits go on. Throws where it does not take the word. */
export async function resume(address: string): Promise<void> {
  const response = await fetch(`http://${address}/v1/status`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      data: { type: "status", id: "default", attributes: { paused: false } },
    }),
  });
  if (!response.ok) throw new Error(`k6 at ${address}: got ${response.status} for the start`);
}

async function statusOf(address: string) {
  try {
    const response = await fetch(`http://${address}/v1/status`);
    const parsed = v.safeParse(statusSchema, await response.json());
    return parsed.success ? parsed.output.data.attributes : undefined;
  } catch {
    // It does not listen yet.
    return undefined;
  }
}
