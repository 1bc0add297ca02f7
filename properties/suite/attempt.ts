/** Sends a trial on tasks that are leased for it, and again where no reply came. */

import type { Target, TaskPool } from "../target/index.ts";
import type { Attempt } from "./explain.ts";
import type { Ids } from "./requirement-result.ts";
import { runTrial } from "./run-trial.ts";
import { leasedRefs, looks, type Trial } from "./trial.ts";

/** Times a trial is sent again when a reply did not come. */
const RETRIES = 2;

/** One attempt, with the requests that it took in all. Never throws for what the target does. */
export async function attemptTrial(
  trial: Trial,
  given: { readonly target: Target; readonly pool: TaskPool; readonly signal: AbortSignal },
): Promise<Attempt & { readonly requests: number }> {
  const { target, pool, signal } = given;
  const refs = leasedRefs(trial);
  const fresh = looks(trial);
  const { idOfA } = trial;
  const lease =
    refs.length === 0
      ? undefined
      : await pool.lease(refs.length, { fresh, ...(idOfA === undefined ? {} : { id: idOfA }) });
  const ids: Ids = Object.fromEntries(refs.map((ref, i) => [ref, lease?.ids[i] ?? ""]));
  try {
    let result = await runTrial(trial, target, ids, signal);
    let { requests } = result;
    for (let i = 0; i < RETRIES && result.judgement.kind === "indefinite"; i += 1) {
      if (signal.aborted) break;
      result = await runTrial(trial, target, ids, signal);
      requests += result.requests;
    }
    return { result, ids, requests };
  } finally {
    lease?.release();
  }
}
