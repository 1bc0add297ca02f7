/**
 * A timer wheel of 1 ms slots: which agent's report falls due next. Each agent has at most one
 * report in it. Typed arrays only, so that a large fleet costs nothing to collect: 4 bytes an agent
 * beside its due time, which the caller keeps. Times are whole milliseconds since the worker's start.
 *
 * Its state lives in variables of the constructor: in k6's engine a member of an object costs a
 * look-up in a table, and this stands in the path of every report. Who wants to spend still less
 * takes whole slots (`takeSlot`) and puts agents in by hand, as batches.ts does.
 */

/** Slots; a due time further ahead waits in the last slot and is put back from there. */
const SLOTS = 16384;
export const SLOT_MASK = SLOTS - 1;
export const NONE = -1;

/** Agents by due time. */
export class Wheel {
  /**
   * Puts an agent in that is not in the wheel. `atMs` is whole, 0 or more, and nothing but the due
   * time that `dues` says, or later: an agent that is overdue stands where the clock is.
   */
  readonly add: (agent: number, atMs: number) => void;
  /** Takes out an agent that is due at `nowMs`, the longest due first; NONE when none is. */
  readonly take: (nowMs: number) => number;
  /**
   * Takes out all agents of the first slot that has one due at `nowMs`: the first of them, the others
   * being its `successors` until one is NONE; NONE when none is due.
   */
  readonly takeSlot: (nowMs: number) => number;
  /** The earliest due time; Infinity when the wheel is empty. */
  readonly nextMs: () => number;
  /** First agent of each slot: of time t the slot is `t & SLOT_MASK`. */
  readonly heads: Int32Array;
  /** Each agent's successor in its slot. */
  readonly successors: Int32Array;
  /** Nothing in the wheel lies before this time: one value. @unit milliseconds */
  readonly cursor = new Float64Array(1);
  private readonly size: () => number;

  /** `dues` has each agent's due time, ms; agents are numbered from 0. */
  constructor(dues: Float64Array) {
    const { cursor } = this;
    const heads = new Int32Array(SLOTS).fill(NONE);
    const successors = new Int32Array(dues.length).fill(NONE);
    this.heads = heads;
    this.successors = successors;
    let count = 0;
    let cursorMs = 0;
    // Whether a slot may hold what is not due in its first turn; the latest due time tells.
    let hasFar = false;
    let latestMs = 0;

    const link = (agent: number, atMs: number): void => {
      let slot = atMs & SLOT_MASK;
      if (atMs > cursorMs + SLOT_MASK) {
        slot = (cursorMs + SLOT_MASK) & SLOT_MASK;
        hasFar = true;
      }
      successors[agent] = heads[slot] ?? NONE;
      heads[slot] = agent;
    };

    /** Puts back from a slot what only waits in it; the first agent that is due, and its successors. */
    const duesOf = (slot: number, atMs: number): number => {
      let agent = heads[slot] ?? NONE;
      if (!hasFar) return agent;
      let first = NONE;
      heads[slot] = NONE;
      while (agent !== NONE) {
        const next = successors[agent] ?? NONE;
        if ((dues[agent] ?? 0) > atMs) link(agent, dues[agent] ?? 0);
        else {
          successors[agent] = first;
          first = agent;
        }
        agent = next;
      }
      heads[slot] = first;
      return first;
    };

    /** Moves to the first slot that has a due agent; NONE where that is after `untilMs`. */
    const seek = (untilMs: number): number => {
      let at = cursorMs;
      let found = NONE;
      while (at <= untilMs) {
        const slot = at & SLOT_MASK;
        if (heads[slot] !== NONE) {
          cursorMs = at;
          found = duesOf(slot, at);
          if (found !== NONE) break;
        }
        at += 1;
      }
      cursorMs = at;
      cursor[0] = at;
      return found;
    };

    this.size = () => count;
    this.add = (agent, atMs) => {
      if (atMs > latestMs) latestMs = atMs;
      if (count === 0 || atMs < cursorMs) {
        cursorMs = atMs;
        if (latestMs > atMs + SLOT_MASK) hasFar = true;
      }
      count += 1;
      link(agent, atMs);
    };
    this.take = (nowMs) => {
      if (count === 0 || cursorMs > nowMs) return NONE;
      const agent = seek(nowMs);
      if (agent === NONE) return NONE;
      heads[cursorMs & SLOT_MASK] = successors[agent] ?? NONE;
      count -= 1;
      return agent;
    };
    this.takeSlot = (nowMs) => {
      if (cursorMs > nowMs) return NONE;
      const first = seek(nowMs);
      if (first !== NONE) heads[cursorMs & SLOT_MASK] = NONE;
      return first;
    };
    this.nextMs = () => {
      if (count === 0) return Infinity;
      seek(Infinity);
      return cursorMs;
    };
  }

  /** Agents that were put in by `add` and have not left by `take`. */
  get count(): number {
    return this.size();
  }
}
