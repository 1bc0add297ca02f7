/**
 * Ways in which a target can misbehave below the contract: on the connection, in the framing, in
 * the coding of a body. Each is a few lines that take over a socket once a request has arrived, or
 * the connection itself.
 */

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What the client may make of it; `complete`: it is HTTP, however odd. */
export type Seen = "complete" | "timeout" | "broken";

export interface Behaviour {
  readonly id: string;
  readonly seen: readonly Seen[];
  /** `tls`: spoken to by https. `faulty` certificates are shown by a real TLS server. */
  readonly tls?: "raw" | "untrusted" | "expired" | "other-name";
  /** Takes the connection before anything is read. */
  readonly connected?: (socket: Socket) => void;
  /** Takes the socket when a whole request has been read. */
  readonly answer?: (socket: Socket, request: IncomingMessage) => void;
}

/** Between two pieces of what trickles. @unit milliseconds */
const PIECE_MS = 20;
const MIB = 1024 * 1024;
const ACCEPTED = '{"task_id":"task-1"}';
const JSON_TYPE = "Content-Type: application/json";
const HTML = "<!doctype html><title>Gateway</title><h1>It works!</h1>";

/** A reply with the headers given and nothing added. */
function reply(status: string, headers: readonly string[], body: string | Buffer = ""): Buffer {
  const head = [`HTTP/1.1 ${status}`, ...headers, "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body)]);
}

/** A whole reply, with its length. */
function whole(status: string, headers: readonly string[], body: string | Buffer = ""): Buffer {
  return reply(status, [...headers, `Content-Length: ${Buffer.byteLength(body)}`], body);
}

const OK = whole("200 OK", [JSON_TYPE], ACCEPTED);

/** Writes pieces for as long as somebody listens; waits when nobody reads. */
function forever(socket: Socket, piece: Buffer | string, everyMs = 0): void {
  const next = () => {
    if (socket.destroyed) return;
    const more = socket.write(piece);
    if (everyMs > 0) setTimeout(next, everyMs);
    else if (more) setImmediate(next);
    else socket.once("drain", next);
  };
  next();
}

const once = (bytes: Buffer | string) => (socket: Socket) => {
  socket.write(bytes);
};
const last = (bytes: Buffer | string) => (socket: Socket) => {
  socket.end(bytes);
};
/** Sends this, then resets the connection. */
const cutAfter = (bytes: Buffer | string) => (socket: Socket) => {
  socket.write(bytes, () => socket.resetAndDestroy());
};
const endless =
  (head: Buffer | string, piece: Buffer | string, everyMs = 0) =>
  (socket: Socket) => {
    socket.write(head);
    forever(socket, piece, everyMs);
  };

const LENGTH_100 = reply("200 OK", [JSON_TYPE, "Content-Length: 100"], ACCEPTED);
const CHUNKED = reply("200 OK", [JSON_TYPE, "Transfer-Encoding: chunked"]);
const chunked = (text: string) => Buffer.concat([CHUNKED, Buffer.from(text)]);
const coded = (coding: string, body: Buffer) =>
  once(whole("200 OK", [JSON_TYPE, `Content-Encoding: ${coding}`], body));

/** 64 MiB of blanks in 64 KiB. */
const bomb = memo(() => gzipSync(Buffer.alloc(64 * MIB, 32), { level: 9 }));
const brotliBomb = memo(() =>
  brotliCompressSync(Buffer.alloc(64 * MIB, 32), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
  }),
);

function memo<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const LOST: readonly Seen[] = ["timeout", "broken"];
const ODD: readonly Seen[] = ["complete", "timeout", "broken"];
const BROKEN: readonly Seen[] = ["broken"];
const TIMEOUT: readonly Seen[] = ["timeout"];
const COMPLETE: readonly Seen[] = ["complete"];

type Answer = NonNullable<Behaviour["answer"]>;
const row = (id: string, seen: readonly Seen[], answer: Answer): Behaviour => ({
  id,
  seen,
  answer,
});
const opened = (
  id: string,
  seen: readonly Seen[],
  connected: NonNullable<Behaviour["connected"]>,
  tls?: "raw",
): Behaviour => ({ id, seen, connected, ...(tls === undefined ? {} : { tls }) });

