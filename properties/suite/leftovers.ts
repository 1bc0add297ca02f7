/**
 * Reports of which nobody knows what became of them. Each may still come to its task when the trial
 * that sent it is long over, so the next trial on that task counts it in.
 */

import type { Outcome } from "../model/history.ts";
import type { Send } from "./trial.ts";

/** One such report. `partial`: it never came whole, and must not count. */
export interface Leftover {
  readonly step: Send;
  readonly outcome: Exclude<Outcome, "acknowledged" | "refused">;
  /** When it was sent, by `performance.now()`. @unit milliseconds */
  readonly callMs: number;
}

/** Of one task the newest are kept: each look is compared with all of them. */
const KEPT_MAX = 20;

/** What was left under way in one run, by task. */
export class Leftovers {
  private readonly byTask = new Map<string, readonly Leftover[]>();

  /** Those of a task, the oldest first. */
  of(taskId: string | undefined): readonly Leftover[] {
    return (taskId === undefined ? undefined : this.byTask.get(taskId)) ?? [];
  }

  /** Adds what a trial left, by task. */
  add(left: ReadonlyMap<string, readonly Leftover[]>): void {
    for (const [taskId, more] of left) {
      this.byTask.set(taskId, [...this.of(taskId), ...more].slice(-KEPT_MAX));
    }
  }
}
