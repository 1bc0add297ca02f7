/**
 * Servers that are not ours: correct ones, strict and lenient, must not be accused of anything; the
 * same frameworks as they come are accused of exactly what is argued beside them. FastAPI runs where
 * there is a Python with it, or one that can install it; elsewhere this says so.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Event } from "../../reports/evidence/index.ts";
import { openTarget, resolveConfig, TaskPool } from "../target/index.ts";
import { TRUE_FINDINGS } from "../testing/servers/findings.ts";
import { check } from "./check.ts";
import { DEFAULT_EFFORT } from "./requirement-result.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const SERVERS = join(ROOT, "properties", "testing", "servers");
const RUN_MS_MAX = 180_000;
const START_MS_MAX = 60_000;

const servers: ChildProcess[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.kill();
});

describe.each(["express", "fastify"] as const)("%s", (name) => {
  const start = (variant: string) => {
    const tsx = import.meta.resolve("tsx");
    const path = join(SERVERS, `${name}-server.ts`);
    return started(process.execPath, ["--import", tsx, path, variant]);
  };

  it(
    "correct: not accused",
    async () => {
      expect(await findings(await start("correct"))).toEqual([]);
    },
    RUN_MS_MAX,
  );

  it(
    "as it comes: what is truly wrong, and nothing else",
    async () => {
      const argued = Object.values(TRUE_FINDINGS[name]).flat();
      expect(await findings(await start("defaults"))).toEqual([...argued].sort());
    },
    RUN_MS_MAX,
  );
});

describe("fastapi", () => {
  const python = pythonWithFastApi();
  if (python === undefined) {
    console.error("No Python with FastAPI, and none that can install it: its tests are skipped.");
  }
  const start = async (variant: string) => {
    const port = await freePort();
    const path = join(SERVERS, "fastapi_server.py");
    return started(python ?? "python3", [path, variant, String(port)], port);
  };

  it.skipIf(python === undefined)(
    "correct and lenient: not accused",
    async () => {
      expect(await findings(await start("correct"))).toEqual([]);
    },
    RUN_MS_MAX,
  );

  it.skipIf(python === undefined)(
    "as it comes: what is truly wrong, and nothing else",
    async () => {
      const argued = Object.values(TRUE_FINDINGS.fastapi).flat();
      expect(await findings(await start("defaults"))).toEqual([...argued].sort());
    },
    RUN_MS_MAX,
  );
});

/** Ids of the gating requirements that are violated, or that could not be judged. */
async function findings(url: string): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const config = resolveConfig({
    file: {},
    env: { HEADWAY_TOKEN: "secret" },
    flags: {
      target: url,
      tasks: "range:task-{1..2000}",
      observe: "GET /v3/tasks/{task_id}#/report",
    },
    fallbackTarget: undefined,
  });
  const open = await openTarget(config, { tasksWanted: 0, signal });
  const folder = mkdtempSync(join(tmpdir(), "headway-foreign-"));
  const events: Event[] = [];
  try {
    await check(
      {
        target: open.target,
        pool: new TaskPool(open.tasks, 40),
        seed: 7,
        effort: { ...DEFAULT_EFFORT, confirmRuns: 1, reduceMs: 0 },
        only: undefined,
        folder,
        home: folder,
        recorded: { ...open.description, profile: open.target.profile.id },
      },
      { record: (event) => events.push(event), progress: () => {}, signal },
    );
  } finally {
    await open.close();
  }
  const gating = events
    .flatMap((event) => (event.kind === "catalogue" ? event.requirements : []))
    .filter(({ basis }) => basis === "stated" || basis === "adopted")
    .map(({ id }) => id);
  const wrong = events.flatMap((event) => {
    if (event.kind === "harness-error") return [`${event.place}: ${event.message}`];
    if (event.kind !== "requirement" || !gating.includes(event.id)) return [];
    return event.outcome === "held" || event.outcome === "untestable" ? [] : [event.id];
  });
  return wrong.sort();
}

/** Starts a server and gives its URL: with the port it was given, or the one that it prints. */
async function started(command: string, args: readonly string[], port?: number): Promise<string> {
  const server = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  servers.push(server);
  const printed = new Promise<number>((resolve, reject) => {
    server.stdout.on("data", (chunk: Buffer) => resolve(Number(String(chunk).trim())));
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`${command} ended with status ${code}`)));
  });
  printed.catch(() => {});
  const url = `http://127.0.0.1:${port ?? (await printed)}`;
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until) {
    try {
      await fetch(`${url}/`);
      return url;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`${url} does not answer`);
}

/** A Python that has FastAPI: the machine's, or one of a virtual environment made for this. */
function pythonWithFastApi(): string | undefined {
  const has = (path: string) =>
    spawnSync(path, ["-c", "import fastapi, uvicorn"], { stdio: "ignore" }).status === 0;
  if (has("python3")) return "python3";
  const folder = join(ROOT, ".cache", "fastapi");
  const own = join(folder, "bin", "python");
  if (existsSync(own) && has(own)) return own;
  spawnSync("python3", ["-m", "venv", folder], { stdio: "ignore" });
  const wanted = ["fastapi==0.165.0", "uvicorn==0.54.0"];
  spawnSync(own, ["-m", "pip", "install", "--quiet", ...wanted], { stdio: "ignore" });
  return has(own) ? own : undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
