/**
 * A timer wheel of 1 ms slots: which agent's report falls due next. Each agent has at most one
 * report in it. Typed arrays only, 12 bytes an agent, so that a large fleet costs nothing to
 * collect. Times are whole milliseconds since the worker's start.
 */

/** Slots; a due time further ahead waits in the last slot and is put back from there. */
const SLOTS = 16384;
const MASK = SLOTS - 1;
const NONE = -1;

/** Agents by due time. */
export class Wheel {
  /** Agents that have a report in the wheel. */
  count = 0;

  /** First agent of each slot, and each agent's successor in its slot. */
  private readonly heads = new Int32Array(SLOTS).fill(NONE);
  private readonly successors: Int32Array;
  private readonly dues: Float64Array;
  /** Nothing in the wheel lies before this time. */
  private cursorMs = 0;

  /** `agents` is how many there are: they are numbered from 0. */
  constructor(agents: number) {
    this.successors = new Int32Array(agents).fill(NONE);
    this.dues = new Float64Array(agents);
  }

  /** Puts an agent in that is not in the wheel. `dueMs` is whole, 0 or more. */
  add(agent: number, dueMs: number): void {
    if (this.count === 0 || dueMs < this.cursorMs) this.cursorMs = dueMs;
    this.count += 1;
    this.dues[agent] = dueMs;
    this.link(agent, dueMs);
  }

  /** Takes out an agent that is due at `nowMs`, the longest due first; -1 when none is. */
  take(nowMs: number): number {
    if (this.count === 0 || this.cursorMs > nowMs || !this.seek(nowMs)) return NONE;
    const { heads } = this;
    const slot = this.cursorMs & MASK;
    const agent = heads[slot] ?? NONE;
    heads[slot] = this.successors[agent] ?? NONE;
    this.count -= 1;
    return agent;
  }

  /** The earliest due time; Infinity when the wheel is empty. */
  nextMs(): number {
    if (this.count === 0) return Infinity;
    this.seek(Infinity);
    return this.cursorMs;
  }

  /** Moves to the first slot whose first agent is due in it; false where that is after `untilMs`. */
  private seek(untilMs: number): boolean {
    const { heads } = this;
    let at = this.cursorMs;
    while (at <= untilMs) {
      if (heads[at & MASK] !== NONE) {
        this.cursorMs = at;
        if (this.isDue(at)) return true;
      }
      at += 1;
    }
    this.cursorMs = at;
    return false;
  }

  /** Puts back from the head of a slot what only waits in it; whether a due agent is left. */
  private isDue(atMs: number): boolean {
    const slot = atMs & MASK;
    let agent = this.heads[slot] ?? NONE;
    while (agent !== NONE) {
      const dueMs = this.dues[agent] ?? 0;
      if (dueMs <= atMs) return true;
      this.heads[slot] = this.successors[agent] ?? NONE;
      this.link(agent, dueMs);
      agent = this.heads[slot] ?? NONE;
    }
    return false;
  }

  private link(agent: number, dueMs: number): void {
    const lastMs = this.cursorMs + MASK;
    const slot = (dueMs < lastMs ? dueMs : lastMs) & MASK;
    this.successors[agent] = this.heads[slot] ?? NONE;
    this.heads[slot] = agent;
  }
}
