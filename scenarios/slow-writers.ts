/**
 * Clients that send their reports byte after byte, from Node, beside the fleet in k6: does the
 * endpoint have time for the others meanwhile? k6 cannot write slowly. What becomes of the slow ones
 * is told and not judged: an endpoint may close on them.
 */

import {
  type OpenTarget,
  sendTo,
  taskCount,
  taskIdAt,
  taskPath,
} from "../properties/target/index.ts";
import { METHOD, PROGRESS_PATH } from "../simulators/contract/index.ts";
import { extremeBodies } from "./extremes.ts";

/** More than most pools of threads or workers have. */
const WRITERS = 48;

/** What became of the slow reports, by "status 200" or what went wrong. */
export type SlowOutcomes = ReadonlyMap<string, number>;

/** Writes until it is stopped, `WRITERS` reports at a time, on the tasks from `fromTask` on. */
export async function writeSlowly(
  open: Pick<OpenTarget, "target" | "tasks"> & { readonly fromTask: number },
  signal: AbortSignal,
): Promise<SlowOutcomes> {
  const outcomes = new Map<string, number>();
  const [body = ""] = extremeBodies(open.target.profile);
  const { fromTask } = open;
  const count = taskCount(open.tasks) - fromTask;
  const one = async (writer: number): Promise<void> => {
    const taskId = taskIdAt(open.tasks, fromTask + (writer % count));
    const path = taskPath(PROGRESS_PATH, taskId);
    const headers = [["Content-Type", "application/json"] as const];
    const request = { method: METHOD, path, headers, body, framing: "trickle" } as const;
    while (!signal.aborted) {
      const reply = await sendTo(open.target, request, signal);
      if (reply.kind === "stopped") break;
      const name = reply.kind === "complete" ? `status ${reply.status}` : reply.kind;
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => one(writer)));
  return outcomes;
}

/** "96 slow reports beside: status 200 96". */
export function slowText(outcomes: SlowOutcomes): string {
  const total = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...outcomes].map(([name, count]) => `${name}: ${count}`).sort();
  return `${total} reports were written slowly beside, ${WRITERS} at a time (${parts.join(", ")})`;
}
