/** Sends a trial on tasks that are leased for it, and again where no reply came. */

import type { Lease, Target, TaskPool } from "../target/index.ts";
import { clear } from "./clear.ts";
import type { Leftovers } from "./leftovers.ts";
import type { Attempt, Ids } from "./requirement-result.ts";
import { runTrial } from "./run-trial.ts";
import { isBroken, leasedRefs, looks, type Trial } from "./trial.ts";

/** Times a trial is sent again when a reply did not come. */
const RETRIES = 2;

interface Given {
  readonly target: Target;
  readonly pool: TaskPool;
  readonly leftovers: Leftovers;
  /** Whether what stood on the tasks before is overwritten first. @defaultValue false */
  readonly clears?: boolean;
  readonly signal: AbortSignal;
}

/** One attempt, with the requests that it took in all. Never throws for what the target does. */
export async function attemptTrial(
  trial: Trial,
  given: Given,
): Promise<Attempt & { readonly requests: number }> {
  let requests = 0;
  for (let tries = 0; ; tries += 1) {
    const attempt = await sendOnce(trial, given);
    requests += attempt.requests;
    const isDone = attempt.result.judgement.kind !== "indefinite";
    if (isDone || tries === RETRIES || given.signal.aborted) return { ...attempt, requests };
  }
}

/** Each time on a lease of its own: what the last time left under way is not in the way of this. */
async function sendOnce(
  trial: Trial,
  given: Given,
): Promise<Attempt & { readonly requests: number }> {
  const { target, pool, leftovers, clears = false, signal } = given;
  const refs = leasedRefs(trial);
  const lease = await leaseFor(trial, refs.length, pool);
  const ids: Ids = Object.fromEntries(refs.map((ref, i) => [ref, lease?.ids[i] ?? ""]));
  try {
    const before = clears ? await clear(trial, target, ids, signal) : 0;
    const result = await runTrial(trial, target, ids, signal, leftovers.of(ids.a));
    leftovers.add(result.left);
    return { result, ids, requests: before + result.requests };
  } finally {
    lease?.release();
  }
}

async function leaseFor(trial: Trial, count: number, pool: TaskPool): Promise<Lease | undefined> {
  if (count === 0) return undefined;
  const { idOfA } = trial;
  return pool.lease(count, {
    // What breaks connections may spoil a task for whoever comes next.
    fresh: looks(trial) || isBroken(trial),
    ...(idOfA === undefined ? {} : { id: idOfA }),
  });
}
