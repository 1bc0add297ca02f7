/**
 * One request over a socket of its own, for what an HTTP client would not let us say: the bytes are
 * put together here and go out as the framing wants. Reading the reply is http-parser-js's.
 */

import { connect as connectPlain, isIP, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { connect as connectTls, type SecureContextOptions } from "node:tls";
import { HTTPParser } from "http-parser-js";
import { bodyTextOf } from "./content-coding.ts";
import { messageOf } from "./message-of.ts";
import type { MessageLength } from "./network-fault.ts";
import { lengthProblem, strictParser } from "./strict-parser.ts";
import type { Framing, Reply, WireRequest } from "./transport.ts";

/** Pause between two pieces, and how long "100 Continue" is waited for. @unit milliseconds */
const PIECE_MS = 40;
const CONTINUE_MS = 300;
/** Pieces that a message is sent in. */
const PIECES = 6;
/** The same of a message that trickles. @unit milliseconds */
const TRICKLE_MS = 100;
const TRICKLES = 40;
/** A larger reply is cut off and counts as a broken connection. */
const REPLY_BYTES_MAX = 1024 * 1024;

export interface RawOptions {
  readonly origin: URL;
  /** From the connection to the last byte received. */
  readonly timeoutMs: number;
  readonly tls?: SecureContextOptions;
  /** Where to connect to instead, for who stands between. @defaultValue the origin */
  readonly via?: { readonly host: string; readonly port: number };
  /** Where a request of the usual framing waits, and for what. */
  readonly stops?: { readonly afterBytes: number; readonly until: () => Promise<void> };
  /** Told when the request can be sent, before it is. */
  readonly onReady?: () => void;
}

/** What goes out, and how long to wait before it; `continued`: for "100 Continue" at the most. */
interface Write {
  readonly bytes: Buffer;
  readonly afterMs: number;
  readonly continued?: boolean;
}

/** Sends one request as the framing wants it and reads the reply. Never throws. */
export async function sendRaw(
  request: WireRequest,
  framing: Framing | undefined,
  options: RawOptions,
  signal: AbortSignal,
): Promise<Reply> {
  if (signal.aborted) return { kind: "stopped" };
  const startMs = performance.now();
  const socket = connected(options);
  const reading = replyOf(socket, framing === "twice" ? 2 : 1);
  const timer = setTimeout(() => socket.destroy(new Timeout()), options.timeoutMs);
  const stop = () => socket.destroy(new Error("stopped"));
  signal.addEventListener("abort", stop, { once: true });
  try {
    const writes = writesOf(request, framing, options.origin);
    if (options.stops === undefined) void writeAll(socket, writes, reading.continued);
    else void writeInTwo(socket, Buffer.concat(writes.map(({ bytes }) => bytes)), options.stops);
    const { status, headers, body } = await reading.reply;
    return { kind: "complete", status, headers, body, startMs, endMs: performance.now() };
  } catch (error) {
    if (signal.aborted) return { kind: "stopped" };
    if (error instanceof Timeout) return { kind: "timeout", afterMs: options.timeoutMs };
    return { kind: "broken", reason: messageOf(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    socket.destroy();
  }
}

class Timeout extends Error {}

function connected({ origin, tls, via, onReady = () => {} }: RawOptions): Socket {
  const { host, port, isEncrypted } = addressOf(origin);
  const plain = connectPlain({ ...(via ?? { host, port }), noDelay: true });
  if (!isEncrypted) return plain.once("connect", onReady);
  const named = isIP(host) === 0 ? { servername: host } : {};
  // The host is here for the certificate only.
  return connectTls({ socket: plain, host, ...named, ...tls }).once("secureConnect", onReady);
}

/** Where an origin is reached. */
export function addressOf(origin: URL): {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
} {
  const isEncrypted = origin.protocol === "https:";
  const host = origin.hostname.replace(/^\[|\]$/g, "");
  return { host, port: Number(origin.port || (isEncrypted ? 443 : 80)), isEncrypted };
}

/** How long the message is that a request becomes, sent as usual. */
export function lengthOf(request: WireRequest, origin: URL): MessageLength {
  const body = Buffer.from(request.body ?? "").length;
  return { head: headOf(request, undefined, origin, body).length, body };
}

async function writeAll(
  socket: Socket,
  writes: readonly Write[],
  continued: Promise<void>,
): Promise<void> {
  for (const { bytes, afterMs, continued: waits } of writes) {
    if (afterMs > 0)
      await (waits === true ? Promise.race([continued, wait(afterMs)]) : wait(afterMs));
    if (socket.destroyed || socket.writableEnded) return;
    socket.write(bytes);
  }
}

async function writeInTwo(
  socket: Socket,
  whole: Buffer,
  { afterBytes, until }: NonNullable<RawOptions["stops"]>,
): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.write(whole.subarray(0, afterBytes), () => resolve());
  });
  await until();
  if (!socket.destroyed && afterBytes < whole.length) socket.write(whole.subarray(afterBytes));
}

