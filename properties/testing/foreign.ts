/**
 * Starts servers that are not ours and says what the suite finds wrong with them, for tests. What a
 * machine lacks (a JDK, a Python, its packages) is said once, on stderr.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Event } from "../../reports/evidence/index.ts";
import { DEFAULT_EFFORT } from "../suite/requirement-result.ts";
import type { Settings } from "../target/index.ts";
import { recordedCheck } from "./recorded-check.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const SERVERS = join(ROOT, "properties", "testing", "servers");
const START_MS_MAX = 60_000;

const running: ChildProcess[] = [];

/** Ends the servers that were started. */
export function stopServers(): void {
  for (const server of running.splice(0)) server.kill();
}

/** Path of a server's source. */
export function serverPath(name: string): string {
  return join(SERVERS, name);
}

/**
 * What the suite has against an endpoint, by requirement: those that gate and are violated or could
 * not be judged. `strict`: also violated ones that do not gate, and goals that were not met.
 */
export async function findings(
  url: string,
  given: { readonly flags?: Settings; readonly seed?: number; readonly strict?: true } = {},
): Promise<readonly string[]> {
  const events = await eventsOf(url, given);
  const gating = events
    .flatMap((event) => (event.kind === "catalogue" ? event.requirements : []))
    .filter(({ basis }) => basis === "stated" || basis === "adopted")
    .map(({ id }) => id);
  const wrong = events.flatMap((event) => {
    if (event.kind === "harness-error") return [`${event.place}: ${event.message}`];
    if (event.kind !== "requirement" || event.outcome === "untestable") return [];
    if (event.outcome === "violated" && given.strict === true) return [event.id];
    if (!gating.includes(event.id)) return [];
    const vacuous = event.goals.some(({ got, want }) => got < want);
    const held = event.outcome === "held" && !(given.strict === true && vacuous);
    return held ? [] : [event.id];
  });
  return wrong.sort();
}

function eventsOf(
  url: string,
  given: { readonly flags?: Settings; readonly seed?: number },
): Promise<readonly Event[]> {
  const flags = {
    target: url,
    tasks: "range:task-{1..2000}",
    observe: "GET /v3/tasks/{task_id}#/report",
    ...given.flags,
  };
  const effort = { ...DEFAULT_EFFORT, confirmRuns: 1, reduceMs: 0 };
  return recordedCheck(
    { flags, env: { HEADWAY_TOKEN: "secret" } },
    { only: undefined, seed: given.seed ?? 7, effort },
  );
}

/** Starts a server and gives its URL: with the port it was given, or the one that it prints. */
export async function started(
  command: string,
  args: readonly string[],
  { port, folder }: { readonly port?: number; readonly folder?: string } = {},
): Promise<string> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const server = spawn(command, args, { env, cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  running.push(server);
  const printed = new Promise<number>((resolve, reject) => {
    server.stdout.on("data", (chunk: Buffer) => resolve(Number(String(chunk).trim())));
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`${command} ended with status ${code}`)));
  });
  printed.catch(() => {});
  const url = `http://127.0.0.1:${port ?? (await printed)}`;
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until) {
    if (await listens(Number(new URL(url).port))) return url;
    if (server.exitCode !== null) throw new Error(`${command} ended before it listened`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer`);
}

/** What is asked of a server that is not ours is the suite's: this only knocks. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Starts one of the servers that are written for Node. */
export function startedByNode(file: string, variant: string): Promise<string> {
  const args = ["--import", import.meta.resolve("tsx"), serverPath(file), variant];
  return started(process.execPath, args);
}

/** A Python that has the modules: the machine's, or one of a virtual environment made for this. */
export function pythonWith(
  name: string,
  given: { readonly modules: string; readonly packages: readonly string[] },
): string | undefined {
  const has = (path: string) =>
    spawnSync(path, ["-c", `import ${given.modules}`], { stdio: "ignore" }).status === 0;
  if (has("python3")) return "python3";
  const folder = join(ROOT, ".cache", name);
  const own = join(folder, "bin", "python");
  if (existsSync(own) && has(own)) return own;
  spawnSync("python3", ["-m", "venv", folder], { stdio: "ignore" });
  spawnSync(own, ["-m", "pip", "install", "--quiet", ...given.packages], { stdio: "ignore" });
  if (has(own)) return own;
  console.error(`No Python with ${name}, and none that can install it: its tests are skipped.`);
  return undefined;
}

/** A folder with the classes of Java sources; undefined where there is no JDK 17 or newer. */
export function compiledJava(...files: readonly string[]): string | undefined {
  const folder = join(ROOT, ".cache", "java");
  mkdirSync(folder, { recursive: true });
  const args = ["--release", "17", "-d", folder, ...files.map(serverPath)];
  if (spawnSync("javac", args, { stdio: "ignore" }).status === 0) return folder;
  console.error("No JDK 17 or newer (javac): the tests of the Java server are skipped.");
  return undefined;
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