const CONNECTION: readonly Behaviour[] = [
  opened("connection-closed-at-once", BROKEN, (socket) => socket.destroy()),
  opened("connection-reset-at-once", BROKEN, (socket) => socket.resetAndDestroy()),
  opened("connection-never-read", TIMEOUT, (socket) => socket.pause()),
  opened("connection-half-closed", LOST, (socket) => socket.end()),
  opened("reset-at-first-byte", BROKEN, (socket) =>
    socket.once("data", () => socket.resetAndDestroy()),
  ),
  opened("reply-before-the-request", ODD, (socket) => {
    socket.write(OK);
    socket.resume();
  }),
  opened("greeting-of-another-protocol", LOST, (socket) => {
    socket.write("220 mail.example ESMTP ready\r\n");
    socket.resume();
  }),
  opened("echo", BROKEN, (socket) => socket.pipe(socket)),
  row("never-answers", TIMEOUT, () => {}),
  row("closes-without-answer", BROKEN, (socket) => socket.end()),
  row("resets-without-answer", BROKEN, (socket) => socket.resetAndDestroy()),
  row("reset-in-status-line", BROKEN, cutAfter("HTTP/1.1 2")),
  row("reset-in-headers", BROKEN, cutAfter("HTTP/1.1 200 OK\r\nContent-Ty")),
  row("reset-after-headers", BROKEN, cutAfter(reply("200 OK", ["Content-Length: 9"]))),
  row("reset-in-body", BROKEN, cutAfter(LENGTH_100)),
  row("reset-in-chunk", BROKEN, cutAfter(chunked("14\r\n{"))),
  row("reset-before-last-chunk", BROKEN, cutAfter(chunked("2\r\n{}\r\n"))),
];

const SLOW: readonly Behaviour[] = [
  row("trickles-status-line", LOST, endless("HTTP/1.1 200 ", "O", PIECE_MS)),
  row("trickles-headers", LOST, endless("HTTP/1.1 200 OK\r\n", "X-A: b\r\n", PIECE_MS)),
  row("trickles-body", LOST, endless(reply("200 OK", ["Content-Length: 99999"]), " ", PIECE_MS)),
  row("trickles-chunks", LOST, endless(CHUNKED, "1\r\n \r\n", PIECE_MS)),
  row("stops-in-headers", TIMEOUT, once("HTTP/1.1 200 OK\r\nContent-Type: app")),
  row("stops-in-body", TIMEOUT, once(LENGTH_100)),
  row("stops-in-chunk", TIMEOUT, once(chunked("14\r\n{"))),
  row("trickles-100-continue", LOST, endless("", "HTTP/1.1 100 Continue\r\n\r\n", PIECE_MS)),
];

const ENDLESS: readonly Behaviour[] = [
  row("endless-status-line", LOST, endless("HTTP/1.1 200 ", "O".repeat(4096))),
  row("endless-headers", LOST, endless("HTTP/1.1 200 OK\r\n", `X-A: ${"b".repeat(500)}\r\n`)),
  row("endless-header-value", LOST, endless("HTTP/1.1 200 OK\r\nX-A: ", "b".repeat(4096))),
  row("endless-body", LOST, endless(reply("200 OK", [JSON_TYPE]), " ".repeat(4096))),
  row("endless-chunks", LOST, endless(CHUNKED, `400\r\n${" ".repeat(1024)}\r\n`)),
  row("endless-chunk-extension", LOST, endless(chunked("2;"), "x".repeat(4096))),
  row("endless-chunk-size", LOST, endless(CHUNKED, "0".repeat(4096))),
  row("endless-trailers", LOST, endless(chunked("0\r\n"), `X-A: ${"b".repeat(500)}\r\n`)),
  row("endless-100-continue", LOST, endless("", "HTTP/1.1 100 Continue\r\n\r\n".repeat(40))),
  row("endless-103-early-hints", LOST, endless("", "HTTP/1.1 103 Hints\r\n\r\n".repeat(40))),
  row("endless-replies", ODD, endless(OK, OK)),
  row("endless-blank-lines", LOST, endless("", "\r\n".repeat(2000))),
  row("headers-of-a-megabyte", ODD, once(whole("200 OK", [`X-A: ${"b".repeat(MIB)}`], "{}"))),
  row("ten-thousand-headers", ODD, (socket) => {
    const many = Array.from({ length: 10_000 }, (_, i) => `X-${i}: ${i}`);
    socket.write(whole("200 OK", many, "{}"));
  }),
  row("body-of-eight-megabytes", BROKEN, once(whole("200 OK", [JSON_TYPE], " ".repeat(8 * MIB)))),
];

