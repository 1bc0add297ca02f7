/**
 * What a network does to a connection, as data, and what that makes of each chunk of bytes. Pure.
 *
 * Not imitated: lost or reordered packets. TCP hides those, and an endpoint sees only their delay.
 */

/** The two streams of a connection: to the endpoint, and back. */
export type Stream = "request" | "reply";

/** One thing that happens to one stream. Offsets count the bytes of that stream from 0. */
export type ProxyFault =
  /** The first `afterBytes` bytes go through; then both sides see the connection end. */
  | {
      readonly kind: "cut";
      readonly stream: Stream;
      readonly afterBytes: number;
      /** `reset`: an RST; `end`: a FIN, as from a peer that closed in order. */
      readonly how: "reset" | "end";
      /** How long the connection lives on after that byte. @unit milliseconds @defaultValue 0 */
      readonly afterMs?: number;
    }
  /** Byte number `afterBytes` and all later ones wait once. */
  | {
      readonly kind: "delay";
      readonly stream: Stream;
      readonly afterBytes: number;
      readonly forMs: number;
    }
  /** Bytes go through in pieces, with a pause after each. */
  | {
      readonly kind: "slice";
      readonly stream: Stream;
      readonly pieceBytes: number;
      readonly pauseMs: number;
    }
  /** The request's bytes reach the endpoint a second time, over a connection of their own. */
  | { readonly kind: "duplicate" };

/** What is to be done with a chunk, in this order. */
export type Step =
  | { readonly kind: "send"; readonly bytes: Uint8Array }
  | { readonly kind: "wait"; readonly forMs: number }
  | { readonly kind: "cut"; readonly how: "reset" | "end" };

/**
 * What the faults make of a chunk that begins at `offset` of its stream. A cut is the last step;
 * where its offset is the chunk's end, it comes with the chunk and does not wait for another byte.
 */
export function bend(
  faults: readonly ProxyFault[],
  stream: Stream,
  offset: number,
  chunk: Uint8Array,
): readonly Step[] {
  const steps: Step[] = [];
  const end = offset + chunk.length;
  let at = offset;
  for (const point of pointsWithin(faults, stream, offset, end)) {
    if (point.at > at) steps.push(...sliced(faults, stream, piece(chunk, offset, at, point.at)));
    at = Math.max(at, point.at);
    steps.push(...point.steps);
    if (point.steps.at(-1)?.kind === "cut") return steps;
  }
  if (at < end) steps.push(...sliced(faults, stream, piece(chunk, offset, at, end)));
  return steps;
}

interface Point {
  readonly at: number;
  readonly steps: readonly Step[];
}

function pointsWithin(
  faults: readonly ProxyFault[],
  stream: Stream,
  from: number,
  until: number,
): readonly Point[] {
  const points = faults.flatMap((fault): readonly Point[] => {
    if (fault.kind === "slice" || fault.kind === "duplicate" || fault.stream !== stream) return [];
    const { afterBytes } = fault;
    if (fault.kind === "cut") {
      const isHere = afterBytes >= from && afterBytes <= until;
      const { how, afterMs = 0 } = fault;
      const life: readonly Step[] = afterMs > 0 ? [{ kind: "wait", forMs: afterMs }] : [];
      return isHere ? [{ at: afterBytes, steps: [...life, { kind: "cut", how }] }] : [];
    }
    const isHere = afterBytes >= from && afterBytes < until;
    return isHere ? [{ at: afterBytes, steps: [{ kind: "wait", forMs: fault.forMs }] }] : [];
  });
  return points.sort((a, b) => a.at - b.at);
}

function piece(chunk: Uint8Array, offset: number, from: number, until: number): Uint8Array {
  return chunk.subarray(from - offset, until - offset);
}

function sliced(faults: readonly ProxyFault[], stream: Stream, bytes: Uint8Array): readonly Step[] {
  const slice = faults.find((fault) => fault.kind === "slice" && fault.stream === stream);
  if (slice?.kind !== "slice") return [{ kind: "send", bytes }];
  const steps: Step[] = [];
  for (let at = 0; at < bytes.length; at += slice.pieceBytes) {
    steps.push({ kind: "send", bytes: bytes.subarray(at, at + slice.pieceBytes) });
    steps.push({ kind: "wait", forMs: slice.pauseMs });
  }
  return steps;
}
