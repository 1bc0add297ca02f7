/**
 * Fault: the agent's process dies and begins again from what it had saved: after one report come the
 * ones before it once more, so that progress is lower than it was. All that follows is later.
 */

import type { Timeline, TimelineEntry } from "../agent/index.ts";

interface Restart {
  /** Place of the last report before the restart, from 0. */
  readonly at: number;
  /** How far it goes back. */
  readonly reports: number;
}

export function restarted(source: Timeline, fault: Restart): Timeline {
  return new Restarted(source, fault);
}

class Restarted implements Timeline {
  private readonly source: Timeline;
  private readonly fault: Restart;
  /** The last reports before the restart; afterwards what is left to be repeated. */
  private saved: TimelineEntry[] = [];
  private place = -1;
  private repeats = false;
  private laterMs = 0;

  constructor(source: Timeline, fault: Restart) {
    this.source = source;
    this.fault = fault;
  }

  next(): TimelineEntry | undefined {
    if (this.repeats) {
      const again = this.saved.shift();
      if (again !== undefined) return this.shifted(again);
      this.repeats = false;
    }
    const entry = this.source.next();
    if (entry === undefined) return undefined;
    this.place += 1;
    const { at, reports } = this.fault;
    if (this.place > at) return this.shifted(entry);
    this.saved.push(entry);
    if (this.saved.length > reports + 1) this.saved.shift();
    if (this.place === at) this.begin(entry);
    return entry;
  }

  /** The repetition starts one gap after the last report. */
  private begin(last: TimelineEntry): void {
    const first = this.saved[0] ?? last;
    const before = this.saved[this.saved.length - 2] ?? last;
    this.laterMs = last.atMs - first.atMs + (last.atMs - before.atMs);
    this.repeats = true;
  }

  private shifted(entry: TimelineEntry): TimelineEntry {
    return { ...entry, atMs: entry.atMs + this.laterMs };
  }
}