const FRAMING: readonly Behaviour[] = [
  row("length-too-small", ODD, once(reply("200 OK", ["Content-Length: 1"], ACCEPTED))),
  row("length-too-large-then-close", BROKEN, last(LENGTH_100)),
  row("length-negative", LOST, once(reply("200 OK", ["Content-Length: -1"], ACCEPTED))),
  row("length-not-a-number", LOST, once(reply("200 OK", ["Content-Length: many"], ACCEPTED))),
  row(
    "length-of-twenty-digits",
    LOST,
    once(reply("200 OK", [`Content-Length: ${"9".repeat(20)}`])),
  ),
  row("two-lengths", ODD, once(reply("200 OK", ["Content-Length: 2", "Content-Length: 20"], "{}"))),
  row(
    "length-and-chunked",
    ODD,
    once(
      reply("200 OK", ["Content-Length: 2", "Transfer-Encoding: chunked"], "2\r\n{}\r\n0\r\n\r\n"),
    ),
  ),
  row("chunk-size-not-a-number", LOST, once(chunked("zz\r\n{}\r\n0\r\n\r\n"))),
  row("chunk-size-overflow", LOST, once(chunked(`${"f".repeat(17)}\r\n{}\r\n`))),
  row("unknown-transfer-coding", ODD, last(reply("200 OK", ["Transfer-Encoding: rot13"], "{}"))),
  row("not-http", LOST, last("no such protocol here\r\n\r\n")),
  row("http-9", ODD, last(Buffer.from("HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}"))),
  row("http-0.9", LOST, last("{}")),
  row("http-2-preface", LOST, once(Buffer.from("000012040000000000", "hex"))),
  row("status-of-two-digits", LOST, once(reply("20 OK", ["Content-Length: 0"]))),
  row("status-000", ODD, once(reply("000 Nothing", ["Content-Length: 0"]))),
  row("status-999", ODD, once(whole("999 Beyond", [JSON_TYPE], "{}"))),
  row(
    "status-101",
    ODD,
    once(reply("101 Switching Protocols", ["Upgrade: x", "Connection: Upgrade"])),
  ),
  row("header-without-colon", ODD, once(whole("200 OK", ["no colon"], "{}"))),
  row("header-with-nul", ODD, once(whole("200 OK", ["X-A: a\0b"], "{}"))),
  row("header-folded", ODD, once(whole("200 OK", ["X-A: a\r\n b"], "{}"))),
  row("bare-line-feeds", ODD, once("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}")),
  row("bytes-beyond-ascii-in-headers", ODD, once(whole("200 OK", ["X-A: \xff\xfe\x80"], "{}"))),
  row("no-content-with-a-body", ODD, once(whole("204 No Content", [], ACCEPTED))),
];

