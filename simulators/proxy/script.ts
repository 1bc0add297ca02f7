/**
 * Which connection meets which faults: pure. The same seed and connection number give the same
 * faults, whenever the connection comes.
 */

import { asShare, nextState, scramble, startState } from "../agent/random.ts";
import type { ProxyFault, Stream } from "./fault.ts";

/** Faults of the connection of that number; they are numbered from 0 as they are accepted. */
export type ProxyScript = (connection: number) => readonly ProxyFault[];

/** How often a drawn script does what to a connection. @range each 0..1 */
export interface FaultShares {
  readonly cut: number;
  readonly delay: number;
  readonly slice: number;
  readonly duplicate: number;
}

/** Farther than the headers and body of a usual report and of a usual reply reach. */
const REQUEST_BYTES = 900;
const REPLY_BYTES = 300;
const DELAY_MS_MAX = 200;
const PIECE_BYTES_MAX = 40;

/** Nothing happens. */
export const CALM: ProxyScript = () => [];

/** Faults drawn from a seed; each kind for itself, so that they also meet on one connection. */
export function drawnScript(seed: number, shares: FaultShares): ProxyScript {
  return (connection) => {
    let state = startState(seed, connection);
    const chance = (): number => {
      state = nextState(state);
      return asShare(scramble(state));
    };
    // All are drawn, so that one share does not shift what is drawn for another.
    const stream: Stream = chance() < 0.5 ? "request" : "reply";
    const afterBytes = Math.floor(chance() * (stream === "request" ? REQUEST_BYTES : REPLY_BYTES));
    const how = chance() < 0.5 ? "reset" : "end";
    const forMs = 1 + Math.floor(chance() * DELAY_MS_MAX);
    const pieceBytes = 1 + Math.floor(chance() * PIECE_BYTES_MAX);
    const faults: (ProxyFault | undefined)[] = [
      chance() < shares.cut ? { kind: "cut", stream, afterBytes, how } : undefined,
      chance() < shares.delay ? { kind: "delay", stream, afterBytes, forMs } : undefined,
      chance() < shares.slice ? { kind: "slice", stream, pieceBytes, pauseMs: 1 } : undefined,
      chance() < shares.duplicate ? { kind: "duplicate" } : undefined,
    ];
    return faults.filter((fault) => fault !== undefined);
  };
}
