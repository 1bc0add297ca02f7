/**
 * Which k6 plays the scenarios: the one the user names, else one built before, else one on the
 * PATH, else one that is built now from the pinned module.
 */

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { GoBuildError, goBuild, goTool } from "./go-build.ts";
import {
  bundlesTypeScript,
  isSuitable,
  PINNED_K6,
  PINNED_K6PACK,
  parseVersion,
} from "./version.ts";

export interface K6 {
  readonly path: string;
  /** Words before the path, e.g. `taskset -c 1`; absent: none. */
  readonly launcher?: readonly string[];
  readonly version: string;
  /** Where it came from. */
  readonly how: "K6_PATH" | "built before" | "on the PATH" | "built now";
  readonly extensions: readonly string[];
  /** It has xk6-ts compiled in, and is given TypeScript as it is. */
  readonly bundlesTypeScript: boolean;
}

/** There is no k6 to use; the message says the ways to get one. */
export class K6MissingError extends Error {
  override readonly name = "K6MissingError";
}

export interface FindOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
  /** Whether to build one when none is found. @defaultValue true */
  readonly build?: boolean;
  /** Folder of built tools. @defaultValue HEADWAY_CACHE, else see go-build.ts */
  readonly cache?: string;
}

const WAYS =
  `Ways to get k6: install Go 1.25 or newer and run again (it is built once, from a pinned module); ` +
  `or put k6 1.8 or newer on the PATH (Grafana's documentation, "Install k6"); ` +
  `or name one by K6_PATH=/path/to/k6.`;

const EXECUTABLE = process.platform === "win32" ? "k6.exe" : "k6";

/** Finds k6, building it if need be. Throws K6MissingError. */
export async function findK6(options: FindOptions): Promise<K6> {
  const { env } = options;
  const named = env["K6_PATH"];
  if (named !== undefined && named !== "") return fromName(named, env);
  const tool = k6Tool(options.cache ?? env["HEADWAY_CACHE"]);
  if (existsSync(tool.binary)) {
    const built = ask(tool.binary, "built before", env);
    if (built !== undefined) return built;
  }
  const onPath = searchPath(env);
  if (onPath !== undefined) return onPath;
  if (options.build === false) throw new K6MissingError(`k6 was not found. ${WAYS}`);
  // One that is there does not run: it makes room for a new one.
  rmSync(tool.binary, { force: true });
  try {
    const path = await goBuild(tool, options);
    const built = ask(path, "built now", env);
    if (built !== undefined) return built;
    throw new K6MissingError(`k6 was built, but ${path} does not run. ${WAYS}`);
  } catch (error) {
    if (!(error instanceof GoBuildError)) throw error;
    throw new K6MissingError(`k6 was not found and cannot be built: ${error.message}. ${WAYS}`, {
      cause: error,
    });
  }
}

/** Builds k6pack, the bundler inside xk6-ts, for the tests that stand in for it. */
export function buildK6pack(options: Omit<FindOptions, "build">): Promise<string> {
  const tool = goTool({
    name: `k6pack ${PINNED_K6PACK}`,
    folder: "./k6pack",
    package: "github.com/grafana/k6pack/cmd/k6pack",
    kept: `k6pack-${PINNED_K6PACK}/k6pack`,
    ...(options.cache === undefined ? {} : { cache: options.cache }),
  });
  return goBuild(tool, options);
}

function k6Tool(cache: string | undefined) {
  return goTool({
    name: `k6 ${PINNED_K6}`,
    folder: "./module",
    package: "go.k6.io/k6/v2",
    kept: `k6-${PINNED_K6}/${EXECUTABLE}`,
    ...(cache === undefined ? {} : { cache }),
  });
}

/** A k6 that was named must work: another one in its place would be a surprise. */
function fromName(path: string, env: NodeJS.ProcessEnv): K6 {
  const found = ask(path, "K6_PATH", env);
  if (found === undefined) {
    throw new K6MissingError(
      `K6_PATH names ${path}, which does not run as k6. Correct it or unset it. ${WAYS}`,
    );
  }
  if (!isSuitable(found.version)) {
    throw new K6MissingError(`K6_PATH names k6 ${found.version}; 1.8 or newer is needed. ${WAYS}`);
  }
  return found;
}

function searchPath(env: NodeJS.ProcessEnv): K6 | undefined {
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, EXECUTABLE);
    if (folder === "" || !isExecutable(path)) continue;
    const found = ask(path, "on the PATH", env);
    if (found !== undefined && isSuitable(found.version)) return found;
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks a binary what it is; undefined when it is no k6. */
function ask(path: string, how: K6["how"], env: NodeJS.ProcessEnv): K6 | undefined {
  const answer = spawnSync(path, ["version"], { encoding: "utf8", env, timeout: 20_000 });
  const parsed = answer.status === 0 ? parseVersion(answer.stdout) : undefined;
  if (parsed === undefined) return undefined;
  const { version, extensions } = parsed;
  return { path, version, how, extensions, bundlesTypeScript: bundlesTypeScript(extensions) };
}
