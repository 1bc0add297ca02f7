/** How a request reaches a target and what may come back. Implementations stand beside this file. */

import type { NetworkFault } from "./network-fault.ts";

/** One HTTP request, as exactly as HTTP lets us say it. */
export interface WireRequest {
  readonly method: string;
  /** Raw request target below the base URL: never normalised. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  /** How the message is put on the wire. @defaultValue with its length, at once */
  readonly framing?: Framing;
  /** What the network does to it, over a connection of its own. @defaultValue nothing */
  readonly faults?: readonly NetworkFault[];
  /** Whether a 429 is what is asked about, and not a reason to send again. @defaultValue false */
  readonly takesThrottling?: boolean;
}

/**
 * Ways to put one message on the wire besides the usual one.
 * - `chunked`: in two chunks, without Content-Length. `byte-chunks`: a chunk for each byte.
 * - `pieces`: head and body in several packets with pauses between them. `trickle`: in so many that
 *   a request takes four seconds.
 * - `http/1.0`: by that version of the protocol. `expect`: the body after "100 Continue", or after
 *   a moment. `no-length`: neither length nor body.
 * - `blanks`: blanks before the values of the headers that the caller gives. `twice`: two such
 *   requests in one packet; the reply is the second one's.
 */
export const FRAMINGS = [
  "chunked",
  "byte-chunks",
  "pieces",
  "trickle",
  "http/1.0",
  "expect",
  "no-length",
  "blanks",
  "twice",
] as const;

export type Framing = (typeof FRAMINGS)[number];

/** What came back. Only a complete reply can convict an endpoint. */
export type Reply =
  | {
      readonly kind: "complete";
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: string;
      readonly startMs: number;
      readonly endMs: number;
    }
  | { readonly kind: "timeout"; readonly afterMs: number }
  | { readonly kind: "broken"; readonly reason: string }
  /** The network ended the connection, as the request's faults say. */
  | {
      readonly kind: "cut";
      /** Of the request; `whole`: the endpoint may have had all of it. */
      readonly arrived: "part" | "whole";
      /** What happened on the wire, in a few words. */
      readonly what: string;
      readonly startMs: number;
      readonly endMs: number;
    }
  /** The run was stopped while the request was under way. */
  | { readonly kind: "stopped" };

export interface Transport {
  send(request: WireRequest, signal: AbortSignal): Promise<Reply>;
  close(): Promise<void>;
}

/** The first header of that name, whatever its case. */
export function headerOf(
  reply: Extract<Reply, { kind: "complete" }>,
  name: string,
): string | undefined {
  const lower = name.toLowerCase();
  return reply.headers.find(([candidate]) => candidate.toLowerCase() === lower)?.[1];
}

/** A reply in a few words. */
export function describeReply(reply: Reply): string {
  switch (reply.kind) {
    case "complete":
      return `status ${reply.status}`;
    case "timeout":
      return `no answer within ${reply.afterMs} ms`;
    case "broken":
      return `connection broken: ${reply.reason}`;
    case "cut":
      return `no reply: ${reply.what}`;
    case "stopped":
      return "the run was stopped";
  }
}
