/**
 * Runs that are ended in the middle: nothing that they started goes on, nothing temporary is left,
 * and what was gathered is reported, if need be afterwards.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findK6 } from "../scenarios/index.ts";
import { type RunningEndpoint, startEndpoint } from "../simulators/endpoint/index.ts";
import { reportedAgain, startRun } from "./ending.ts";

const MS_MAX = 180_000;
const BUILD_MS_MAX = 15 * 60_000;
const SIZES = "--agents 20 --interval 100ms --duration 60s".split(" ");
const TOKEN = "headway-ending";
const TASKS = { kind: "range", prefix: "task-", from: 1, to: 40, suffix: "" } as const;
const UNDER_WAY = /reports in the last second/;

const home = mkdtempSync(join(tmpdir(), "headway-ending-"));
let env: NodeJS.ProcessEnv = {};
// It outlives the runs: k6 ends by itself when its endpoint does.
let endpoint: RunningEndpoint;

beforeAll(async () => {
  const { signal } = new AbortController();
  const { path } = await findK6({ env: process.env, progress: () => {}, signal });
  env = { K6_PATH: path, HEADWAY_TOKEN: TOKEN };
  endpoint = await startEndpoint({ profile: "2026-01", token: TOKEN, tasks: TASKS });
}, BUILD_MS_MAX);
afterAll(async () => {
  await endpoint?.close();
  rmSync(home, { recursive: true, force: true });
});

const start = (...args: readonly string[]) => startRun(home, args, { env });
const load = (...more: readonly string[]) => {
  const target = [
    "--target",
    endpoint.url,
    "--tasks",
    "range:task-{1..40}",
    "--observe",
    "show-task",
  ];
  return start("load", "steady", ...target, ...SIZES, ...more);
};
const loadOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "report.json"), "utf8")).load[0];

describe.runIf(existsSync("/proc/self/environ"))("a run that is ended", { timeout: MS_MAX }, () => {
  it("asked to end, in segments: status 130, what was gathered is reported", async () => {
    const run = load("--segments", "2");
    await run.said(UNDER_WAY);
    run.kill("SIGTERM");
    const { status, out } = await run.ended;
    expect(await run.left()).toEqual([]);
    expect(out).toContain("Exit status 130: interrupted by SIGTERM");
    expect(status).toBe(130);
    expect(loadOf(run.folder).statuses[200]).toBeGreaterThan(0);
  });

  it("by its terminal, which is closed: the same", async () => {
    const run = load();
    await run.said(UNDER_WAY);
    run.kill("SIGHUP");
    const { status, out } = await run.ended;
    expect(await run.left()).toEqual([]);
    expect(out).toContain("interrupted by SIGHUP");
    expect(status).toBe(130);
  });

  it("asked twice: at once, and what was gathered is reported afterwards", async () => {
    const run = load();
    await run.said(UNDER_WAY);
    run.kill("SIGINT");
    await run.said(/SIGINT: ending/);
    run.kill("SIGINT");
    const { status, err } = await run.ended;
    expect(await run.left()).toEqual([]);
    expect(status).toBe(130);
    expect(err).toMatch(/^what was gathered: npx tsx cli\.ts report /m);
    const again = await reportedAgain(home, run.folder);
    expect(again.out).toContain("interrupted by SIGINT");
    expect(again.status).toBe(130);
    expect(loadOf(run.folder).statuses[200]).toBeGreaterThan(0);
  });

  it("killed: k6 loads nobody after that, and what was gathered is reported afterwards", async () => {
    const run = load();
    await run.said(UNDER_WAY);
    run.kill("SIGKILL");
    expect((await run.ended).status).toBe(null);
    expect(await run.left()).toEqual([]);
    const again = await reportedAgain(home, run.folder);
    expect(again.status).toBe(4);
    expect(again.out).toMatch(/^INCOMPLETE|^INVALID/m);
    expect(loadOf(run.folder).statuses[200]).toBeGreaterThan(0);
  });

  it("asked twice while its endpoint keeps reports in a temporary folder: that is gone", async () => {
    const run = start("check", "--twin", "kept-late", "--durability", "--only", "durability/");
    while (run.temporary().length === 0) await wait(50);
    run.kill("SIGTERM");
    await wait(50);
    run.kill("SIGTERM");
    expect((await run.ended).status).toBe(130);
    expect(await run.left()).toEqual([]);
    expect(run.temporary()).toEqual([]);
  });
});
