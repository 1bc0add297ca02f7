/** Real k6 processes that share one load: counted at the endpoint, and killed in the middle. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Event, mergeLoad, readFlushes } from "../../reports/evidence/index.ts";
import { judge } from "../../reports/verdict/index.ts";
import { profileOf } from "../../simulators/contract/index.ts";
import { findK6, type K6 } from "../k6/find.ts";
import { scenarioPlans } from "../plans.ts";
import { runScenario } from "../run.ts";

const SEGMENTS = 4;
const AGENTS = 20;
const DURATION_MS = 4000;
const TEST_MS_MAX = 120_000;
const root = mkdtempSync(join(tmpdir(), "headway-segments-"));
/** What the endpoint took: how often each task reported on each subtask. */
let counts = new Map<string, number>();
/** Called once, when the first report of a load comes. */
let onFirst: (() => void) | undefined;
const server = createServer((request, response) => {
  onFirst?.();
  onFirst = undefined;
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const [, , , task] = (request.url ?? "").split("/");
    const place = `${task} ${JSON.parse(body).subtask_name}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
    response.end();
  });
});
let k6: K6 | undefined;
let url = "";

beforeAll(async () => {
  const { signal } = new AbortController();
  k6 = await findK6({ env: process.env, progress: () => {}, signal });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 15 * 60_000);
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

async function play(segments: number) {
  if (k6 === undefined) throw new Error("there is no k6");
  counts = new Map();
  const folder = mkdtempSync(join(root, "run-"));
  const events: Event[] = [];
  const plans = scenarioPlans({
    seed: 7,
    count: 5,
    intervalMs: 200,
    profile: profileOf("2026-01"),
    fleet: undefined,
    mode: "steady",
  });
  await runScenario(
    {
      scenario: "steady",
      settings: {
        scenario: "steady",
        url,
        headers: [],
        profile: "2026-01",
        tasks: { kind: "range", prefix: "agent-", from: 1, to: AGENTS, suffix: "" },
        shareTasks: false,
        observation: { kind: "none" },
        visibleWithinMs: 0,
        agents: AGENTS,
        workers: SEGMENTS,
        mode: "steady",
        intervalMs: 200,
        ownPace: false,
        durationMs: DURATION_MS,
        drainMs: 30_000,
        timeoutMs: 30_000,
        readBackShare: 0,
        seed: 7,
        flushMs: 1000,
      },
      plans,
      environment: { HEADWAY_TOKEN: "a-token" },
      objectives: [],
      // This is about counts: a busy machine's lag is another matter.
      ownLagBudgetMs: 60_000,
      attempt: 1,
      folder,
      k6,
      segments,
    },
    {
      record: (event) => events.push(event),
      progress: () => {},
      signal: new AbortController().signal,
    },
  );
  const opened = events.find((event) => event.kind === "load-opened");
  if (opened?.kind !== "load-opened") throw new Error("the load was not opened");
  const flushes = readFlushes(folder);
  const { scenarios } = judge({ folder, events, flushes, problems: [] });
  return { folder, load: mergeLoad(opened, flushes), counts, scenario: scenarios[0] };
}

describe("segments of one load", () => {
  it(
    "send the same reports as one process, and begin together",
    async () => {
      const whole = await play(1);
      const parts = await play(SEGMENTS);
      expect(parts.load.gaps).toEqual([]);
      expect(readdirSync(join(parts.folder, "load", "steady")).join()).toMatch(/segment-4/);
      expect([...parts.counts].sort()).toEqual([...whole.counts].sort());
      expect(parts.load.ledger.due).toBe(whole.load.ledger.due);
      expect(parts.scenario?.remarks.join()).toMatch(/4 segments, begun within \d+ ms/);
    },
    TEST_MS_MAX,
  );

  it(
    "are no load when one of them is killed at half time",
    async () => {
      let killed = false;
      onFirst = () =>
        setTimeout(() => {
          killed = process.kill(pidOfSegment(2), "SIGKILL");
        }, DURATION_MS / 2);
      const { scenario, counts } = await play(SEGMENTS);
      expect(killed).toBe(true);
      // The first half of its agents' reports was sent, as those of all others were.
      const tasks = new Set([...counts.keys()].map((place) => place.split(" ")[0]));
      expect(tasks.size).toBe(AGENTS);
      expect(scenario?.verdict).toBe("INVALID");
      expect(scenario?.reason).toMatch(
        /segment 2 of 4 was killed: 5 of 20 agents \(25 %\) did not report to the end.*segment 2 of 4: the last flush is missing; 5 of 20 agents \(25 %\)/,
      );
    },
    TEST_MS_MAX,
  );
});

/** The k6 of this test that plays a segment, found by its parent and its flag. */
function pidOfSegment(number: number): number {
  const { stdout } = spawnSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], {
    encoding: "utf8",
  });
  const line = stdout.split("\n").find((text) => text.includes(`instance_id=${number}`));
  return Number(/\d+/.exec(line ?? "")?.[0] ?? Number.NaN);
}
