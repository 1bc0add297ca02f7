/**
 * HTTP over undici: keep-alive connections, no redirects, no retries, nothing added to what the
 * caller says but Host and the body's framing. Every wait is bounded, and so is the size of a
 * reply.
 */

import { Readable } from "node:stream";
import { type Dispatcher, errors, Pool, ProxyAgent } from "undici";
import { bodyTextOf } from "./content-coding.ts";
import type { TlsConfig } from "./credentials.ts";
import { sendThroughFaults } from "./faulty-transport.ts";
import { messageOf } from "./message-of.ts";
import { type RawOptions, sendRaw } from "./raw-transport.ts";
import type { Reply, Transport, WireRequest } from "./transport.ts";

/** A larger reply is cut off and counts as a broken connection. */
const REPLY_BYTES_MAX = 1024 * 1024;

export interface HttpTransportOptions {
  readonly url: string;
  /** Connections at the most. */
  readonly connections: number;
  /** From the first byte sent to the last received. */
  readonly timeoutMs: number;
  /** @defaultValue the machine's authorities, no certificate of our own */
  readonly tls?: TlsConfig;
  /** URL of an HTTP proxy. */
  readonly proxy?: string | undefined;
}

/** Opens a transport to a base URL; connections are made when they are needed. */
export function httpTransport(options: HttpTransportOptions): Transport {
  const { origin, pathname } = new URL(options.url);
  const base = pathname === "/" ? "" : pathname;
  const tls = options.tls ?? {};
  const pool = dispatcherOf(origin, options, tls);
  return {
    send: (request, signal) => {
      const raw: RawOptions = { origin: new URL(origin), timeoutMs: options.timeoutMs, tls };
      const whole = { ...request, path: base + request.path };
      if (request.faults !== undefined) {
        return sendThroughFaults(whole, request.faults, raw, signal);
      }
      if (request.framing === undefined || request.framing === "chunked") {
        return send(pool, origin, base, request, options.timeoutMs, signal);
      }
      return sendRaw(whole, request.framing, raw, signal);
    },
    close: async () => pool.destroy(),
  };
}

function dispatcherOf(origin: string, options: HttpTransportOptions, tls: TlsConfig): Dispatcher {
  const common = {
    connections: options.connections,
    pipelining: 1,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    maxResponseSize: REPLY_BYTES_MAX,
  };
  const { ca, cert, key } = tls;
  const connect = {
    timeout: options.timeoutMs,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  return options.proxy === undefined
    ? new Pool(origin, { ...common, connect })
    : new ProxyAgent({ ...common, uri: options.proxy, requestTls: connect });
}

async function send(
  pool: Dispatcher,
  origin: string,
  base: string,
  request: WireRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Reply> {
  if (signal.aborted) return { kind: "stopped" };
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const stop = () => deadline.abort();
  signal.addEventListener("abort", stop, { once: true });
  const startMs = performance.now();
  try {
    const answer = await pool.request({
      origin,
      method: request.method as "PUT",
      path: base + request.path,
      headers: request.headers.flat(),
      body: request.framing === "chunked" ? chunks(request.body ?? "") : (request.body ?? null),
      signal: deadline.signal,
      responseHeaders: "raw",
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const headers = pairs(answer.headers as unknown as readonly unknown[]);
    const body = bodyTextOf(bytes, headers, REPLY_BYTES_MAX);
    const status = answer.statusCode;
    return { kind: "complete", status, headers, body, startMs, endMs: performance.now() };
  } catch (error) {
    if (signal.aborted) return { kind: "stopped" };
    if (deadline.signal.aborted || isTimeout(error)) return { kind: "timeout", afterMs: timeoutMs };
    return { kind: "broken", reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    return `the reply is larger than ${REPLY_BYTES_MAX} bytes`;
  }
  if (error instanceof AggregateError && error.errors.length > 0) {
    return messageOf(error.errors[0]);
  }
  return messageOf(error);
}

/** Two pieces, so that a reader of chunks has something to join. */
function chunks(body: string | Uint8Array): Readable {
  const bytes = Buffer.from(body);
  const middle = Math.floor(bytes.length / 2);
  return Readable.from([bytes.subarray(0, middle), bytes.subarray(middle)]);
}

function pairs(raw: readonly unknown[]): readonly (readonly [string, string])[] {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([String(raw[i]), String(raw[i + 1])]);
  return headers;
}
