/**
 * What a worker is told: one JSON file, written by the CLI, named by HEADWAY_SETTINGS. The
 * credential is not in it: that comes from HEADWAY_TOKEN, so that it is never on disk.
 */

import type { Observation } from "../../properties/target/observation.ts";
import type { TaskIds } from "../../properties/target/task-ids.ts";
import type { ProfileId } from "../../simulators/contract/index.ts";
import type { PaceStage } from "./pace.ts";
import type { RetryPolicy } from "./retry.ts";

export interface WorkerSettings {
  readonly scenario: string;
  /** Base URL of the endpoint, without trailing slash. */
  readonly url: string;
  /** Sent with every request beside the credential and Content-Type. */
  readonly headers: readonly (readonly [string, string])[];
  readonly profile: ProfileId;
  /** Agent i owns task i; with `shareTasks` task i modulo their number. */
  readonly tasks: TaskIds;
  readonly shareTasks: boolean;
  /** So many agents of a worker report on one task. @range 1.. */
  readonly agentsPerTask: number;
  readonly observation: Observation;
  readonly visibleWithinMs: number;
  readonly agents: number;
  /** VUs; worker w has the agents i with i % workers == w. */
  readonly workers: number;
  /** Requests that one worker may have under way. */
  readonly lanes: number;
  /**
   * `lanes`: each lane takes the next due report when its reply has come. `batches`: what is due
   * leaves together and is waited for together; not where reports are sent again.
   */
  readonly dispatch: "lanes" | "batches";
  /** Whether no two reports are alike: see marks.ts. Not together with `bodies`. */
  readonly marks?: boolean;
  /** Sent in turn in place of what the plans say; undefined: the plans' reports. */
  readonly bodies?: readonly string[];
  /**
   * `steady`: each agent starts somewhere in its plan, goes on for `durationMs`, and begins again
   * where the plan ends. `once`: each agent plays its plan's first report of each subtask and the
   * 100 % report of each subtask once, `intervalMs` apart, and is done.
   */
  readonly mode: "steady" | "once";
  readonly intervalMs: number;
  /** Whether each agent keeps its own plan's interval; `intervalMs` is then their mean. */
  readonly ownPace: boolean;
  /** From the scenario's start until the timetable's zero: for all workers to be ready. */
  readonly settleMs: number;
  /** The zero waits for a whole multiple of this on the wall clock; undefined: it does not wait. */
  readonly alignMs?: number;
  /** What is played, as a fingerprint; every flush repeats it. */
  readonly identity?: string;
  /** How the pace changes; none: it does not. */
  readonly stages: readonly PaceStage[];
  readonly durationMs: number;
  /** What is still due at the end may be sent for so long. */
  readonly drainMs: number;
  /** Of one request. */
  readonly timeoutMs: number;
  /** Share of acknowledged reports that are read back. @range 0..1 */
  readonly readBackShare: number;
  /** What an agent does when its report was not taken. */
  readonly retry: RetryPolicy;
  /** Of the first sendings so many may be sent again; undefined: as many as the policy wants. */
  readonly retryBudget?: number;
  readonly seed: number;
  /** Between two flushes. */
  readonly flushMs: number;
  /** Absolute paths of our own certificate and its key, PEM. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** Absolute path of the plan file: NDJSON, a header line and one plan a line. */
  readonly plansFile: string;
}

/** The settings of a fleet that does nothing unusual. */
export const PLAIN = {
  agentsPerTask: 1,
  stages: [],
  settleMs: 0,
  dispatch: "lanes",
  retry: { kind: "none" },
} as const satisfies Partial<WorkerSettings>;
