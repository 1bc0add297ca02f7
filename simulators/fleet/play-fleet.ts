/**
 * The reports of a whole fleet in the order of their times: all timelines merged, each asked only
 * for its next entry, faults and all. Equal times go by agent.
 */

import type { Plan, Timeline, TimelineEntry } from "../agent/index.ts";
import { arrivals } from "../faults/index.ts";

export interface FleetEntry extends TimelineEntry {
  /** Place of the agent's plan in the fleet, the first being 1. */
  readonly agent: number;
}

interface Head {
  readonly agent: number;
  readonly rest: Timeline;
  entry: TimelineEntry;
}

/** Plays all plans at once; memory grows with the number of agents, not with that of reports. */
export function* playFleet(plans: readonly Plan[]): Generator<FleetEntry> {
  const heap: Head[] = [];
  plans.forEach((plan, index) => {
    const rest = arrivals(plan);
    const entry = rest.next();
    if (entry === undefined) return;
    heap.push({ agent: index + 1, rest, entry });
  });
  // A sorted array is a heap already.
  heap.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    yield { agent: head.agent, atMs: head.entry.atMs, report: head.entry.report };
    const entry = head.rest.next();
    if (entry !== undefined) head.entry = entry;
    else {
      const last = heap.pop();
      if (last !== undefined && last !== head) heap[0] = last;
    }
    sink(heap);
  }
}

/** Puts the first element of a heap where it belongs. */
function sink(heap: Head[]): void {
  const moved = heap[0];
  if (moved === undefined) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    let least = heap[child];
    if (least === undefined) break;
    const sibling = heap[child + 1];
    if (sibling !== undefined && isBefore(sibling, least)) {
      least = sibling;
      child += 1;
    }
    if (!isBefore(least, moved)) break;
    heap[place] = least;
    place = child;
  }
  heap[place] = moved;
}

function isBefore(left: Head, right: Head): boolean {
  const gap = left.entry.atMs - right.entry.atMs;
  return gap === 0 ? left.agent < right.agent : gap < 0;
}
