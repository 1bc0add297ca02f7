/** Fault: the agent has no network for a while: so many reports in a row are never sent. */

import type { Timeline } from "../agent/index.ts";

interface Gap {
  /** Place of the first one that is missing, from 0. */
  readonly at: number;
  readonly reports: number;
}

export function offline(source: Timeline, fault: Gap): Timeline {
  let place = -1;
  return {
    next() {
      for (;;) {
        const entry = source.next();
        place += 1;
        const gone = place >= fault.at && place < fault.at + fault.reports;
        if (entry === undefined || !gone) return entry;
      }
    },
  };
}
