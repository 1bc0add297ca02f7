/**
 * Fault: after the migration is done a forgotten buffer is sent: so many of the last reports once
 * more, in their order, the oldest first.
 */

import type { Timeline, TimelineEntry } from "../agent/index.ts";

interface Replay {
  readonly reports: number;
  /** Time between the last report and the first old one, and between two old ones. */
  readonly afterMs: number;
}

export function replayed(source: Timeline, fault: Replay): Timeline {
  const buffer: TimelineEntry[] = [];
  let atMs = 0;
  let isOver = false;
  return {
    next() {
      const entry = isOver ? undefined : source.next();
      if (entry !== undefined) {
        buffer.push(entry);
        if (buffer.length > fault.reports + 1) buffer.shift();
        atMs = entry.atMs;
        return entry;
      }
      // The last report is the newest there is: it is not old.
      if (!isOver) buffer.pop();
      isOver = true;
      const again = buffer.shift();
      if (again === undefined) return undefined;
      atMs += fault.afterMs;
      return { atMs, report: again.report };
    },
  };
}
