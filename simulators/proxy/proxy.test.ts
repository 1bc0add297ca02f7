import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningEndpoint, startEndpoint } from "../endpoint/index.ts";
import { MINIMAL, options } from "../endpoint/test-requests.ts";
import type { ProxyFault } from "./fault.ts";
import { type RunningProxy, startProxy } from "./proxy.ts";
import { CALM, type ProxyScript } from "./script.ts";

let endpoint: RunningEndpoint | undefined;
let proxy: RunningProxy | undefined;
afterEach(async () => {
  await proxy?.close();
  await endpoint?.close();
});

async function started(script: ProxyScript): Promise<RunningProxy> {
  endpoint = await startEndpoint(options());
  proxy = await startProxy({ target: { host: "127.0.0.1", port: endpoint.port }, script });
  return proxy;
}

const only = (fault: ProxyFault): ProxyScript => {
  return (connection) => (connection === 0 ? [fault] : []);
};

const HEAD = `PUT /v3/tasks/task-1/progress HTTP/1.1\r\nHost: a\r\nX-Auth-Token: secret\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${MINIMAL.length}\r\n\r\n`;
const REPORT = HEAD + MINIMAL;
const LOOK =
  "GET /v3/tasks/task-1 HTTP/1.1\r\nHost: a\r\nX-Auth-Token: secret\r\nConnection: close\r\n\r\n";

/** All that comes back on one connection, and whether it ended in order. */
function sent(port: number, text: string): Promise<{ text: string; error?: string | undefined }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: "127.0.0.1", port }, () => socket.write(text));
    let error: string | undefined;
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", (e: NodeJS.ErrnoException) => {
      error = e.code;
    });
    socket.on("close", () => resolve({ text: Buffer.concat(chunks).toString(), error }));
  });
}

describe("the proxy", () => {
  it("changes nothing where its script says nothing", async () => {
    const { port } = await started(CALM);
    expect((await sent(port, REPORT)).text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect((await sent(port, LOOK)).text).toContain('"progress":50');
  });

  it.each([
    ["before the request is whole: nothing is stored", REPORT.length - 1, "request", false],
    ["when the request is whole: it may be stored", REPORT.length, "request", true],
    ["after the reply's first byte: it is stored", 1, "reply", true],
  ] as const)("cuts %s", async (_, afterBytes, stream, mayBeStored) => {
    const running = await started(only({ kind: "cut", stream, afterBytes, how: "reset" }));
    const { text } = await sent(running.port, REPORT);
    expect(text.length).toBe(stream === "reply" ? 1 : 0);
    const look = await sent(running.port, LOOK);
    if (!mayBeStored) expect(look.text).not.toContain('"progress":50');
    if (stream === "reply") expect(look.text).toContain('"progress":50');
    expect(running.done().cut).toBe(1);
  });

  it("slices, and the endpoint still understands", async () => {
    const slice = { kind: "slice", stream: "request", pieceBytes: 7, pauseMs: 0 } as const;
    const { port, done } = await started(only(slice));
    expect((await sent(port, REPORT)).text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(done().slice).toBeGreaterThan(20);
  });

  it("duplicates: the endpoint gets the report twice, the client one reply", async () => {
    const { port } = await started(only({ kind: "duplicate" }));
    const { text } = await sent(port, REPORT);
    expect(text.match(/HTTP\/1.1/g)).toHaveLength(1);
    await expect.poll(() => endpoint?.requests()).toBe(2);
    await proxy?.copied();
  });

  it("resets while the network is down, and carries on afterwards", async () => {
    const { port, outage } = await started(CALM);
    outage("reset");
    expect(await sent(port, REPORT)).toEqual({ text: "", error: "ECONNRESET" });
    outage(undefined);
    expect((await sent(port, REPORT)).text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  });

  it("leaves without an answer while the network is silent", async () => {
    const { port, outage } = await started(CALM);
    outage("silent");
    const waiting = sent(port, REPORT);
    await expect.poll(() => proxy?.connections()).toBe(1);
    outage(undefined);
    expect((await waiting).text).toBe("");
    expect(endpoint?.requests()).toBe(0);
  });
});
