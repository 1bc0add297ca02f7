/** Replies as HTTP lets a server write them: packed, after interim answers, until the connection ends. */

import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createRawServer } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { httpTransport } from "./http-transport.ts";
import { FRAMINGS, type Framing, type Reply } from "./transport.ts";

const BODY = '{"error_code":"SMS.0007","error_msg":"进度"}';
const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function asked(listener: RequestListener, framing?: Framing): Promise<Reply> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close().closeAllConnections());
  return sent((server.address() as AddressInfo).port, framing);
}

async function sent(port: number, framing?: Framing): Promise<Reply> {
  const transport = httpTransport({
    url: `http://127.0.0.1:${port}`,
    connections: 1,
    timeoutMs: 5000,
  });
  closers.push(() => transport.close());
  const request = { method: "PUT", path: "/", headers: [], body: "{}" };
  const whole = framing === undefined ? request : { ...request, framing };
  return transport.send(whole, new AbortController().signal);
}

describe.each([undefined, ...FRAMINGS])("sent as %s", (framing) => {
  it.each([
    ["gzip", gzipSync(BODY)],
    ["deflate", deflateSync(BODY)],
    ["br", brotliCompressSync(BODY)],
    ["gzip, br", brotliCompressSync(gzipSync(BODY))],
    ["identity", Buffer.from(BODY)],
  ])("a body packed as %s is read", async (coding, bytes) => {
    const reply = await asked((_request, response) => {
      response.writeHead(400, { "Content-Encoding": coding }).end(bytes);
    }, framing);
    expect(reply).toMatchObject({ kind: "complete", status: 400, body: BODY });
  });

  it("a body that is not packed as it says stays as it is", async () => {
    const reply = await asked((_request, response) => {
      response.writeHead(400, { "Content-Encoding": "gzip" }).end(BODY);
    }, framing);
    expect(reply).toMatchObject({ kind: "complete", status: 400, body: BODY });
  });

  it("a body that is small only while it is packed is not unpacked", async () => {
    const reply = await asked((_request, response) => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(bomb);
    }, framing);
    expect(reply.kind === "complete" && reply.body.length < 1024 * 1024).toBe(true);
  });

  it("interim answers are not the reply", async () => {
    const interim = "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    const final = `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}`;
    const server = createRawServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write((interim + final).repeat(2)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const reply = await sent((server.address() as AddressInfo).port, framing);
    expect(reply).toMatchObject({ kind: "complete", status: 200, body: "{}" });
  });
});
