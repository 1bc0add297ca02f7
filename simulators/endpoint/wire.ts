/** Between node:http and plain data: reading a request's body, writing a reply. */

import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Header, Reply, RequestBody } from "./http.ts";

/** Greatest body that is read. @unit bytes; legal reports stay below 25 KB */
export const BODY_BYTES_MAX = 1048576;

/** How much of a body that is too large is read and thrown away before the reply. @unit bytes */
const DISCARD_BYTES_MAX = 16777216;

/** A body as it was read, or the remark that it was too large to be. */
export type ReadBody = RequestBody | { readonly kind: "too-large" };

/**
 * Reads a body and hands it on once, complete. Of a body that is too large the rest is thrown away
 * first: a client that is still writing would otherwise see a reset, not the reply. A body that is
 * cut off is never handed on; `cutOff` is told how far it had come.
 */
export function readBody(
  message: IncomingMessage,
  done: (body: ReadBody) => void,
  cutOff?: (body: RequestBody) => void,
): void {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let isDone = false;
  message.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
    else chunks = [];
    if (bytes <= DISCARD_BYTES_MAX || isDone) return;
    isDone = true;
    done({ kind: "too-large" });
  });
  if (cutOff !== undefined) {
    message.on("close", () => {
      if (!message.complete) cutOff(bodyOf(chunks));
    });
  }
  message.on("end", () => {
    if (!isDone) done(bytes > BODY_BYTES_MAX ? { kind: "too-large" } : bodyOf(chunks));
  });
}

/** Hands on what came first, for a twin; the rest is thrown away. */
export function readFirstPacket(message: IncomingMessage, done: (body: ReadBody) => void): void {
  let first: Buffer | undefined;
  message.on("data", (chunk: Buffer) => {
    first ??= chunk;
  });
  message.on("end", () => done(bodyOf(first === undefined ? [] : [first])));
}

function bodyOf(chunks: readonly Buffer[]): RequestBody {
  const [first] = chunks;
  if (first === undefined) return { kind: "none" };
  const bytes = chunks.length === 1 ? first : Buffer.concat(chunks);
  if (bytes.length === 0) return { kind: "none" };
  return isUtf8(bytes)
    ? { kind: "text", text: bytes.toString("utf8") }
    : { kind: "not-utf8", bytes };
}

/** Node's flat list of raw headers as pairs. */
export function headersOf(message: IncomingMessage): readonly Header[] {
  const raw = message.rawHeaders;
  const headers: Header[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([raw[i] ?? "", raw[i + 1] ?? ""]);
  return headers;
}

/** Writes a reply; with `close` the connection ends after it. */
export function send(response: ServerResponse, reply: Reply, close = false): void {
  const flat: string[] = [];
  for (const [name, value] of reply.headers) flat.push(name, value);
  if (reply.status !== 204) flat.push("Content-Length", String(Buffer.byteLength(reply.body)));
  if (close) flat.push("Connection", "close");
  response.writeHead(reply.status, flat);
  response.end(reply.body);
}

/** Writes a reply where Node gives a socket only, and ends the connection. */
export function sendRaw(socket: Duplex, reply: Reply, reason: string): void {
  const lines = [`HTTP/1.1 ${reply.status} ${reason}`];
  for (const [name, value] of reply.headers) lines.push(`${name}: ${value}`);
  lines.push(`Content-Length: ${Buffer.byteLength(reply.body)}`, "Connection: close", "");
  socket.end(`${lines.join("\r\n")}\r\n${reply.body}`);
}
