/**
 * `check` against targets that misbehave: bounded time and memory, no green, no crash, and what
 * was gathered can be reported. Prints what each took.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { BEHAVIOURS, type Behaviour } from "../properties/testing/hostile/behaviours.ts";
import { startHostile, TASKS, TOKEN } from "../properties/testing/hostile/server.ts";

/** A clean quick check takes about 250 MiB. */
const PEAK_MIB_MAX = 700;
/** A run has a budget of some seconds; the rest is for cores that others use. */
const RUN_MS_MAX = 90_000;
/** Requests that are answered well before the first that is not: the run's first questions. */
const HONEST_FIRST = 4;
/** Violated, missing prerequisite, nothing could be judged. */
const STATUSES = [1, 3, 4, 5];
const FROM_THE_START = [
  "echo",
  "never-answers",
  "endless-headers",
  "gzip-bomb",
  "html-everywhere",
  "tls-expired",
];
const LATER = ["never-answers", "reset-in-body"];

interface Outcome {
  readonly status: number | null;
  readonly text: string;
  readonly peakMib: number;
  readonly ms: number;
  readonly folder: string;
}

const rows: string[] = [];
afterAll(() => {
  console.log(["peak MiB  seconds  status  run", ...rows].join("\n"));
});

function headway(args: readonly string[], folder: string): Promise<Outcome> {
  const startMs = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), "cli.ts", ...args],
    {
      env: { ...process.env, HEADWAY_TOKEN: TOKEN, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  let peakMib = 0;
  const poll = setInterval(() => {
    peakMib = Math.max(peakMib, peakOf(child.pid));
  }, 50);
  const killer = setTimeout(() => child.kill("SIGKILL"), RUN_MS_MAX);
  return new Promise((resolve) => {
    child.once("close", (status) => {
      clearInterval(poll);
      clearTimeout(killer);
      resolve({ status, text, peakMib, ms: performance.now() - startMs, folder });
    });
  });
}

/** The most memory that a process has had so far; 0 where /proc is not. @unit MiB */
function peakOf(pid: number | undefined): number {
  try {
    const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Math.round(Number(found?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

async function run(
  verb: readonly string[],
  behaviour: Behaviour,
  honest?: (n: number) => boolean,
): Promise<Outcome> {
  const server = await startHostile(behaviour, honest === undefined ? {} : { honest });
  const folder = join(mkdtempSync(join(tmpdir(), "headway-hostile-")), "run");
  const about = ["--target", server.url, "--tasks", TASKS, "--timeout", honest ? "2s" : "300ms"];
  const observe = ["--observe", "GET /v3/tasks/{task_id}#/report"];
  try {
    const outcome = await headway([...verb, ...about, ...observe, "--out", folder], folder);
    const took = [outcome.peakMib, (outcome.ms / 1000).toFixed(1), outcome.status];
    rows.push(`${took.join("\t")}\t${verb[0]} ${behaviour.id}${honest ? ", later" : ""}`);
    expect(server.misbehaved(), outcome.text).toBeGreaterThan(0);
    return outcome;
  } finally {
    await server.close();
  }
}

function expectSound({ status, text, peakMib, folder }: Outcome): void {
  expect(STATUSES, text).toContain(status);
  expect(text).not.toMatch(/\n\s+at .*\.(ts|js):\d+|harness error|unhandled/i);
  expect(peakMib).toBeLessThan(PEAK_MIB_MAX);
  const events = readFileSync(join(folder, "events.ndjson"), "utf8");
  expect(events).not.toContain('"harness-error"');
  expect(readFileSync(join(folder, "report.json"), "utf8").length).toBeGreaterThan(100);
}

const QUICK = ["check", "--quick", "--max-time", "3s"];

function named(ids: readonly string[]): readonly (readonly [string, Behaviour])[] {
  return BEHAVIOURS.filter(({ id }) => ids.includes(id)).map((found) => [found.id, found]);
}

vi.setConfig({ testTimeout: 2 * RUN_MS_MAX });

describe("a check of a target that misbehaves", () => {
  it.each(named(FROM_THE_START))("%s, from the start", async (_, behaviour) => {
    expectSound(await run(QUICK, behaviour));
  });

  it.each(named(LATER))("%s, later", async (_, behaviour) => {
    expectSound(await run(QUICK, behaviour, (n) => n <= HONEST_FIRST || n % 3 !== 0));
  });
});
