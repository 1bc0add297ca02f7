/** What a task may show once requests that were under way at once are answered. */

import type { Fields } from "../model/differences.ts";
import type { Reply } from "../target/index.ts";
import { afterSend, type JudgeContext, type Possible } from "./judge.ts";
import type { Look, Send, TaskRef } from "./trial.ts";

/** Any of the group's reports may have come last; one that says nothing leaves all open. */
export function afterGroup(
  group: {
    readonly task: TaskRef;
    readonly steps: readonly (Send | Look)[];
    /** By step; undefined where there was nothing to ask. */
    readonly replies: readonly (Reply | undefined)[];
    readonly before: Possible;
  },
  context: JudgeContext,
): Possible {
  const { task, steps, replies, before } = group;
  const outcomes: Fields[] = [];
  for (const [i, step] of steps.entries()) {
    const reply = replies[i];
    if (step.do !== "send" || step.task !== task || reply === undefined) continue;
    const after = afterSend([], step, reply, context);
    if (after === undefined) return undefined;
    outcomes.push(...after);
  }
  return outcomes.length > 0 ? outcomes : before;
}
