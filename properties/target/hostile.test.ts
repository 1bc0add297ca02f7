/** Both transports against targets that misbehave: a reply of a known kind, in bounded time. */

import { afterEach, describe, expect, it } from "vitest";
import { BEHAVIOURS, type Behaviour } from "../testing/hostile/behaviours.ts";
import { randomReplies } from "../testing/hostile/random.ts";
import { type HostileServer, startHostile } from "../testing/hostile/server.ts";
import { httpTransport } from "./http-transport.ts";
import type { Reply, Transport, WireRequest } from "./transport.ts";

/** Where nothing is to come, and where something is. @unit milliseconds */
const TIMEOUT_MS = 250;
const LONG_MS = 30_000;
const RANDOM_REPLIES = process.env["HEADWAY_DEEP"] === "1" ? 10_000 : 1000;
const REQUEST: WireRequest = {
  method: "PUT",
  path: "/v3/tasks/task-1/progress",
  headers: [["Content-Type", "application/json"]],
  body: "{}",
};
/** The second goes over a socket of its own. */
const WAYS: readonly WireRequest[] = [REQUEST, { ...REQUEST, framing: "blanks" }];

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function opened(
  behaviour: Behaviour,
  timeoutMs: number,
): Promise<{ readonly server: HostileServer; readonly transport: Transport }> {
  const server = await startHostile(behaviour);
  closers.push(server.close);
  const transport = httpTransport({ url: server.url, connections: 2, timeoutMs });
  closers.push(transport.close);
  return { server, transport };
}

describe("a target that misbehaves", () => {
  it("there are many ways, each with a name of its own", () => {
    expect(new Set(BEHAVIOURS.map(({ id }) => id)).size).toBe(BEHAVIOURS.length);
    expect(BEHAVIOURS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(BEHAVIOURS.map((behaviour) => [behaviour.id, behaviour] as const))("%s", async (_, b) => {
    const timeoutMs = b.seen.includes("timeout") ? TIMEOUT_MS : LONG_MS;
    const { server, transport } = await opened(b, timeoutMs);
    const { signal } = new AbortController();
    const send = () => Promise.all(WAYS.map((request) => transport.send(request, signal)));
    const replies: readonly Reply[] = [...(await send()), ...(await send())];
    for (const reply of replies) expect(b.seen, JSON.stringify(reply)).toContain(reply.kind);
    expect(server.misbehaved()).toBeGreaterThan(0);
  });

  it(`${RANDOM_REPLIES} random replies`, { timeout: 300_000 }, async () => {
    const random = randomReplies();
    const { transport } = await opened(random.behaviour, LONG_MS);
    const { signal } = new AbortController();
    const kinds: Record<string, number> = {};
    while (random.sent() < RANDOM_REPLIES) {
      const requests = [...WAYS, ...WAYS];
      const replies = await Promise.all(requests.map((r) => transport.send(r, signal)));
      for (const { kind } of replies) kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    expect(kinds["broken"]).toBeGreaterThan(RANDOM_REPLIES / 4);
    expect(kinds["complete"]).toBeGreaterThan(0);
    expect(kinds["timeout"] ?? 0).toBe(0);
  });
});
