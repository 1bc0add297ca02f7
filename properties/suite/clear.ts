/**
 * What stood on a task before a trial must not decide what the trial shows, or a counterexample
 * shrinks to less than it needs, and is FIXED when it is sent again after something else.
 */

import { METHOD, PROGRESS_PATH } from "../../simulators/contract/index.ts";
import { bodyOf, minimal, withFields } from "../requirements/drafts.ts";
import { sendTo, type Target, taskPath } from "../target/index.ts";
import { comparesTimes, type Trial } from "./trial.ts";

/** Unlike what trials send, and the beginning of any migration: nothing lies below it. */
const FIRST = {
  subtask_name: '"CREATE_CLOUD_SERVER"',
  progress: "0",
  replicatesize: "0",
  totalsize: "1",
  process_trace: '"ready"',
};

/**
 * Reports to the tasks of a trial what none of its own reports says; whether that is taken is no
 * matter. Gives how many requests it took: none where a report may show late, or would cost time that
 * the trial compares.
 */
export async function clear(
  trial: Trial,
  target: Target,
  leased: { readonly a?: string; readonly b?: string },
  signal: AbortSignal,
): Promise<number> {
  if (target.visibleWithinMs > 0 || comparesTimes(trial)) return 0;
  const { mandatory } = target.profile;
  const known = Object.entries(FIRST).filter(([name]) => mandatory.some((n) => n === name));
  const body = bodyOf(withFields(minimal(target.profile), Object.fromEntries(known)));
  const tasks = [leased.a, leased.b].filter((id) => id !== undefined);
  await Promise.all(
    tasks.map((id) => {
      const path = taskPath(PROGRESS_PATH, id);
      const headers = [["Content-Type", "application/json"]] as const;
      return sendTo(target, { method: METHOD, path, headers, body }, signal);
    }),
  );
  return tasks.length;
}
