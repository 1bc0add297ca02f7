/**
 * `check` and `load` against targets that misbehave: bounded time and memory, no green, no crash,
 * and what was gathered can be reported. Prints what each took.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { BEHAVIOURS, type Behaviour } from "../properties/testing/hostile/behaviours.ts";
import { randomReplies } from "../properties/testing/hostile/random.ts";
import { startHostile, TASKS, TOKEN } from "../properties/testing/hostile/server.ts";

/** A clean quick check takes about 250 MiB. */
const PEAK_MIB_MAX = 700;
/** A run has a budget of some seconds; the rest is for cores that others use. */
const RUN_MS_MAX = 90_000;
/** Requests that are answered well before the first that is not: the run's first questions. */
const HONEST_FIRST = 4;
/** Violated, missing prerequisite, nothing could be judged. */
const STATUSES = [1, 3, 4, 5];
const RANDOM_REPLIES = 10_000;
const RANDOM_RUNS_MAX = 40;

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

/** The most memory that a process and its children have had so far; 0 where /proc is not. @unit MiB */
function peakOf(pid: number | string | undefined): number {
  try {
    const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    const more = children.filter((child) => child !== "").map(peakOf);
    const own = Math.round(Number(found?.[1] ?? 0) / 1024);
    return more.reduce((sum, peak) => sum + peak, own);
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
const LOAD = ["load", "smoke", "--agents", "8", "--interval", "200ms", "--duration", "2s"];
const NAMED = BEHAVIOURS.map((behaviour) => [behaviour.id, behaviour] as const);

vi.setConfig({ testTimeout: 2 * RUN_MS_MAX });

const later = (n: number): boolean => n <= HONEST_FIRST || n % 3 !== 0;

describe("a check of a target that misbehaves", () => {
  it.each(NAMED)("%s, from the start", async (_, behaviour) => {
    expectSound(await run(QUICK, behaviour));
  });

  it.each(NAMED.filter(([, { answer }]) => answer !== undefined))(
    "%s, later",
    async (_, behaviour) => {
      expectSound(await run(QUICK, behaviour, later));
    },
  );

  it(`${RANDOM_REPLIES} random replies among right ones`, { timeout: 30 * 60_000 }, async () => {
    const random = randomReplies();
    let runs = 0;
    for (; random.sent() < RANDOM_REPLIES && runs < RANDOM_RUNS_MAX; runs += 1) {
      const check = ["check", "--seed", String(runs + 1), "--max-time", "30s"];
      expectSound(await run(check, random.behaviour, later));
    }
    expect(random.sent()).toBeGreaterThanOrEqual(RANDOM_REPLIES);
  });
});

describe("a load on a target that misbehaves", () => {
  it.each(NAMED)("%s, from the start", async (_, behaviour) => {
    expectSound(await run(LOAD, behaviour));
  });
});