const CODING: readonly Behaviour[] = [
  row("gzip-bomb", COMPLETE, (socket) => coded("gzip", bomb())(socket)),
  row("gzip-bomb-in-gzip", COMPLETE, (socket) => coded("gzip, gzip", gzipSync(bomb()))(socket)),
  row("brotli-bomb", COMPLETE, (socket) => coded("br", brotliBomb())(socket)),
  row("gzip-that-is-none", COMPLETE, coded("gzip", Buffer.from(ACCEPTED))),
  row("gzip-cut-short", COMPLETE, coded("gzip", gzipSync(ACCEPTED).subarray(0, 15))),
  row("coding-nobody-knows", COMPLETE, coded("rot13", Buffer.from(ACCEPTED))),
  row("a-thousand-codings", ODD, coded(Array(1000).fill("gzip").join(","), gzipSync("{}"))),
  row(
    "body-not-utf-8",
    COMPLETE,
    once(whole("200 OK", [JSON_TYPE], Buffer.from("fffefd80", "hex"))),
  ),
  row(
    "json-a-hundred-thousand-deep",
    COMPLETE,
    once(whole("200 OK", [JSON_TYPE], "[".repeat(1e5))),
  ),
  row("json-number-of-a-megabyte", ODD, once(whole("200 OK", [JSON_TYPE], "9".repeat(1e6)))),
];

const MEANING: readonly Behaviour[] = [
  row("html-everywhere", COMPLETE, once(whole("200 OK", ["Content-Type: text/html"], HTML))),
  row("html-called-json", COMPLETE, once(whole("200 OK", [JSON_TYPE], HTML))),
  row("always-200-nothing", COMPLETE, once(whole("200 OK", []))),
  row("always-500", COMPLETE, once(whole("500 Oops", [JSON_TYPE], "{}"))),
  row("always-503-retry-never", COMPLETE, once(whole("503 Busy", ["Retry-After: 99999999999"]))),
  row("redirect-to-itself", COMPLETE, (socket, { url }) => {
    socket.write(whole("307 Temporary Redirect", [`Location: ${url ?? "/"}`]));
  }),
  row("redirect-elsewhere", COMPLETE, once(whole("301 Moved", ["Location: http://192.0.2.1/"]))),
  row("redirect-to-nonsense", COMPLETE, once(whole("302 Found", ["Location: http://[::bad"]))),
  row(
    "clock-nonsense",
    COMPLETE,
    once(whole("200 OK", [JSON_TYPE, "Date: Mon, 99 Foo 0000 99:99:99 GMT", "Age: -1"], ACCEPTED)),
  ),
  row("keep-alive-that-closes", ODD, last(whole("200 OK", ["Connection: keep-alive"], ACCEPTED))),
  row("close-that-stays-open", ODD, once(whole("200 OK", ["Connection: close"], ACCEPTED))),
  row("two-replies", ODD, once(Buffer.concat([OK, OK]))),
  row("a-reply-nobody-asked-for", ODD, (socket) => {
    socket.write(OK);
    setTimeout(() => socket.destroyed || socket.write(OK), PIECE_MS);
  }),
  row(
    "answers-to-another-request",
    COMPLETE,
    once(whole("404 Gone", [JSON_TYPE], '{"error_code":"SMS.0"}')),
  ),
];

const TLS: readonly Behaviour[] = [
  { id: "tls-untrusted", seen: BROKEN, tls: "untrusted" },
  { id: "tls-expired", seen: BROKEN, tls: "expired" },
  { id: "tls-other-name", seen: BROKEN, tls: "other-name" },
  opened("tls-never-shakes-hands", LOST, (socket) => socket.pause(), "raw"),
  opened(
    "tls-answered-in-plain",
    BROKEN,
    (socket) => socket.once("data", () => last(OK)(socket)),
    "raw",
  ),
  opened(
    "tls-reset-in-handshake",
    BROKEN,
    (socket) => socket.once("data", () => socket.resetAndDestroy()),
    "raw",
  ),
  opened(
    "tls-alert",
    BROKEN,
    (socket) => socket.once("data", () => socket.end(Buffer.from("15030300020228", "hex"))),
    "raw",
  ),
  opened(
    "tls-handshake-trickles",
    LOST,
    (socket) =>
      socket.once("data", () => endless(Buffer.from("160303", "hex"), "\0", PIECE_MS)(socket)),
    "raw",
  ),
];

/** All of them; ids are unique. */
export const BEHAVIOURS: readonly Behaviour[] = [
  ...CONNECTION,
  ...SLOW,
  ...ENDLESS,
  ...FRAMING,
  ...CODING,
  ...MEANING,
  ...TLS,
];
