/** What the faults have in common: how a timeline is bent, and chance of their own. */

import type { Timeline, TimelineEntry } from "../agent/index.ts";
import { asShare, nextState, scramble, startState } from "../agent/random.ts";

/** A draw for each report: 0 up to, not including, 1. */
export class Chance {
  private state: number;

  /** `stream` keeps the faults of one agent apart. */
  constructor(seed: number, stream: number) {
    this.state = startState(seed, 1_000_000 + stream);
  }

  draw(): number {
    this.state = nextState(this.state);
    return asShare(scramble(this.state));
  }
}

/** Entries that were taken from a timeline and are not due yet, in the order of their times. */
export class Pending {
  private readonly entries: TimelineEntry[] = [];

  /** Equal times keep the order in which they came. */
  add(entry: TimelineEntry): void {
    let place = this.entries.length;
    while (place > 0 && (this.entries[place - 1]?.atMs ?? 0) > entry.atMs) place -= 1;
    this.entries.splice(place, 0, entry);
  }

  /** When the first of them is due; Infinity: there is none. */
  get firstMs(): number {
    return this.entries[0]?.atMs ?? Infinity;
  }

  take(): TimelineEntry | undefined {
    return this.entries.shift();
  }
}

/** A timeline beside late entries: whatever is due first comes first. */
export abstract class Merged implements Timeline {
  protected readonly late = new Pending();
  private readonly source: Timeline;
  private head: TimelineEntry | undefined;

  constructor(source: Timeline) {
    this.source = source;
  }

  next(): TimelineEntry | undefined {
    for (;;) {
      this.head ??= this.pull();
      if (this.head === undefined || this.late.firstMs < this.head.atMs) return this.late.take();
      const entry = this.head;
      this.head = undefined;
      if (this.passes(entry)) return entry;
    }
  }

  /** Whether the entry goes on now; what does not may be put among the late ones. */
  protected abstract passes(entry: TimelineEntry): boolean;

  private pull(): TimelineEntry | undefined {
    return this.source.next();
  }
}
