/**
 * Opens the target that a configuration describes: starts our own endpoint when it is that, makes a
 * transport, finds or creates the tasks. Closing gives everything back.
 */

import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { profileOf } from "../../simulators/contract/index.ts";
import { type Auth, type Header, NO_AUTH, signatureAuth, tokenAuth } from "./auth.ts";
import type { TargetConfig } from "./config.ts";
import { describeAuth } from "./credentials.ts";
import {
  EMBEDDED_OBSERVATION,
  type EmbeddedEndpoint,
  FOREIGN_TASK,
  startEmbedded,
} from "./embedded.ts";
import { httpTransport } from "./http-transport.ts";
import { iamAuth } from "./iam.ts";
import { askLook, LOOK_OBSERVATION, loadLook } from "./look-module.ts";
import { isLoopback } from "./loopback.ts";
import { OperatorError } from "./operator-error.ts";
import { describeObservation } from "./parse.ts";
import { createTasks, removeTasks } from "./provision.ts";
import { commandOf, restartTarget } from "./restart.ts";
import type { Target } from "./target.ts";
import { describeTasks, membership, type TaskIds } from "./task-ids.ts";
import { tokenFileAuth } from "./token-file.ts";
import type { Transport } from "./transport.ts";

/** Connections of the property half: enough for races, few enough for a small server. */
const CONNECTIONS = 16;
/** Our own endpoint is called with this when the environment gives no token. */
const EMBEDDED_TOKEN = "headway-embedded";

/** The target as evidence describes it: no secrets. */
export interface TargetDescription {
  readonly url: string;
  readonly embedded?: string;
  /** The `--auth` setting that it amounts to. */
  readonly auth: string;
  readonly tasks: string;
  readonly observe: string;
  readonly visibleWithinMs: number;
}

