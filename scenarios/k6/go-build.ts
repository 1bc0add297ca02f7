/**
 * Builds a tool from a Go module whose versions and checksums are pinned in this repository. Needs
 * Go and the module proxy, once; the result is kept. Two builds at once do not disturb each other.
 */

import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import envPaths from "env-paths";

/** Go that the pinned modules need. */
const GO_LEAST = [1, 25] as const;
const BUILD_MS_MAX = 15 * 60_000;
const OUTPUT_KEPT = 4000;

/**
 * Folder that keeps built tools: in a clone its own, ignored by git; the package is replaced as a
 * whole with each version, and keeps them where this system has its caches.
 */
export const CACHE = import.meta.url.endsWith(".ts")
  ? fileURLToPath(new URL("../../.cache", import.meta.url))
  : envPaths("headway", { suffix: "" }).cache;

export interface GoTool {
  /** What it is called on the way, e.g. "k6 2.2.0". */
  readonly name: string;
  /** Folder of its go.mod and go.sum. */
  readonly module: string;
  readonly package: string;
  /** Where the binary is kept. */
  readonly binary: string;
}

/** The build could not be done; the message says why and is for people. */
export class GoBuildError extends Error {
  override readonly name = "GoBuildError";
}

/** Version of the Go on the PATH when it is new enough; otherwise why there is none to use. */
export function usableGo(env: NodeJS.ProcessEnv): {
  readonly ok: boolean;
  readonly detail: string;
} {
  const asked = spawnSync("go", ["version"], { encoding: "utf8", env });
  const match = /go version go(\d+)\.(\d+)/.exec(asked.stdout ?? "");
  if (asked.status !== 0 || match === null)
    return { ok: false, detail: "there is no Go on the PATH" };
  const [major = 0, minor = 0] = [Number(match[1]), Number(match[2])];
  const enough = major > GO_LEAST[0] || (major === GO_LEAST[0] && minor >= GO_LEAST[1]);
  const detail = `Go ${major}.${minor}`;
  return enough
    ? { ok: true, detail }
    : { ok: false, detail: `${detail} is older than ${GO_LEAST.join(".")}` };
}

/** Builds the tool unless it is there. Throws GoBuildError when it cannot. */
export async function goBuild(
  tool: GoTool,
  io: {
    readonly env: NodeJS.ProcessEnv;
    readonly progress: (text: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  if (existsSync(tool.binary)) return tool.binary;
  const go = usableGo(io.env);
  if (!go.ok) throw new GoBuildError(go.detail);
  mkdirSync(dirname(tool.binary), { recursive: true });
  // Built beside its place and moved there whole: a half-written binary is never found.
  const temporary = `${tool.binary}.${randomUUID()}`;
  const started = Date.now();
  const say = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    io.progress(`building ${tool.name} (once; a minute or two): ${seconds} s`);
  };
  say();
  const timer = setInterval(say, 1000);
  try {
    await compile(tool, temporary, io);
    renameSync(temporary, tool.binary);
    return tool.binary;
  } finally {
    clearInterval(timer);
    rmSync(temporary, { force: true });
  }
}

function compile(
  tool: GoTool,
  output: string,
  io: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<void> {
  const args = ["build", "-mod=readonly", "-trimpath", "-o", output, tool.package];
  const child = spawn("go", args, {
    cwd: tool.module,
    env: { ...io.env, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false", GOWORK: "off" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: BUILD_MS_MAX,
    signal: io.signal,
  });
  let said = "";
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-OUTPUT_KEPT);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise((resolve, reject) => {
    child.on("error", (cause) =>
      reject(new GoBuildError(`${tool.name}: ${cause.message}`, { cause })),
    );
    child.on("close", (status, signal) => {
      if (status === 0) return resolve();
      const how = signal === null ? `status ${status}` : `signal ${signal}`;
      reject(new GoBuildError(`building ${tool.name} ended with ${how}: ${said.trim()}`));
    });
  });
}

/** A tool of the module in a folder beside this file. */
export function goTool(given: {
  readonly name: string;
  readonly folder: string;
  readonly package: string;
  readonly kept: string;
  readonly cache?: string;
}): GoTool {
  const module = fileURLToPath(new URL(given.folder, import.meta.url));
  const binary = join(given.cache ?? CACHE, given.kept);
  return { name: given.name, module, package: given.package, binary };
}
