/** The ends of a run: who is in the wheel when it begins, and what is left when it is over. */

import type { Fleet } from "./fleet.ts";
import type { WorkerLedger } from "./ledger.ts";
import { Wheel } from "./wheel.ts";

/** A wheel with every agent whose first report falls due before the end; it goes by these dues. */
export function filled(fleet: Fleet, durationMs: number, dues: Float64Array): Wheel {
  const wheel = new Wheel(dues);
  for (let agent = 0; agent < fleet.size; agent += 1) {
    const dueMs = fleet.plannedMs[agent] ?? Infinity;
    if (dueMs < durationMs) wheel.add(agent, dueMs);
  }
  return wheel;
}

/** Counts what fell due and was not sent, each report of it. */
export function countUnsent(fleet: Fleet, ledger: WorkerLedger, durationMs: number): void {
  let unsent = 0;
  for (let agent = 0; agent < fleet.size; agent += 1) {
    let plannedMs = fleet.plannedMs[agent] ?? Infinity;
    while (plannedMs < durationMs) {
      unsent += 1;
      plannedMs = fleet.advance(agent);
    }
  }
  ledger.countUnsent(unsent);
}
