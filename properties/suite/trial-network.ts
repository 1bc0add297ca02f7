/** What the network did to the reports of one trial, and what it left under way. */

import type { Reply } from "../target/index.ts";
import type { Leftover } from "./leftovers.ts";
import type { Send } from "./trial.ts";
import { outcomeOf } from "./watch.ts";

export class TrialNetwork {
  /** Requests to which it did what it was told. */
  faulted = 0;
  /** By task: reports of which nobody knows what became of them. */
  readonly left = new Map<string, readonly Leftover[]>();

  note(step: Send, reply: Reply, at: { readonly taskId: string; readonly callMs: number }): void {
    const { faults = [] } = step;
    const wasToBeCut = faults.some(({ kind }) => kind === "cut");
    const isDone = reply.kind === "complete" && faults.length > 0 && !wasToBeCut;
    if (reply.kind === "cut" || isDone) this.faulted += 1;
    const outcome = outcomeOf(reply);
    if (outcome === "acknowledged" || outcome === "refused") return;
    const { taskId, callMs } = at;
    this.left.set(taskId, [...(this.left.get(taskId) ?? []), { step, outcome, callMs }]);
  }
}
