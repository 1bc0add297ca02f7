/** Fault: every agent reports at the same moments, on the full minute for example. */

import type { Timeline } from "../agent/index.ts";

/** Each report waits for the next multiple of `everyMs`, 1 or more. */
export function synchronised(source: Timeline, fault: { readonly everyMs: number }): Timeline {
  const { everyMs } = fault;
  return {
    next() {
      const entry = source.next();
      if (entry === undefined) return undefined;
      return { ...entry, atMs: Math.ceil(entry.atMs / everyMs) * everyMs };
    },
  };
}
