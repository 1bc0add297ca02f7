/** A target without sockets: the embedded endpoint, or a twin, for tests of the suite itself. */

import { type ProfileId, profileOf } from "../../simulators/contract/index.ts";
import {
  createEndpoint,
  type EndpointOptions,
  type Policy,
  type RequestBody,
  twinOf,
} from "../../simulators/endpoint/index.ts";
import { guarded } from "../suite/guard.ts";
import {
  type Observation,
  signatureAuth,
  type Target,
  type TaskIds,
  TaskPool,
  type Transport,
  tokenAuth,
  type WireRequest,
} from "../target/index.ts";
import { membership } from "../target/task-ids.ts";
import { MortalEndpoint, type Survival } from "./mortal-endpoint.ts";

const TOKEN = "in-process-token";
const KEY = { access: "IN-PROCESS", secret: "in-process-secret" };
const FOREIGN_TASK = "task-of-others";

/** Ids that look alike, so that what leaks between ids shows. */
const TASKS: TaskIds = { kind: "range", prefix: "task-", from: 1, to: 20_000, suffix: "" };

/** The reference observed through its named extension: the whole last report. */
export const WHOLE_REPORT: Observation = {
  kind: "pointer",
  path: "/v3/tasks/{task_id}",
  pointer: "/report",
};

/** A target and its tasks. @param twin id of the twin; undefined: the reference */
export function inProcessTarget(given: {
  readonly twin?: string | undefined;
  readonly flaw?: ((correct: Policy) => Policy) | undefined;
  readonly profile?: ProfileId;
  readonly observation?: Observation;
  /** @defaultValue a token */
  readonly auth?: "token" | "signature";
  /** Whether it can be killed, and what survives that. @defaultValue all, of a twin that needs it */
  readonly survives?: Survival | undefined;
}): { readonly target: Target; readonly pool: TaskPool } {
  const profile = given.profile ?? "2026-01";
  const kept = twinOf(given.twin ?? "")?.family === "durability" ? "all" : undefined;
  const { survives = kept } = given;
  const options: EndpointOptions = {
    profile,
    token: TOKEN,
    tasks: TASKS,
    foreignTasks: [FOREIGN_TASK],
    ...(given.auth === "signature" ? { key: KEY } : {}),
    ...(given.twin === undefined ? {} : { twin: given.twin }),
    ...(given.flaw === undefined ? {} : { flaw: given.flaw }),
  };
  const mortal = survives === undefined ? undefined : new MortalEndpoint(options, survives);
  const endpoint = mortal ?? createEndpoint(options);
  const transport: Transport = {
    close: async () => {},
    send: async (request) => {
      const startMs = performance.now();
      const reply = await endpoint.handle({
        method: request.method,
        target: request.path,
        headers: [["Host", "in-process"], ...request.headers],
        body: bodyOf(request),
      });
      if (reply === undefined) return { kind: "broken", reason: "killed" };
      return { kind: "complete", ...reply, startMs, endMs: performance.now() };
    },
  };
  return {
    target: {
      transport: guarded(transport, { requestsMax: 1_000_000 }),
      profile: profileOf(profile),
      auth:
        given.auth === "signature"
          ? signatureAuth(KEY, { host: "in-process", basePath: "" })
          : tokenAuth(() => TOKEN),
      foreignTask: FOREIGN_TASK,
      isTask: membership(TASKS),
      isDirect: true,
      // There is no connection that could break.
      mayBreak: false,
      mayProbe: true,
      isEncrypted: false,
      observation: given.observation ?? WHOLE_REPORT,
      visibleWithinMs: 0,
      headers: [],
      ...(mortal === undefined ? {} : { restart: restartOf(mortal) }),
    },
    pool: new TaskPool(TASKS, 40),
  };
}

function restartOf(endpoint: MortalEndpoint): NonNullable<Target["restart"]> {
  return async () => {
    endpoint.kill();
    return { kind: "answering" };
  };
}

function bodyOf(request: WireRequest): RequestBody {
  const { body } = request;
  if (body === undefined) return { kind: "none" };
  if (typeof body === "string") return { kind: "text", text: body };
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { kind: "text", text: decoder.decode(body) };
  } catch {
    return { kind: "not-utf8", bytes: body };
  }
}
