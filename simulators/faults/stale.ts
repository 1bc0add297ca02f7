/**
 * Fault: two agents for one task: one was replaced and forgotten. From one report on it says again,
 * right after each of so many reports of its successor, what it said last.
 */

import type { Timeline, TimelineEntry } from "../agent/index.ts";
import type { Report } from "../report/index.ts";

interface Stale {
  /** Place of the forgotten agent's last report, from 0. */
  readonly at: number;
  readonly reports: number;
}

/** Time between the successor's report and the old agent's. */
const BEHIND_MS = 5;

export function stale(source: Timeline, fault: Stale): Timeline {
  let place = -1;
  let old: Report | undefined;
  let due: TimelineEntry | undefined;
  let head: TimelineEntry | undefined;
  return {
    next() {
      head ??= source.next();
      if (due !== undefined) {
        // Never after what the successor says next.
        const atMs = Math.min(due.atMs, head?.atMs ?? due.atMs);
        const echo = { ...due, atMs };
        due = undefined;
        return echo;
      }
      const entry = head;
      head = undefined;
      if (entry === undefined) return undefined;
      place += 1;
      if (place === fault.at) old = entry.report;
      if (old !== undefined && place > fault.at && place <= fault.at + fault.reports) {
        due = { atMs: entry.atMs + BEHIND_MS, report: old };
      }
      return entry;
    },
  };
}
