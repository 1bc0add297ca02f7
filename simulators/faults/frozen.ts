/** Fault: the agent hangs: from one report on it says the same so many times more, clock and all. */

import type { Timeline } from "../agent/index.ts";
import type { Report } from "../report/index.ts";

interface Freeze {
  /** Place of the report, from 0. */
  readonly at: number;
  readonly reports: number;
}

/** The reports that the agent would have made meanwhile are not made. */
export function frozen(source: Timeline, fault: Freeze): Timeline {
  let place = -1;
  let same: Report | undefined;
  return {
    next() {
      const entry = source.next();
      if (entry === undefined) return undefined;
      place += 1;
      if (place === fault.at) same = entry.report;
      const hangs = same !== undefined && place > fault.at && place <= fault.at + fault.reports;
      return hangs && same !== undefined ? { atMs: entry.atMs, report: same } : entry;
    },
  };
}
