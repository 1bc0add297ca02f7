/**
 * What a run needs to know of its target. Three places may say it: the configuration file, then
 * `HEADWAY_*` variables, then flags; the later wins, field by field. Secrets come from the
 * environment or a file, never from argv.
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { CURRENT_PROFILE, PROFILES, type ProfileId } from "../../simulators/contract/index.ts";
import { type Creation, creationOf } from "./creation.ts";
import { type AuthConfig, authConfigOf, type TlsConfig, tlsConfigOf } from "./credentials.ts";
import { messageOf } from "./message-of.ts";
import { OperatorError } from "./operator-error.ts";
import {
  type ObserveSetting,
  parseDuration,
  parseObserve,
  parseSwitch,
  parseTargetUrl,
  parseTasks,
  parseWhole,
  type TaskSource,
} from "./parse.ts";
import type { Settings } from "./settings.ts";

export interface TargetConfig {
  /** Base URL, or our own endpoint: the reference or the named twin. */
  readonly target:
    | { readonly kind: "url"; readonly url: string }
    | { readonly kind: "embedded"; readonly twin: string | undefined };
  readonly profile: ProfileId;
  readonly auth: AuthConfig;
  readonly tasks: TaskSource | undefined;
  readonly creation: Creation;
  readonly observation: ObserveSetting | undefined;
  readonly visibleWithinMs: number;
  readonly timeoutMs: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly tls: TlsConfig;
  /** URL of an HTTP proxy. */
  readonly proxy: string | undefined;
  /** A task of somebody else, which this credential must not touch. */
  readonly foreignTask: string | undefined;
  /** Whether each request carries a `traceparent` header. */
  readonly traces: boolean;
  /** Folder in which our own endpoint keeps reports; undefined: in memory only. */
  readonly store: string | undefined;
  /** How the target is killed and started again. */
  readonly restart: {
    /** For the shell; undefined: our own endpoint needs none, others cannot be restarted. */
    readonly command: string | undefined;
    /** Until it answers again. @unit milliseconds */
    readonly withinMs: number;
  };
  /** Whether connections may be broken on purpose; undefined: on loopback they may. */
  readonly faults: boolean | undefined;
  /** Whether it may be tried as an attacker would; undefined: on loopback it may. */
  readonly security: boolean | undefined;
  readonly gate: {
    readonly minTested: number;
    readonly catalogue: string | undefined;
    /** Objectives of the load half, as text. */
    readonly objectives: readonly string[];
  };
}

const text = v.optional(v.string());
const fileSchema = v.strictObject({
  target: text,
  twin: text,
  profile: text,
  tokenFile: text,
  auth: text,
  ca: text,
  clientCert: text,
  clientKey: text,
  proxy: text,
  foreignTask: text,
  traceparent: v.optional(v.boolean()),
  store: text,
  restartCommand: text,
  restartWithin: text,
  faults: v.optional(v.picklist(["on", "off"])),
  security: v.optional(v.picklist(["on", "off"])),
  tasks: v.optional(v.union([v.string(), v.array(v.string())])),
  observe: text,
  visibleWithin: text,
  timeout: text,
  allowHost: v.optional(v.array(v.string())),
  headers: v.optional(v.record(v.string(), v.string())),
  create: v.optional(
    v.strictObject({
      path: text,
      body: v.optional(v.union([v.string(), v.record(v.string(), v.unknown())])),
      idPointer: text,
      removePath: text,
    }),
  ),
  gate: v.optional(
    v.strictObject({
      minTested: v.optional(v.number()),
      catalogue: text,
      objectives: v.optional(v.array(v.string())),
    }),
  ),
});

/** The shape of `headway.config.ts`. */
export type ConfigFile = v.InferOutput<typeof fileSchema>;

/** Gives a configuration its type; returns it as it is. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}

const FILE_NAME = "headway.config.ts";

/** Reads the configuration file: the one named, or `headway.config.ts` here if there is one. */
export async function readConfigFile(named: string | undefined): Promise<ConfigFile> {
  const path = resolve(named ?? FILE_NAME);
  if (!existsSync(path)) {
    if (named === undefined) return {};
    throw new OperatorError(`config: there is no file ${named}`);
  }
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new OperatorError(`config: ${path} does not load: ${messageOf(error)}`);
  }
  const value = (loaded as { readonly default?: unknown }).default;
  const parsed = v.safeParse(fileSchema, value);
  if (parsed.success) return parsed.output;
  const issues = parsed.issues.map((i) => `${v.getDotPath(i) ?? "default export"}: ${i.message}`);
  throw new OperatorError(`config: ${path}: ${issues.join("; ")}`);
}

/** What `HEADWAY_*` variables say. */
export function settingsOfEnvironment(env: NodeJS.ProcessEnv): Settings {
  return {
    target: env["HEADWAY_TARGET"],
    profile: env["HEADWAY_PROFILE"],
    tokenFile: env["HEADWAY_TOKEN_FILE"],
    auth: env["HEADWAY_AUTH"],
    ca: env["HEADWAY_CA"],
    clientCert: env["HEADWAY_CLIENT_CERT"],
    clientKey: env["HEADWAY_CLIENT_KEY"],
    proxy: env["HEADWAY_PROXY"],
    foreignTask: env["HEADWAY_FOREIGN_TASK"],
    store: env["HEADWAY_STORE"],
    restartCommand: env["HEADWAY_RESTART_COMMAND"],
    restartWithin: env["HEADWAY_RESTART_WITHIN"],
    faults: env["HEADWAY_FAULTS"],
    security: env["HEADWAY_SECURITY"],
    tasks: env["HEADWAY_TASKS"],
    observe: env["HEADWAY_OBSERVE"],
    visibleWithin: env["HEADWAY_VISIBLE_WITHIN"],
    timeout: env["HEADWAY_TIMEOUT"],
    allowHost: env["HEADWAY_ALLOW_HOST"]?.split(",").map((h) => h.trim()),
  };
}