export interface OpenTarget {
  readonly url: string;
  readonly target: Target;
  readonly tasks: TaskIds;
  readonly description: TargetDescription;
  /** The endpoint's process, where it is our own. */
  readonly pid: number | undefined;
  /** Ids of the tasks that were created for this run. */
  readonly created: readonly string[];
  /** Why the tasks that were to be created are not there. */
  readonly unprovisioned: string | undefined;
  /** A further transport, without the guard. Whoever asks for it closes it. */
  connect(connections: number): Transport;
  /** What k6 needs as environment variables: the credential of now, authorities, a proxy. */
  environment(): Readonly<Record<string, string>>;
  /** Absolute paths of our own certificate and its key. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | undefined;
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
  try {
    return await openedOn(embedded, config, options);
  } catch (error) {
    // Its process would keep ours from ending.
    await embedded?.stop();
    throw error;
  }
}

async function openedOn(
  embedded: EmbeddedEndpoint | undefined,
  config: TargetConfig,
  options: Parameters<typeof openTarget>[1],
): Promise<OpenTarget> {
  const url = embedded?.url ?? (config.target.kind === "url" ? config.target.url : "");
  const common = {
    connections: CONNECTIONS,
    timeoutMs: config.timeoutMs,
    tls: config.tls,
    proxy: config.proxy,
  };
  const plain = httpTransport({ ...common, url });
  const iam =
    config.auth.kind === "iam" ? httpTransport({ ...common, url: iamUrl(config, url) }) : undefined;
  let isTask = (_id: string): boolean => false;
  const target: Target = {
    isTask: (id) => isTask(id),
    transport: options.guard?.(plain) ?? plain,
    profile: profileOf(config.profile),
    auth: await authOf(config, { url, embedded, iam }, options.signal),
    ...(await observationOf(config, embedded)),
    visibleWithinMs: config.visibleWithinMs,
    headers: config.headers,
    foreignTask: config.foreignTask ?? (embedded === undefined ? undefined : FOREIGN_TASK),
    isDirect: config.proxy === undefined,
    ...restartOf(config, embedded, () => ({ ...target, transport: plain })),
    mayBreak: config.faults ?? isLoopback(new URL(url).hostname),
    mayProbe: config.security ?? isLoopback(new URL(url).hostname),
    isEncrypted: url.startsWith("https:"),
    ...(config.traces ? { trace: traces() } : {}),
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
  isTask = membership(tasks);
  return {
    url,
    target,
    tasks,
    description: {
      url,
      auth:
        config.auth.kind === "none" && embedded !== undefined ? "token" : describeAuth(config.auth),
      ...(embedded === undefined ? {} : { embedded: embeddedName(config) }),
      tasks: source.kind === "create" ? "create" : describeTasks(source),
      observe: describeObservation(config.observation ?? target.observation),
      visibleWithinMs: target.visibleWithinMs,
    },
    connect: (connections) => httpTransport({ ...common, url, connections }),
    environment: () => environmentOf(config, target),
    clientCertificate: config.tls.files,
    get pid() {
      return embedded?.pid;
    },
    created: made?.ids ?? [],
    unprovisioned: made?.kind === "failed" ? made.reason : undefined,
    close: async () => {
      const left =
        made === undefined
          ? []
          : await removeTasks({ ...target, transport: plain }, config.creation, made.ids);
      await plain.close();
      await iam?.close();
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
  const { auth } = config;
  return startEmbedded({
    twin,
    profile: config.profile,
    token: "token" in auth ? (auth.token ?? EMBEDDED_TOKEN) : EMBEDDED_TOKEN,
    tasks,
    store: config.store,
    ...(auth.kind === "sdk-hmac" ? { key: auth.key } : {}),
    ...(auth.kind === "iam" ? { iam: auth.iam } : {}),
  });
}

/** The way to restart it, where there is one. `unguarded`: asking again and again is no load. */
function restartOf(
  { restart: { command, withinMs } }: TargetConfig,
  embedded: EmbeddedEndpoint | undefined,
  unguarded: () => Target,
): Pick<Target, "restart"> {
  const killAndStart = command === undefined ? embedded?.restart : commandOf(command, withinMs);
  if (killAndStart === undefined) return {};
  return {
    restart: (taskId, signal) =>
      restartTarget(killAndStart, unguarded(), { taskId, withinMs, signal }),
  };
}

function environmentOf(
  { auth, tls, proxy }: TargetConfig,
  target: Target,
): Readonly<Record<string, string>> {
  const [token] = target.auth.kind === "signature" ? [] : target.auth.secrets();
  const key = auth.kind === "sdk-hmac" ? auth.key : undefined;
  const said = {
    HEADWAY_TOKEN: token,
    HEADWAY_ACCESS_KEY: key?.access,
    HEADWAY_SECRET_KEY: key?.secret,
    HEADWAY_SECURITY_TOKEN: key?.securityToken,
    HEADWAY_PROJECT_ID: key?.projectId,
    // Go reads the authorities from here.
    SSL_CERT_FILE: tls.caFile,
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
  };
  return Object.fromEntries(
    Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Our own endpoint is its own IAM. */
function iamUrl({ auth, target }: TargetConfig, url: string): string {
  return auth.kind === "iam" && target.kind === "url" ? auth.iam.url : url;
}

async function authOf(
  { auth }: TargetConfig,
  place: {
    readonly url: string;
    readonly embedded: EmbeddedEndpoint | undefined;
    readonly iam: Transport | undefined;
  },
  signal: AbortSignal,
): Promise<Auth> {
  switch (auth.kind) {
    case "token":
      if (auth.file !== undefined) return tokenFileAuth(auth.token, auth.file);
      return tokenAuth(() => auth.token);
    case "unchecked":
      return tokenAuth(() => auth.token, { kind: "unchecked" });
    case "sdk-hmac": {
      const { host, pathname } = new URL(place.url);
      return signatureAuth(auth.key, { host, basePath: pathname.replace(/\/$/, "") });
    }
    case "iam":
      if (place.iam === undefined) throw new Error("authOf: IAM has no transport");
      return iamAuth({ ...auth.iam, url: place.url }, place.iam, signal);
    case "none":
      return place.embedded === undefined ? NO_AUTH : tokenAuth(() => EMBEDDED_TOKEN);
  }
}

/** A fresh `traceparent` for each request, all of one trace. @source W3C Trace Context, level 1 */
function traces(): () => Header {
  const trace = randomBytes(16).toString("hex");
  // Spans need to differ within their trace only, and chance is dear.
  let span = 0;
  return () => {
    span += 1;
    return ["traceparent", `00-${trace}-${span.toString(16).padStart(16, "0")}-01`];
  };
}

async function observationOf(
  { observation, timeoutMs }: TargetConfig,
  embedded: EmbeddedEndpoint | undefined,
): Promise<Pick<Target, "observation" | "look">> {
  if (observation === undefined) {
    return { observation: embedded === undefined ? { kind: "none" } : EMBEDDED_OBSERVATION };
  }
  if (observation.kind !== "module") return { observation };
  const module = await loadLook(observation.path);
  return {
    observation: LOOK_OBSERVATION,
    look: (taskId, signal) => askLook(module, taskId, { timeoutMs, signal }),
  };
}

function embeddedName(config: TargetConfig): string {
  return config.target.kind === "embedded" ? (config.target.twin ?? "reference") : "";
}
