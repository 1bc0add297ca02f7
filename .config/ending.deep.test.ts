/**
 * Runs that are ended at random moments, from the first line of the program to the last: once, twice
 * within a second, or killed. Whenever it comes, nothing goes on, nothing temporary is left, no trace
 * of ours is shown, and what was gathered is never green.
 */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findK6 } from "../scenarios/index.ts";
import { reportedAgain, startRun } from "./ending.ts";

const MS_MAX = 15 * 60_000;
const TRIALS = 6;
const OWN = ["--target", "embedded"];
const SMALL = ["--agents", "20", "--interval", "100ms", "--duration", "4s"];

/** A verb, and about how long it runs. @unit milliseconds */
const VERBS: readonly (readonly [string, readonly string[], number])[] = [
  ["check", ["check", ...OWN], 14_000],
  ["check of a twin that keeps", ["check", "--twin", "kept-late", "--durability"], 20_000],
  ["load", ["load", "steady", ...OWN, ...SMALL], 10_000],
  ["load in segments", ["load", "steady", ...OWN, ...SMALL, "--segments", "2"], 11_000],
  ["gate", ["gate", ...OWN, "--quick", ...SMALL], 20_000],
];
const WAYS = [["SIGINT"], ["SIGTERM"], ["SIGINT", "SIGINT"], ["SIGTERM", "SIGINT"], ["SIGKILL"]];

const home = mkdtempSync(join(tmpdir(), "headway-ending-"));
let env: NodeJS.ProcessEnv = {};

beforeAll(async () => {
  const { signal } = new AbortController();
  env = { K6_PATH: (await findK6({ env: process.env, progress: () => {}, signal })).path };
}, MS_MAX);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.runIf(existsSync("/proc/self/environ"))("ended at random", () => {
  it.each(VERBS)("%s", { timeout: MS_MAX }, async (verb, args, usualMs) => {
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const afterMs = Math.floor(Math.random() * usualMs);
      const way = WAYS[Math.floor(Math.random() * WAYS.length)] ?? [];
      const betweenMs = Math.floor(Math.random() * 1000);
      const run = startRun(home, args, { env });
      const killed = new Set(run.temporary());
      await wait(afterMs);
      for (const [place, signal] of way.entries()) {
        if (place > 0) await wait(betweenMs);
        run.kill(signal as NodeJS.Signals);
      }
      const { status, out, err } = await run.ended;
      const what = `${verb}: ${way.join(", ")} after ${afterMs} ms, ${betweenMs} ms between`;
      const told = `${what}\n${out}\n${err}`;
      expect(await run.left(), told).toEqual([]);
      // A killed process removes nothing, this one or one before it.
      const temporary = run.temporary().filter((name) => !killed.has(name));
      if (!way.includes("SIGKILL")) expect(temporary, told).toEqual([]);
      expect(err, told).not.toMatch(/^ +at /m);
      // It may have come to its end before, or not have begun to listen.
      const isDone = /^Exit status \d/m.test(out);
      expect([130, null, ...(isDone ? [0, 1] : [])], told).toContain(status);
      if (isDone || !existsSync(join(run.folder, "events.ndjson"))) continue;
      const again = await reportedAgain(home, run.folder);
      expect([1, 130, 4, 3, 5], `${told}\n${again.out}`).toContain(again.status);
      expect(again.err, told).not.toMatch(/^ +at /m);
    }
  });
});
