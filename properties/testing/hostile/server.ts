/**
 * A target that misbehaves. It can answer as the reference endpoint does at first, or now and then,
 * so that a run gets past its first questions.
 */

import { createServer as createHttp, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { generate } from "selfsigned";
import { startEndpoint } from "../../../simulators/endpoint/index.ts";
import type { Behaviour } from "./behaviours.ts";

/** Tasks that the honest half knows. */
export const TASKS = "range:task-{1..2000}";
export const TOKEN = "secret";

export interface HostileOptions {
  /** Which requests are answered as they should be. @param n counted from 1. @defaultValue none */
  readonly honest?: (n: number) => boolean;
}

export interface HostileServer {
  readonly url: string;
  /** Requests that were answered badly so far; of connections where there are no requests. */
  readonly misbehaved: () => number;
  close(): Promise<void>;
}

/** Starts a server that does this. */
export async function startHostile(
  behaviour: Behaviour,
  options: HostileOptions = {},
): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  let misbehaved = 0;
  const reference = options.honest === undefined ? undefined : await startReference();
  let count = 0;
  const http = createHttp(
    { keepAliveTimeout: 60_000 },
    collected((request, body) => {
      count += 1;
      const { socket } = request;
      if (reference !== undefined && (options.honest?.(count) ?? false)) {
        void forwarded(reference.url, request, body).then((text) => socket.write(text), ignore);
        return;
      }
      misbehaved += 1;
      behaviour.answer?.(socket, request);
    }),
  );
  const take = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", ignore);
    socket.once("close", () => sockets.delete(socket));
    if (behaviour.connected === undefined) return void http.emit("connection", socket);
    misbehaved += 1;
    behaviour.connected(socket);
  };
  const server = await listening(behaviour, take);
  server.on("tlsClientError", () => {
    misbehaved += 1;
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${behaviour.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    misbehaved: () => misbehaved,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await reference?.close();
    },
  };
}

function ignore(): void {}

async function listening({ tls }: Behaviour, take: (socket: Socket) => void): Promise<Server> {
  const server =
    tls === undefined || tls === "raw"
      ? createServer({ allowHalfOpen: true }, take)
      : createTls(await certificate(tls), take);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function certificate(fault: string): Promise<{ key: string; cert: string }> {
  const name = fault === "other-name" ? "elsewhere.example" : "127.0.0.1";
  const dayMs = 24 * 3600 * 1000;
  const expired = fault === "expired";
  const made = await generate([{ name: "commonName", value: name }], {
    ...(expired ? { notBeforeDate: new Date(Date.now() - 9 * dayMs) } : {}),
    ...(expired ? { notAfterDate: new Date(Date.now() - 8 * dayMs) } : {}),
  });
  return { key: made.private, cert: made.cert };
}

function startReference() {
  const tasks = { kind: "range", prefix: "task-", from: 1, to: 2000, suffix: "" } as const;
  return startEndpoint({ profile: "2026-01", token: TOKEN, tasks });
}

/** Reads a request to its end; its reply is written to the socket by whoever is told. */
function collected(told: (request: IncomingMessage, body: Buffer) => void) {
  return (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", ignore);
    request.on("end", () => told(request, Buffer.concat(chunks)));
  };
}

async function forwarded(url: string, request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const skipped = /^(host|connection|content-length|transfer-encoding|expect|keep-alive)$/i;
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? "";
    if (!skipped.test(name)) headers.push([name, request.rawHeaders[i + 1] ?? ""]);
  }
  const method = request.method ?? "GET";
  const plain = method === "GET" || method === "HEAD";
  const answer = await fetch(url + (request.url ?? "/"), {
    method,
    headers,
    ...(plain ? {} : { body: new Uint8Array(body) }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const lines = [...answer.headers]
    .filter(([name]) => !skipped.test(name))
    .map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${answer.status} ${answer.statusText}`, ...lines];
  head.push(`Content-Length: ${bytes.length}`, "", "");
  return Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), bytes]);
}
