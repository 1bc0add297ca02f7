/** Runs sequences of steps beside each other, and says whether requests really overlapped. */

import { setTimeout as wait } from "node:timers/promises";
import type { Reply } from "../target/index.ts";
import type { Look, Send } from "./trial.ts";

/** Where a request stands: in which group, and in which lane of it. */
export interface Place {
  readonly group?: number;
  /** Counted from 1; 0 and absent: beside no other. */
  readonly lane?: number;
}

/**
 * Runs all lanes, each step after its own delay; `perform` gives undefined where there is nothing to
 * ask. Gives the replies of all.
 */
export async function runLanes(
  lanes: readonly (readonly (Send | Look)[])[],
  given: {
    readonly group: number;
    readonly perform: (step: Send | Look, place: Place) => Promise<Reply | undefined>;
    /** Whether what has been seen already decides. */
    readonly isOver: () => boolean;
  },
): Promise<readonly Reply[]> {
  const { group, perform, isOver } = given;
  const replies: Reply[] = [];
  const run = async (steps: readonly (Send | Look)[], lane: number) => {
    for (const step of steps) {
      if (step.delayMs !== undefined && step.delayMs > 0) await wait(step.delayMs);
      if (isOver()) return;
      const reply = await perform(step, { group, lane });
      if (reply !== undefined) replies.push(reply);
    }
  };
  await Promise.all(lanes.map((steps, i) => run(steps, i + 1)));
  return replies;
}

/** Whether two of the replies were under way at the same time. */
export function overlap(replies: readonly Reply[]): boolean {
  const complete = replies.filter((r) => r.kind === "complete");
  if (complete.length < 2) return false;
  return complete.some((one, i) =>
    complete.slice(i + 1).some((other) => {
      return one.startMs < other.endMs && other.startMs < one.endMs;
    }),
  );
}
