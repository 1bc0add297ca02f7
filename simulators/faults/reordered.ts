/** Fault: within windows of so many reports they arrive in any order; the times stay. */

import type { Timeline, TimelineEntry } from "../agent/index.ts";
import type { Chance } from "./bent.ts";

/** `reports`: size of a window, 2 or more. */
export function reordered(
  source: Timeline,
  fault: { readonly reports: number },
  chance: Chance,
): Timeline {
  let window: TimelineEntry[] = [];
  return {
    next() {
      if (window.length === 0) window = shuffled(taken(source, fault.reports), chance);
      return window.shift();
    },
  };
}

function taken(source: Timeline, count: number): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  while (entries.length < count) {
    const entry = source.next();
    if (entry === undefined) break;
    entries.push(entry);
  }
  return entries;
}

/** The same times with the reports in another order (Fisher and Yates). */
function shuffled(entries: readonly TimelineEntry[], chance: Chance): TimelineEntry[] {
  const reports = entries.map((entry) => entry.report);
  for (let last = reports.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance.draw() * (last + 1));
    const [a, b] = [reports[last], reports[other]];
    if (a === undefined || b === undefined) continue;
    reports[last] = b;
    reports[other] = a;
  }
  return entries.map((entry, index) => ({ ...entry, report: reports[index] ?? entry.report }));
}
