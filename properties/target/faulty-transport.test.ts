/** What an endpoint sees of a request that the network spoils, in the clear and over TLS. */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import { httpTransport } from "./http-transport.ts";
import type { NetworkFault } from "./network-fault.ts";

/** What of one request's body came, and whether its end did. */
interface Arrival {
  bytes: number;
  isWhole: boolean;
}

const BODY = JSON.stringify({ process_trace: "t".repeat(500) });
const { signal } = new AbortController();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server that answers late enough for a cut to come first. */
async function started(isEncrypted: boolean, answerAfterMs = 30) {
  const arrivals: Arrival[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const arrival: Arrival = { bytes: 0, isWhole: false };
    arrivals.push(arrival);
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => {
      arrival.bytes += chunk.length;
    });
    request.on("end", () => {
      arrival.isWhole = request.complete;
      setTimeout(() => response.end("{}"), answerAfterMs);
    });
  };
  const made = isEncrypted
    ? await generate([{ name: "commonName", value: "localhost" }])
    : undefined;
  const server =
    made === undefined
      ? createServer(answer)
      : createTlsServer({ cert: made.cert, key: made.private }, answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `${isEncrypted ? "https" : "http"}://localhost:${port}`;
  const tls = made === undefined ? {} : { tls: { ca: made.cert } };
  const transport = httpTransport({ url, connections: 1, timeoutMs: 5000, ...tls });
  const send = async (...faults: readonly NetworkFault[]) => {
    const headers = [["Content-Type", "application/json"]] as const;
    return transport.send({ method: "PUT", path: "/", headers, body: BODY, faults }, signal);
  };
  return { arrivals, send };
}

const cut = (place: "head" | "body" | "whole", percent: number, how: "reset" | "end") =>
  ({ kind: "cut", place, percent, how }) as const;

describe.each([
  ["in the clear", false],
  ["over TLS", true],
])("%s", (_, isEncrypted) => {
  it.each(["reset", "end"] as const)(
    "a report that is cut within comes in part: %s",
    async (how) => {
      const { arrivals, send } = await started(isEncrypted);
      const reply = await send(cut("body", 50, how));
      expect(reply).toMatchObject({ kind: "cut", arrived: "part" });
      expect(reply).toHaveProperty(
        "what",
        expect.stringMatching(/^cut \(.*\) after \d+ of the req/),
      );
      await expect.poll(() => arrivals).toHaveLength(1);
      await expect.poll(() => arrivals[0]?.bytes).toBe(Math.floor(BODY.length / 2));
      expect(arrivals[0]?.isWhole).toBe(false);
    },
  );

  it("a report whose head is cut is none", async () => {
    const { arrivals, send } = await started(isEncrypted);
    expect(await send(cut("head", 50, "reset"))).toMatchObject({ kind: "cut", arrived: "part" });
    expect(arrivals).toEqual([]);
  });

  it("a report that is cut after its end may have come, and is not answered", async () => {
    const { send } = await started(isEncrypted, 500);
    const reply = await send({ ...cut("whole", 0, "end"), afterMs: 5 });
    expect(reply).toMatchObject({ kind: "cut", arrived: "whole" });
    expect(reply).toHaveProperty("what", "cut (end) 5 ms after the whole request");
  });

  it("a connection that lives on long enough is no cut one: its reply counts", async () => {
    const { send } = await started(isEncrypted, 0);
    const reply = await send({ ...cut("whole", 0, "reset"), afterMs: 2000 });
    expect(reply).toMatchObject({ kind: "complete", status: 200 });
  });

  it("a report that is held up and sliced comes whole", async () => {
    const { arrivals, send } = await started(isEncrypted, 0);
    const delay = { kind: "delay", place: "body", percent: 50, forMs: 20 } as const;
    const reply = await send(delay, { kind: "slice", pieceBytes: 90 });
    expect(reply).toMatchObject({ kind: "complete", status: 200 });
    expect(arrivals).toEqual([{ bytes: BODY.length, isWhole: true }]);
  });
});

it("a doubled report comes twice, and its reply once all is over", async () => {
  const { arrivals, send } = await started(false, 0);
  expect(await send({ kind: "duplicate" })).toMatchObject({ kind: "complete", status: 200 });
  const whole = { bytes: BODY.length, isWhole: true };
  expect(arrivals).toEqual([whole, whole]);
});
