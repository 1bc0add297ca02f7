/**
 * Opens the target that a configuration describes: starts our own endpoint when it is that, makes a
 * transport, finds or creates the tasks. Closing gives everything back.
 */

import { setMaxListeners } from "node:events";
import { profileOf } from "../../simulators/contract/index.ts";
import type { TargetConfig } from "./config.ts";
import { EMBEDDED_OBSERVATION, type EmbeddedEndpoint, startEmbedded } from "./embedded.ts";
import { httpTransport } from "./http-transport.ts";
import { OperatorError } from "./operator-error.ts";
import { describeObservation } from "./parse.ts";
import { createTasks, removeTasks } from "./provision.ts";
import type { Target } from "./target.ts";
import { describeTasks, type TaskIds } from "./task-ids.ts";
import type { Transport } from "./transport.ts";

/** Connections of the property half: enough for races, few enough for a small server. */
const CONNECTIONS = 16;
/** Our own endpoint is called with this when the environment gives no token. */
const EMBEDDED_TOKEN = "headway-embedded";

/** The target as evidence describes it: no secrets. */
export interface TargetDescription {
  readonly url: string;
  readonly embedded?: string;
  readonly tasks: string;
  readonly observe: string;
  readonly visibleWithinMs: number;
}

export interface OpenTarget {
  readonly url: string;
  readonly target: Target;
  readonly tasks: TaskIds;
  readonly description: TargetDescription;
  /** Why the tasks that were to be created are not there. */
  readonly unprovisioned: string | undefined;
  /** Removes what was created; returns the ids that could not be removed. */
  close(): Promise<readonly string[]>;
}

/**
 * Opens a target. `tasksWanted` are created, or must be there on our own endpoint; a list stays as
 * long as it is. `guard` may wrap the transport of the property half.
 */
export async function openTarget(
  config: TargetConfig,
  options: {
    readonly tasksWanted: number;
    readonly signal: AbortSignal;
    readonly guard?: (transport: Transport) => Transport;
  },
): Promise<OpenTarget> {
  setMaxListeners(0, options.signal);
  const embedded = await embeddedOf(config, options.tasksWanted);
  const token = config.token ?? (embedded === undefined ? undefined : EMBEDDED_TOKEN);
  const url = embedded?.url ?? (config.target.kind === "url" ? config.target.url : "");
  const plain = httpTransport({ url, connections: CONNECTIONS, timeoutMs: config.timeoutMs });
  const target: Target = {
    transport: options.guard?.(plain) ?? plain,
    profile: profileOf(config.profile),
    token,
    observation: config.observation ?? defaultObservation(embedded),
    visibleWithinMs: config.visibleWithinMs,
    headers: config.headers,
  };
  const source = config.tasks ?? embedded?.tasks;
  if (source === undefined) {
    const ways = "list:ID,ID…, file:PATH, range:PREFIX{1..N} or create";
    throw new OperatorError(
      `tasks: none were given. Say which tasks may be reported on: --tasks ${ways}`,
    );
  }
  const made =
    source.kind === "create"
      ? await createTasks(target, config.creation, options.tasksWanted, options.signal)
      : undefined;
  const tasks: TaskIds = source.kind === "create" ? { kind: "list", ids: made?.ids ?? [] } : source;
  return {
    url,
    target,
    tasks,
    description: {
      url,
      ...(embedded === undefined ? {} : { embedded: embeddedName(config) }),
      tasks: source.kind === "create" ? "create" : describeTasks(source),
      observe: describeObservation(target.observation),
      visibleWithinMs: target.visibleWithinMs,
    },
    unprovisioned: made?.kind === "failed" ? made.reason : undefined,
    close: async () => {
      const left =
        made === undefined
          ? []
          : await removeTasks({ ...target, transport: plain }, config.creation, made.ids);
      await plain.close();
      await embedded?.stop();
      return left;
    },
  };
}

async function embeddedOf(
  config: TargetConfig,
  tasks: number,
): Promise<EmbeddedEndpoint | undefined> {
  if (config.target.kind === "url") return undefined;
  const { twin } = config.target;
  const token = config.token ?? EMBEDDED_TOKEN;
  return startEmbedded({ twin, profile: config.profile, token, tasks });
}

function defaultObservation(embedded: EmbeddedEndpoint | undefined): Target["observation"] {
  return embedded === undefined ? { kind: "none" } : EMBEDDED_OBSERVATION;
}

function embeddedName(config: TargetConfig): string {
  return config.target.kind === "embedded" ? (config.target.twin ?? "reference") : "";
}