function writesOf(
  request: WireRequest,
  framing: Framing | undefined,
  origin: URL,
): readonly Write[] {
  const body = Buffer.from(request.body ?? "");
  const head = headOf(request, framing, origin, body.length);
  const at = (bytes: Buffer, afterMs = 0): Write => ({ bytes, afterMs });
  switch (framing) {
    case "no-length":
      return [at(head)];
    case "expect":
      return [at(head), { bytes: body, afterMs: CONTINUE_MS, continued: true }];
    case "byte-chunks":
      return [at(Buffer.concat([head, byteChunks(body)]))];
    case "pieces":
      return pieces(Buffer.concat([head, body]), head.length).map((bytes) => at(bytes, PIECE_MS));
    case "trickle":
      return trickles(Buffer.concat([head, body])).map((bytes) => at(bytes, TRICKLE_MS));
    case "twice":
      return [at(Buffer.concat([head, body, head, body]))];
    default:
      return [at(Buffer.concat([head, body]))];
  }
}

function headOf(
  request: WireRequest,
  framing: Framing | undefined,
  origin: URL,
  length: number,
): Buffer {
  const version = framing === "http/1.0" ? "1.0" : "1.1";
  const chunked = framing === "byte-chunks" || framing === "chunked";
  const blanks = framing === "blanks" ? " \t " : "";
  const given = request.headers.map(([name, value]) => [name, blanks + value] as const);
  const headers: (readonly [string, string])[] = [["Host", origin.host], ...given];
  if (framing !== "twice") headers.push(["Connection", "close"]);
  if (framing === "expect") headers.push(["Expect", "100-continue"]);
  if (chunked) headers.push(["Transfer-Encoding", "chunked"]);
  else if (framing !== "no-length") headers.push(["Content-Length", String(length)]);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const text = [`${request.method} ${request.path} HTTP/${version}`, ...lines, "", ""].join("\r\n");
  return Buffer.from(text, "latin1");
}

function byteChunks(body: Buffer): Buffer {
  const chunks = [...body].map((byte) =>
    Buffer.concat([Buffer.from("1\r\n"), Buffer.of(byte), Buffer.from("\r\n")]),
  );
  return Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]);
}

function trickles(message: Buffer): readonly Buffer[] {
  const step = Math.max(1, Math.ceil(message.length / TRICKLES));
  const count = Math.ceil(message.length / step);
  return Array.from({ length: count }, (_, i) => message.subarray(i * step, (i + 1) * step));
}

/** Cut where it hurts: inside the head, after it, and inside the body. */
function pieces(message: Buffer, headLength: number): readonly Buffer[] {
  const step = Math.max(1, Math.ceil((message.length - headLength) / (PIECES - 2)));
  const cuts = [Math.floor(headLength / 2), headLength];
  for (let cut = headLength + step; cut < message.length; cut += step) cuts.push(cut);
  return [0, ...cuts].map((from, i) => message.subarray(from, cuts[i] ?? message.length));
}

interface RawReply {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The reply to the last of `count` requests; rejects when the connection ends before it. */
function replyOf(
  socket: Socket,
  count: number,
): { readonly reply: Promise<RawReply>; readonly continued: Promise<void> } {
  let goOn = () => {};
  const continued = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const reply = new Promise<RawReply>((resolve, reject) => {
    const parser = strictParser();
    let status = 0;
    let headers: (readonly [string, string])[] = [];
    let body: Buffer[] = [];
    let bytes = 0;
    let left = count;
    parser[HTTPParser.kOnHeadersComplete] = (info) => {
      status = info.statusCode;
      headers = pairs(info.headers);
      body = [];
      const problem = lengthProblem(headers);
      if (problem !== undefined) reject(new Error(`no HTTP reply: ${problem}`));
    };
    parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
      body.push(Buffer.from(chunk.subarray(offset, offset + length)));
    };
    parser[HTTPParser.kOnMessageComplete] = () => {
      if (status === 100) return goOn();
      // Any other 1xx says that the answer is still to come (RFC 9110 §15.2).
      if (status < 200) return;
      left -= 1;
      if (left > 0) return;
      const text = bodyTextOf(Buffer.concat(body), headers, REPLY_BYTES_MAX);
      resolve({ status, headers, body: text });
    };
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > REPLY_BYTES_MAX) {
        return reject(new Error(`the reply is larger than ${REPLY_BYTES_MAX} bytes`));
      }
      const result = parser.execute(chunk);
      if (result instanceof Error) reject(new Error(`no HTTP reply: ${result.message}`));
    });
    socket.on("error", reject);
    socket.on("close", () => {
      parser.finish();
      reject(new Error("the connection was closed before the reply was complete"));
    });
  });
  reply.catch(() => {});
  return { reply, continued };
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) found.push([raw[i] ?? "", raw[i + 1] ?? ""]);
  return found;
}
