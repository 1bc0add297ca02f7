/** How a fleet's reports are sent, where the operator does not say: workers, lanes, dispatch. Pure. */

import { OperatorError } from "../properties/target/index.ts";
import type { RetryPolicy } from "./worker/retry.ts";
import type { WorkerSettings } from "./worker/settings.ts";

export type Dispatch = Pick<WorkerSettings, "workers" | "lanes" | "dispatch">;

/** Below so many agents one worker is enough. */
const ONE_WORKER_AGENTS = 200;
/** Up to here lanes that go their own ways cost little; above, batches hold a third more. @unit reports/s */
const BATCHES_FROM = 2000;
/** Replies that take so long do not yet keep a report waiting. */
const REPLY_MS = 100;
const LANES_MIN = 32;
const LANES_MAX = 1000;

/** What was given, and the rest by the fleet's rate. Throws OperatorError where it cannot be. */
export function dispatchOf(fleet: {
  readonly agents: number;
  readonly intervalMs: number;
  readonly retry: RetryPolicy;
  readonly cores: number;
  /** Workers are chosen a multiple of this. @defaultValue 1 */
  readonly segments?: number;
  readonly given: Partial<Dispatch>;
}): Dispatch {
  const { agents, intervalMs, retry, cores, given, segments = 1 } = fleet;
  const perSecond = (1000 * agents) / intervalMs;
  const retries = retry.kind !== "none";
  const usual = perSecond >= BATCHES_FROM && !retries ? "batches" : "lanes";
  const { dispatch = usual } = given;
  if (dispatch === "batches" && retries) {
    const why = "an agent that sends again would keep the whole batch waiting";
    throw new OperatorError(`dispatch: got batches with --retry: ${why}; want lanes`);
  }
  const usualWorkers = agents < ONE_WORKER_AGENTS ? 1 : Math.min(2, cores);
  const workers = given.workers ?? Math.ceil(usualWorkers / segments) * segments;
  const each = Math.ceil(agents / workers);
  const busy = Math.ceil((perSecond * REPLY_MS) / 1000 / workers);
  const lanes = given.lanes ?? Math.min(each, Math.max(LANES_MIN, Math.min(LANES_MAX, busy)));
  return { workers, lanes, dispatch };
}
