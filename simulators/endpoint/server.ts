/** The endpoint on a loopback port: node:http around the endpoint of this process. */

import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { backendFailure, badRequest, errorReply, type Problem, wrongMethod } from "./errors.ts";
import type { Reply } from "./http.ts";
import { Endpoint, type EndpointOptions } from "./in-process.ts";
import type { Keeper } from "./keeping.ts";
import {
  BODY_BYTES_MAX,
  headersOf,
  type ReadBody,
  readBody,
  readFirstPacket,
  send,
  sendRaw,
} from "./wire.ts";

/** The address that is listened on; there is no other. */
export const HOST = "127.0.0.1";

/** Limits of the server, each with its reason. */
export const LIMITS = {
  /** A token may have 16,384 characters, all of Node's default. @unit bytes */
  headerBytesMax: 65536,
  /** Longer than most clients keep a connection, so that they close first. @unit milliseconds */
  keepAliveMs: 75000,
  /** For a request to arrive whole. @unit milliseconds */
  requestMs: 60000,
} as const;

/** An endpoint and where it listens. */
export interface ServerOptions extends EndpointOptions {
  /** 0 takes a free one. @defaultValue 0 */
  readonly port?: number | undefined;
  /** https instead of http. */
  readonly tls?: ServerTls | undefined;
  /** Folder in which reports are kept beyond its end. @defaultValue memory only */
  readonly store?: string | undefined;
  /** Told of exceptions that are our fault. @defaultValue prints their stack on stderr */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

/** PEM texts of a server that speaks TLS; with `ca` it wants a certificate of its clients. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** A server that takes requests until it is closed. */
export interface RunningEndpoint {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Id of the twin; undefined for the reference. */
  readonly twin: string | undefined;
  /** Ends all connections and frees the port. */
  readonly close: () => Promise<void>;
  /** How many requests came in so far, those that were no HTTP included. */
  readonly requests: () => number;
}

/** Starts an endpoint. Rejects when the port is taken; throws on options that none can have. */
export async function startEndpoint(options: ServerOptions): Promise<RunningEndpoint> {
  const keeper = await keeperOf(options.store);
  const endpoint = new Endpoint(options, keeper);
  const server = serverOf(endpoint, options);
  const port = await listen(server, options.port ?? 0);
  return {
    url: `${options.tls === undefined ? "http" : "https"}://${HOST}:${port}`,
    port,
    twin: options.twin,
    close: async () => {
      await close(server);
      await endpoint.settled();
      await keeper?.close();
    },
    requests: () => endpoint.requests,
  };
}

/** The database is loaded only where one is wanted. */
async function keeperOf(folder: string | undefined): Promise<Keeper | undefined> {
  if (folder === undefined) return undefined;
  const { openKeeper } = await import("./lmdb-keeper.ts");
  return openKeeper(folder);
}

function serverOf(endpoint: Endpoint, options: ServerOptions): Server {
  const { onFault = printFault, tls } = options;
  const limits = {
    maxHeaderSize: LIMITS.headerBytesMax,
    keepAliveTimeout: LIMITS.keepAliveMs,
    requestTimeout: LIMITS.requestMs,
    noDelay: true,
    // Node's own refusal would come without X-Request-Id; see `answer`.
    requireHostHeader: false,
  };
  const server: Server =
    tls === undefined
      ? createServer(limits)
      : createTlsServer({ ...limits, ...tls, requestCert: tls.ca !== undefined });
  const { connectionsMax } = endpoint.policy;
  if (connectionsMax < Infinity) server.maxConnections = connectionsMax;
  server.on("request", (message, response) => {
    const read = endpoint.policy.readsFirstPacketOnly ? readFirstPacket : readBody;
    const target = message.url ?? "";
    const beganMs = performance.now();
    const done = (body: ReadBody) => {
      const tookMs = performance.now() - beganMs;
      answer({ endpoint, onFault, message, response, body, tookMs });
      if (endpoint.policy.broken === undefined || body.kind === "too-large") return;
      response.on("close", () => {
        if (!response.writableFinished) endpoint.broke({ target, body, arrived: "whole" });
      });
    };
    if (endpoint.policy.broken === undefined) read(message, done);
    else read(message, done, (body) => endpoint.broke({ target, body, arrived: "part" }));
  });
  server.on("checkExpectation", (_message, response) => {
    const problem = { status: 417, code: "HEADWAY.0417", message: "Expect: want 100-continue" };
    send(response, errorReply(problem, endpoint.nextRequestId()), true);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    refuseRaw(endpoint, socket, brokenRequest(error));
  });
  server.on("connect", (_message, socket) => {
    refuseRaw(endpoint, socket, wrongMethod("CONNECT", ["PUT"]));
  });
  return server;
}

interface Exchange {
  readonly endpoint: Endpoint;
  readonly onFault: (error: unknown) => void;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: ReadBody;
  /** From the head of the request to its end. @unit milliseconds */
  readonly tookMs: number;
}

function answer(exchange: Exchange): void {
  const { endpoint, message, response, body, tookMs } = exchange;
  if (body.kind === "too-large") {
    const words = `body: got more than ${BODY_BYTES_MAX} bytes, want at most that many`;
    const problem = { status: 413, code: "APIGW.0201", message: words };
    send(response, errorReply(problem, endpoint.nextRequestId()), true);
    return;
  }
  if (message.headers.host === undefined && message.httpVersion === "1.1") {
    const problem = badRequest("Host: got no such header, want one");
    send(response, errorReply(problem, endpoint.nextRequestId()), true);
    return;
  }
  if (tookMs > endpoint.policy.patienceMs) {
    const words = `request: not complete after ${endpoint.policy.patienceMs} ms`;
    const problem = { status: 408, code: "HEADWAY.0408", message: words };
    send(response, errorReply(problem, endpoint.nextRequestId()), true);
    return;
  }
  try {
    const reply = endpoint.perform({
      method: message.method ?? "",
      target: message.url ?? "",
      headers: headersOf(message),
      body,
    });
    if (reply instanceof Promise) void answerLater(exchange, reply);
    else send(response, reply);
  } catch (error) {
    fault(exchange, error);
  }
}

async function answerLater(exchange: Exchange, reply: Promise<Reply>): Promise<void> {
  try {
    send(exchange.response, await reply);
  } catch (error) {
    fault(exchange, error);
  }
}

/** An exception is ours, never the client's: it is shown, and the client is told what it was. */
function fault({ endpoint, onFault, response }: Exchange, error: unknown): void {
  onFault(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = backendFailure("the reference endpoint is at fault; its stderr says more");
  send(response, errorReply(problem, endpoint.nextRequestId()), true);
}

function printFault(error: unknown): void {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`endpoint: unexpected exception\n${words}\n`);
}

function brokenRequest(error: NodeJS.ErrnoException): Problem {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW": {
      const message = `headers: got more than ${LIMITS.headerBytesMax} bytes, want less`;
      return { status: 431, code: "APIGW.0201", message };
    }
    case "ERR_HTTP_REQUEST_TIMEOUT": {
      const message = `request: not complete after ${LIMITS.requestMs} ms`;
      return { status: 408, code: "HEADWAY.0408", message };
    }
    default:
      return badRequest(`request: ${error.message}`);
  }
}

function refuseRaw(endpoint: Endpoint, socket: Duplex, problem: Problem): void {
  const reply = errorReply(problem, endpoint.nextRequestId());
  if (!socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  socket.on("error", () => socket.destroy());
  sendRaw(socket, reply, STATUS_CODES[problem.status] ?? "Error");
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const words = `port: got ${port}, which cannot be listened on; 0 takes a free one`;
      reject(new Error(words, { cause }));
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
