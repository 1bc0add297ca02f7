/** A run that kills the endpoint again and again, ended in the middle: no endpoint is left behind. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const POLLS_MAX = 600;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headway-killed-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function started(): ChildProcess {
  const flags = ["--target", "embedded", "--durability", "--only", "durability/"];
  const args = ["--import", import.meta.resolve("tsx"), "cli.ts", "check", ...flags];
  const out = ["--out", join(folder, "run"), "--store", join(folder, "kept")];
  return spawn(process.execPath, [...args, ...out], { cwd: ROOT, stdio: "ignore" });
}

/** Ids of the endpoints that a process has started and that run now. */
function endpointsOf(pid: number | undefined): readonly number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return rows.split("\n").flatMap((row) => {
    const [, child, parent] = /^\s*(\d+)\s+(\d+)\s.*endpoint\/child/.exec(row) ?? [];
    return Number(parent) === pid ? [Number(child)] : [];
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits for a third endpoint: two were killed by then. */
async function restartedTwice(run: ChildProcess): Promise<ReadonlySet<number>> {
  const seen = new Set<number>();
  for (let polls = 0; polls < POLLS_MAX && seen.size < 3; polls += 1) {
    for (const pid of endpointsOf(run.pid)) seen.add(pid);
    await wait(50);
  }
  return seen;
}

async function ended(pids: ReadonlySet<number>): Promise<readonly number[]> {
  for (let polls = 0; polls < POLLS_MAX && [...pids].some(isRunning); polls += 1) await wait(50);
  return [...pids].filter(isRunning);
}

describe("a run that is ended while it kills the endpoint", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGKILL", null],
  ] as const)("leaves no endpoint behind: %s", async (signal, status) => {
    const run = started();
    const exit = new Promise<number | null>((resolve) => run.once("exit", resolve));
    const seen = new Set(await restartedTwice(run));
    expect(seen.size).toBe(3);
    run.kill(signal);
    // One may have been started between the last look and the signal.
    for (const pid of endpointsOf(run.pid)) seen.add(pid);
    expect(await exit).toBe(status);
    expect(await ended(seen)).toEqual([]);
  });
});