/** Joins the three places and parses the result. Throws OperatorError for anything unusable. */
export function resolveConfig(given: {
  readonly file: ConfigFile;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: Settings;
  /** What to test when nobody says it; undefined: that is an error. */
  readonly fallbackTarget: string | undefined;
}): TargetConfig {
  const said = joined(given.file, settingsOfEnvironment(given.env), given.flags);
  const tasks = given.flags.tasks ?? settingsOfEnvironment(given.env).tasks ?? given.file.tasks;
  const target = chosenTarget(said, given.fallbackTarget);
  const { allowHost: allowed = [] } = said;
  return {
    target,
    ...survivalOf(said, target),
    profile: parseProfile(said.profile ?? CURRENT_PROFILE),
    auth: authConfigOf(said, given.env),
    tasks: tasks === undefined ? undefined : parseTaskSetting(tasks),
    creation: creationOf(given.file.create),
    observation: said.observe === undefined ? undefined : parseObserve(said.observe),
    visibleWithinMs: parseDuration(said.visibleWithin ?? "0ms", "visible-within", "ms"),
    timeoutMs: parseDuration(said.timeout ?? "10s", "timeout"),
    headers: Object.entries(given.file.headers ?? {}),
    tls: tlsConfigOf(said),
    proxy: said.proxy === undefined ? undefined : parseTargetUrl(said.proxy, allowed, "proxy"),
    foreignTask: said.foreignTask,
    traces: said.traceparent ?? true,
    faults: parseSwitch(said.faults, "faults"),
    security: parseSwitch(said.security, "security"),
    gate: {
      minTested:
        said.minTested === undefined
          ? (given.file.gate?.minTested ?? 0)
          : parseWhole(said.minTested, "min-tested", { min: 0, max: 1_000_000 }),
      catalogue: said.catalogue ?? given.file.gate?.catalogue,
      objectives: given.file.gate?.objectives ?? [],
    },
  };
}

/** The later place wins, field by field; what it leaves out stays. */
function joined(file: ConfigFile, env: Settings, flags: Settings): Settings {
  const { tasks: _tasks, headers: _headers, create: _create, gate: _gate, ...rest } = file;
  const result: Record<string, unknown> = { ...rest };
  for (const place of [env, flags]) {
    for (const [name, value] of Object.entries(place)) {
      if (value !== undefined) result[name] = value;
    }
  }
  // A flag that names one kind of target replaces the other kind of an earlier place.
  if (flags.target !== undefined && flags.twin === undefined) result["twin"] = undefined;
  if (flags.twin !== undefined && flags.target === undefined) result["target"] = undefined;
  // What an earlier place says of the other kind goes with it.
  const isOwn = flags.twin !== undefined || flags.target === "embedded";
  if (isOwn && flags.restartCommand === undefined) result["restartCommand"] = undefined;
  if (!isOwn && flags.target !== undefined) result["store"] = flags.store;
  return result as Settings;
}

function chosenTarget(said: Settings, fallback: string | undefined): TargetConfig["target"] {
  const target = said.target ?? (said.twin === undefined ? fallback : "embedded");
  if (target === undefined) {
    const ways = "--target http://127.0.0.1:8080, --target embedded, or --twin <id>";
    throw new OperatorError(`target: none was given. Say what to test: ${ways}`);
  }
  if (target === "embedded") return { kind: "embedded", twin: said.twin };
  if (said.twin !== undefined) {
    throw new OperatorError("twin: a twin is our own endpoint; give --twin or --target, not both");
  }
  return { kind: "url", url: parseTargetUrl(target, said.allowHost ?? []) };
}

/** What is kept beyond the target's end, and how it is brought about. */
function survivalOf(
  { store, restartCommand: command, restartWithin }: Settings,
  target: TargetConfig["target"],
): Pick<TargetConfig, "store" | "restart"> {
  if (store !== undefined && target.kind === "url") {
    throw new OperatorError(
      `store: got ${store}, but only our own endpoint (--target embedded) keeps reports in it`,
    );
  }
  if (command !== undefined && target.kind === "embedded") {
    throw new OperatorError("restart-command: our own endpoint is restarted without one");
  }
  return {
    store,
    restart: { command, withinMs: parseDuration(restartWithin ?? "30s", "restart-within") },
  };
}

function parseProfile(id: string): ProfileId {
  const profile = PROFILES.find((candidate) => candidate.id === id);
  if (profile !== undefined) return profile.id;
  const known = PROFILES.map((p) => p.id).join(" or ");
  throw new OperatorError(`profile: got ${JSON.stringify(id)}, want ${known}`);
}

function parseTaskSetting(setting: string | readonly string[]): TaskSource {
  return parseTasks(typeof setting === "string" ? setting : `list:${setting.join(",")}`);
}
