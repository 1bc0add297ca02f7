/**
 * Whose fault a slow load is, by the real k6 and exit status: an endpoint that is too slow for a
 * given objective is red (1); a generator that gets no core proves nothing (4).
 *
 * Neither depends on an idle machine. Load beside the starved one only starves it more; the slow
 * endpoint is far beyond its limit, and is tried once more where the machine itself stood still.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findK6 } from "../scenarios/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MS_MAX = 120_000;
const BUILD_MS_MAX = 15 * 60_000;
/** How long the starved k6 has next to nothing. */
const STARVED_MS = 5000;
const BUSY_LOOPS = 4;

const root = mkdtempSync(join(tmpdir(), "headway-honest-"));
const servers: Server[] = [];
const loops: ChildProcess[] = [];
let k6Path = "";
let runs = 0;

beforeAll(async () => {
  const { signal } = new AbortController();
  k6Path = (await findK6({ env: process.env, progress: () => {}, signal })).path;
}, BUILD_MS_MAX);
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  for (const loop of loops.splice(0)) loop.kill("SIGKILL");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** An endpoint that takes every report, each after so long. */
async function taking(afterMs: number): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => setTimeout(() => response.writeHead(200).end(), afterMs));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Judged {
  readonly status: number | null;
  readonly out: string;
  readonly load: {
    readonly verdict: string;
    readonly reason: string | null;
    readonly lag: { readonly shares: { readonly endpoint: number; readonly generator: number } };
    readonly generator: {
      readonly lagP99Ms: number;
      readonly cpu: { readonly runSeconds: number; readonly waitSeconds: number };
    };
  };
}

/** A load of twenty agents with five reports a second each, by the command line. */
async function load(
  url: string,
  more: readonly string[],
  given: { readonly env?: NodeJS.ProcessEnv; readonly onProgress?: () => void } = {},
): Promise<Judged> {
  runs += 1;
  const folder = join(root, `run-${runs}`);
  const target = ["--target", url, "--auth", "none", "--observe", "none"];
  const fleet = ["--tasks", "range:task-{1..20}", "--agents", "20", "--interval", "200ms"];
  const args = ["cli.ts", "load", "steady", ...target, ...fleet, "--out", folder, ...more];
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1", ...given.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    if (/reports in the last second/.test(chunk.toString())) given.onProgress?.();
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  return { status, out, load: report.load[0] };
}

describe("an endpoint too slow for a given objective", { retry: 1 }, () => {
  const objective = ["--objective", "p90 from plan < 100 ms", "--duration", "3s"];

  it("is red, where each agent has a lane", { timeout: MS_MAX }, async () => {
    const { status, out, load: judged } = await load(await taking(500), objective);
    expect(judged.verdict, out).toBe("MISSED");
    expect(judged.reason).toMatch(/p90 from plan < 100 ms: got \d/);
    expect(status).toBe(1);
  });

  it("is red, where every lane waits for it; the lag is the endpoint's", {
    timeout: MS_MAX,
  }, async () => {
    const few = [...objective, "--lanes", "4", "--timeout", "3s"];
    const { status, out, load: judged } = await load(await taking(500), few);
    expect(judged.verdict, out).toBe("MISSED");
    expect(judged.lag.shares.endpoint).toBeGreaterThan(0.9);
    expect(status).toBe(1);
  });
});

/** A k6 on one core, with the least claim to it. Says why where the system has no such means. */
function lowlyK6(): string | undefined {
  if (spawnSync("taskset", ["-c", "0", "nice", "true"]).status !== 0) return undefined;
  const path = join(root, "k6");
  // Where sessions are groups of their own, niceness counts within one: the group is made nice, too.
  const group = "echo 19 2>/dev/null >/proc/self/autogroup";
  writeFileSync(
    path,
    `#!/bin/sh\n(${group}) 2>/dev/null\nexec taskset -c 0 nice -n 19 ${k6Path} "$@"\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

function keepCoreBusy(): void {
  const busy = `const end = Date.now() + ${STARVED_MS}; while (Date.now() < end);`;
  for (let i = 0; i < BUSY_LOOPS; i += 1) {
    loops.push(spawn("taskset", ["-c", "0", process.execPath, "-e", busy], { stdio: "ignore" }));
  }
}

/** A k6 that writes down which process it is. */
function knownK6(pidFile: string): string {
  const path = join(root, "known-k6");
  writeFileSync(path, `#!/bin/sh\necho $$ >${pidFile}\nexec ${k6Path} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Takes a process its time, 300 of every 400 ms, until it is gone; the timer that does it. */
function interrupted(pid: number): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (!signalled(pid, "SIGSTOP")) clearInterval(timer);
    else setTimeout(() => signalled(pid, "SIGCONT"), 300);
  }, 400);
  return timer;
}

/** False: there is no such process any more. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

describe("a generator that is stopped again and again", () => {
  it("proves nothing of the endpoint", { timeout: MS_MAX }, async () => {
    const pidFile = join(root, "k6.pid");
    const path = knownK6(pidFile);
    let timer: NodeJS.Timeout | undefined;
    const onProgress = () => {
      timer ??= interrupted(Number(readFileSync(pidFile, "utf8")));
    };
    const limits = ["--objective", "p50 from plan < 20 ms", "--duration", "6s"];
    const env = { K6_PATH: path };
    const { status, out, load: judged } = await load(await taking(1), limits, { env, onProgress });
    clearInterval(timer);
    expect(judged.verdict, out).toBe("INVALID");
    expect(judged.reason).toMatch(/lag was [\d.]+ ms \(p99\), at most 100 ms/);
    expect(status).toBe(4);
  });
});

/** How much of its core a system lets others have differs; this takes minutes to be sure of. */
const deep = process.env["HEADWAY_DEEP"] === "1";

describe.runIf(deep)("a generator whose core is taken by busy loops", { retry: 3 }, () => {
  it("proves nothing, and is told to have cores of its own", {
    timeout: MS_MAX,
  }, async (context) => {
    const path = lowlyK6();
    if (path === undefined) return context.skip();
    let isStarving = false;
    const onProgress = () => {
      if (!isStarving) keepCoreBusy();
      isStarving = true;
    };
    const url = await taking(1);
    const limits = ["--objective", "p50 from plan < 20 ms", "--duration", "8s"];
    const {
      status,
      out,
      load: judged,
    } = await load(url, limits, { env: { K6_PATH: path }, onProgress });
    expect(judged.verdict, out).toBe("INVALID");
    expect(judged.reason).toMatch(
      /lag was [\d.]+ ms \(p99\), at most 100 ms; k6 used [\d.]+ of 1 cores/,
    );
    expect(judged.reason).toMatch(/waited [\d.]+ s for a core .* give it cores of its own/);
    expect(judged.generator.cpu.waitSeconds).toBeGreaterThan(1);
    expect(status).toBe(4);
  });
});
