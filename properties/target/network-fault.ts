/**
 * What a network does to one request, as a trial says it: by the parts of a message, so that it stays
 * what it is when the message gets shorter. Pure.
 */

import type { ProxyFault } from "../../simulators/proxy/index.ts";

/** Where a connection is cut. `whole`: when the request has gone through and before the reply. */
export const CUT_PLACES = ["head", "body", "whole", "reply"] as const;
/** Where bytes wait. */
export const DELAY_PLACES = ["head", "body", "reply"] as const;
/** By an RST, or by a FIN as from a peer that closed in order. */
export const CUT_WAYS = ["reset", "end"] as const;

/** One thing that happens. A percentage is of the part's bytes. @range percent 0..99 */
export type NetworkFault =
  | {
      readonly kind: "cut";
      readonly place: (typeof CUT_PLACES)[number];
      readonly percent: number;
      readonly how: (typeof CUT_WAYS)[number];
      /** How long the connection lives on there. @unit milliseconds @defaultValue 0 */
      readonly afterMs?: number;
    }
  | {
      readonly kind: "delay";
      readonly place: (typeof DELAY_PLACES)[number];
      readonly percent: number;
      readonly forMs: number;
    }
  /** The request comes in pieces, with a moment between two of them. */
  | { readonly kind: "slice"; readonly pieceBytes: number }
  /** The request's bytes come twice, over two connections. */
  | { readonly kind: "duplicate" };

/** How long a message is. @unit bytes */
export interface MessageLength {
  readonly head: number;
  readonly body: number;
}

/** Percentages of a reply are of so many bytes: about its head; how long it will be nobody knows. */
const REPLY_BYTES = 120;
const PAUSE_MS = 1;

/** What the proxy is to do to a message of that length. */
export function proxyFault(fault: NetworkFault, length: MessageLength): ProxyFault {
  switch (fault.kind) {
    case "cut":
      return {
        kind: "cut",
        ...pointOf(fault, length),
        how: fault.how,
        ...(fault.afterMs === undefined ? {} : { afterMs: fault.afterMs }),
      };
    case "delay":
      return { kind: "delay", ...pointOf(fault, length), forMs: fault.forMs };
    case "slice":
      return {
        kind: "slice",
        stream: "request",
        pieceBytes: fault.pieceBytes,
        pauseMs: PAUSE_MS,
      };
    case "duplicate":
      return { kind: "duplicate" };
  }
}

/** Whether all bytes of the request go through, whatever happens then. */
export function arrivesWhole(faults: readonly NetworkFault[]): boolean {
  return !faults.some(({ kind, ...fault }) => {
    return kind === "cut" && "place" in fault && isOfRequest(fault.place);
  });
}

/** What happens on the wire, in a few words; without a length where that of the message is unknown. */
export function describeFault(fault: NetworkFault, length?: MessageLength): string {
  switch (fault.kind) {
    case "cut":
      return `cut (${fault.how}) ${momentText(fault)}${placeText(fault, length)}`;
    case "delay":
      return `held up for ${fault.forMs} ms ${placeText(fault, length)}`;
    case "slice":
      return `sent in pieces of ${fault.pieceBytes} bytes`;
    case "duplicate":
      return "its bytes sent twice, over two connections";
  }
}

interface Point {
  readonly place: (typeof CUT_PLACES)[number];
  readonly percent: number;
}

/** Where in which stream a place of a message of that length is. */
export function pointOf(
  { place, percent }: Point,
  { head, body }: MessageLength,
): { readonly stream: "request" | "reply"; readonly afterBytes: number } {
  const share = (bytes: number) => Math.floor((bytes * percent) / 100);
  switch (place) {
    case "head":
      return { stream: "request", afterBytes: share(head) };
    case "body":
      return { stream: "request", afterBytes: head + share(body) };
    case "whole":
      return { stream: "request", afterBytes: head + body };
    case "reply":
      return { stream: "reply", afterBytes: share(REPLY_BYTES) };
  }
}

function momentText({ afterMs = 0 }: { readonly afterMs?: number }): string {
  return afterMs > 0 ? `${afterMs} ms ` : "";
}

function placeText(point: Point, length: MessageLength | undefined): string {
  if (point.place === "whole") return "after the whole request";
  const bytes = length === undefined ? undefined : pointOf(point, length).afterBytes;
  if (point.place === "reply") {
    return `after ${bytes ?? pointOf(point, { head: 0, body: 0 }).afterBytes} bytes of the reply`;
  }
  if (bytes === undefined || length === undefined) {
    return `after ${point.percent} % of the request's ${point.place}`;
  }
  return `after ${bytes} of the request's ${length.head + length.body} bytes`;
}

function isOfRequest(place: Point["place"]): boolean {
  return place === "head" || place === "body";
}
