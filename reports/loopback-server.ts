/**
 * A server for a browser on this machine and for nobody else: it listens on loopback, and answers
 * only to this machine's own names, so that a page that was rebound to us reads nothing.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { visible } from "./formats/text.ts";

const LOOPBACK = "127.0.0.1";
/** Names by which a browser on this machine may call us. */
const HOSTS: ReadonlySet<string> = new Set([LOOPBACK, "localhost"]);

/** A request under one of our names. */
export interface LoopbackRequest {
  readonly request: IncomingMessage;
  /** Decoded, without the query. */
  readonly path: string;
}

export interface LoopbackOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly signal: AbortSignal;
  /** Called with the address once it answers. */
  readonly ready: (url: string) => void;
  readonly answer: (asked: LoopbackRequest, response: ServerResponse) => void;
}

/** Serves until the signal; rejects where the port cannot be had. */
export async function serveLoopback(options: LoopbackOptions): Promise<void> {
  const server = createServer((request, response) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    const path = pathOf(request);
    if (path === undefined) end(response, 421, "want this machine's own name");
    else answerSafely(options, { request, path }, response);
  });
  try {
    await listening(server, options.port);
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port was bound");
    options.ready(`http://${LOOPBACK}:${address.port}/`);
    await aborted(options.signal);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** What cannot be answered is said to who asked: the others are served on. */
function answerSafely(
  { answer }: LoopbackOptions,
  asked: LoopbackRequest,
  response: ServerResponse,
): void {
  try {
    answer(asked, response);
  } catch (cause) {
    if (response.headersSent) response.destroy();
    else end(response, 500, visible(cause instanceof Error ? cause.message : String(cause)));
  }
}

/** Answers in a line of plain text. */
export function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => resolve());
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The path asked for; undefined where the host is not this machine, or the request is no URL. */
function pathOf({ headers, url }: IncomingMessage): string | undefined {
  try {
    const asked = new URL(url ?? "", `http://${headers.host ?? ""}`);
    return HOSTS.has(asked.hostname) ? decodeURIComponent(asked.pathname) : undefined;
  } catch {
    return undefined;
  }
}
