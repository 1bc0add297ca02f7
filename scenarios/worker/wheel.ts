/**
 * A timer wheel of 1 ms slots: which agent's report falls due next. Each agent has at most one
 * report in it. Typed arrays only, 12 bytes an agent, so that a large fleet costs nothing to
 * collect. Times are whole milliseconds since the worker's start.
 *
 * Its state lives in variables of the constructor: in k6's engine a member of an object costs a
 * look-up in a table, and this stands in the path of every report.
 */

/** Slots; a due time further ahead waits in the last slot and is put back from there. */
const SLOTS = 16384;
const MASK = SLOTS - 1;
const NONE = -1;

/** Agents by due time. */
export class Wheel {
  /** Puts an agent in that is not in the wheel. `dueMs` is whole, 0 or more. */
  readonly add: (agent: number, dueMs: number) => void;
  /** Takes out an agent that is due at `nowMs`, the longest due first; -1 when none is. */
  readonly take: (nowMs: number) => number;
  /** The earliest due time; Infinity when the wheel is empty. */
  readonly nextMs: () => number;
  private readonly size: () => number;

  /** `agents` is how many there are: they are numbered from 0. */
  constructor(agents: number) {
    // First agent of each slot, and each agent's successor in its slot.
    const heads = new Int32Array(SLOTS).fill(NONE);
    const successors = new Int32Array(agents).fill(NONE);
    const dues = new Float64Array(agents);
    let count = 0;
    // Nothing in the wheel lies before this time.
    let cursorMs = 0;
    // Whether a slot may hold what is not due in its first turn; the latest due time tells.
    let hasFar = false;
    let latestMs = 0;

    const link = (agent: number, dueMs: number): void => {
      let slot = dueMs & MASK;
      if (dueMs > cursorMs + MASK) {
        slot = (cursorMs + MASK) & MASK;
        hasFar = true;
      }
      successors[agent] = heads[slot] ?? NONE;
      heads[slot] = agent;
    };

    /** Puts back from the head of a slot what only waits in it; the due agent that is left. */
    const dueIn = (slot: number, atMs: number, first: number): number => {
      let agent = first;
      if (!hasFar) return agent;
      while (agent !== NONE && (dues[agent] ?? 0) > atMs) {
        heads[slot] = successors[agent] ?? NONE;
        link(agent, dues[agent] ?? 0);
        agent = heads[slot] ?? NONE;
      }
      return agent;
    };

    /** Moves to the first slot that has a due agent; NONE where that is after `untilMs`. */
    const seek = (untilMs: number): number => {
      let at = cursorMs;
      while (at <= untilMs) {
        const slot = at & MASK;
        const first = heads[slot] ?? NONE;
        if (first !== NONE) {
          cursorMs = at;
          const agent = dueIn(slot, at, first);
          if (agent !== NONE) return agent;
        }
        at += 1;
      }
      cursorMs = at;
      return NONE;
    };

    this.size = () => count;
    this.add = (agent, dueMs) => {
      if (dueMs > latestMs) latestMs = dueMs;
      if (count === 0 || dueMs < cursorMs) {
        cursorMs = dueMs;
        if (latestMs > dueMs + MASK) hasFar = true;
      }
      count += 1;
      dues[agent] = dueMs;
      link(agent, dueMs);
    };
    this.take = (nowMs) => {
      if (count === 0 || cursorMs > nowMs) return NONE;
      const agent = seek(nowMs);
      if (agent === NONE) return NONE;
      heads[cursorMs & MASK] = successors[agent] ?? NONE;
      count -= 1;
      return agent;
    };
    this.nextMs = () => {
      if (count === 0) return Infinity;
      seek(Infinity);
      return cursorMs;
    };
  }

  /** Agents that have a report in the wheel. */
  get count(): number {
    return this.size();
  }
}
