/** Both halves of a run, once its target is known to answer. */

import type { CheckIo } from "../properties/suite/check.ts";
import { preflight, waitForTarget } from "../properties/suite/preflight.ts";
import { type OpenTarget, taskCount, taskIdAt } from "../properties/target/index.ts";
import { checkHalf } from "./check-half.ts";
import { loadHalf } from "./load-half.ts";
import { attempt, type Session } from "./session.ts";

/** Tasks that the first questions are asked about. */
const ASKED_TASKS = 3;

/** The load half runs even when the check half fails; neither runs where nothing answers. */
export async function bothHalves(
  session: Session,
  shrinking?: CheckIo["shrinking"],
): Promise<void> {
  const { promise, recorder, signal } = session;
  let answering = false;
  await attempt(recorder, "target", async () => {
    answering = await answers(session);
  });
  if (!answering) return;
  if (promise.halves.includes("check"))
    await attempt(recorder, "check", () => checkHalf(session, shrinking));
  if (promise.halves.includes("load") && !signal.aborted) {
    await attempt(recorder, "load", () => loadHalf(session));
  }
}

/** Whether the target can be judged at all; records what is missing. */
async function answers({ open, options, recorder, signal }: Session): Promise<boolean> {
  if (open.unprovisioned !== undefined) {
    const remedy = "correct `create` in headway.config.ts, or name tasks by --tasks";
    const detail = open.unprovisioned;
    recorder.record({ kind: "prerequisite", name: "tasks", state: "missing", detail, remedy });
    return false;
  }
  await waitForTarget(open.target, firstTasks(open)[0] ?? "", options.waitMs, signal);
  const found = await preflight(open.target, firstTasks(open), signal);
  if (signal.aborted) return false;
  for (const event of found) recorder.record(event);
  return found.every((event) => event.state === "ok");
}

/** Tasks that a target is first asked about. */
export function firstTasks(open: OpenTarget): readonly string[] {
  const count = Math.min(ASKED_TASKS, taskCount(open.tasks));
  return Array.from({ length: count }, (_, i) => taskIdAt(open.tasks, i));
}
