/**
 * One scenario from its files to its evidence, in a real k6: however k6 gets the script, whatever
 * the target does, and when k6 itself does not come to its end.
 */

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedEndpoint, startEmbedded } from "../properties/target/embedded.ts";
import { type Event, type MergedLoad, mergeLoad, readFlushes } from "../reports/evidence/index.ts";
import { SCENARIOS, type ScenarioName, scenarioOf, stagesOf } from "./catalogue.ts";
import { buildK6pack, findK6, type K6 } from "./k6/find.ts";
import { runScenario, type ScenarioRequest } from "./run.ts";
import { requestFor, type Sizes } from "./testing/request.ts";

const TOKEN = "token-that-is-nowhere-on-disk";
const BUILD_MS_MAX = 15 * 60_000;
const SIZES: Partial<Record<ScenarioName, Sizes>> = {
  smoke: { agents: 4, intervalMs: 200, durationMs: 10_000 },
  "hot-task": { agents: 32, intervalMs: 200, durationMs: 3000 },
};
const USUAL_SIZES: Sizes = { agents: 20, intervalMs: 200, durationMs: 3000 };
const sizesOf = (name: ScenarioName): Sizes => SIZES[name] ?? USUAL_SIZES;

const root = mkdtempSync(join(tmpdir(), "headway-run-"));
let folders = 0;
let endpoint: EmbeddedEndpoint | undefined;
let k6: K6 | undefined;
const packed = new Map<ScenarioName, string>();

beforeAll(async () => {
  const io = { env: process.env, progress: () => {}, signal: new AbortController().signal };
  k6 = await findK6(io);
  const k6pack = await buildK6pack(io);
  for (const name of ["smoke", "steady"] as const) {
    const source = fileURLToPath(new URL(scenarioOf(name).file, import.meta.url));
    const path = join(root, `${name}.packed.js`);
    const ended = spawnSync(k6pack, ["-o", path, source], { encoding: "utf8" });
    if (ended.status !== 0) throw new Error(`k6pack: ${ended.stderr}`);
    packed.set(name, path);
  }
  endpoint = await startEmbedded({
    twin: undefined,
    profile: "2026-01",
    token: TOKEN,
    tasks: 1,
  });
}, 2 * BUILD_MS_MAX);
afterAll(async () => {
  await endpoint?.stop();
  rmSync(root, { recursive: true, force: true });
});

interface Played {
  readonly opened: Event & { readonly kind: "load-opened" };
  readonly closed: Event & { readonly kind: "load-closed" };
  readonly load: MergedLoad;
  readonly progress: readonly string[];
  readonly tookMs: number;
}

interface Given {
  readonly scenario?: ScenarioName;
  readonly url?: string;
  readonly settings?: Partial<ScenarioRequest["settings"]>;
  readonly script?: ScenarioRequest["script"];
  /** Path of what stands in for k6. */
  readonly fake?: string;
  readonly folder?: string;
  readonly attempt?: number;
  readonly abort?: AbortController;
  /** Called with each line of progress. */
  readonly onProgress?: () => void;
}

/** Plays a scenario in a folder of its own, on tasks of its own, and reads what it left behind. */
async function play(given: Given): Promise<Played> {
  const { scenario = "steady" } = given;
  const folder = given.folder ?? newFolder();
  const events: Event[] = [];
  const progress: string[] = [];
  const started = Date.now();
  const io = {
    record: (event: Event) => events.push(event),
    progress: ({ text }: { readonly text: string }) => {
      progress.push(text);
      given.onProgress?.();
    },
    signal: (given.abort ?? new AbortController()).signal,
  };
  await runScenario(requestOf(given, scenario, folder), io);
  const tookMs = Date.now() - started;
  expect(events.map((event) => event.kind)).toEqual(["load-opened", "load-closed"]);
  const [opened, closed] = events;
  if (opened?.kind !== "load-opened" || closed?.kind !== "load-closed") throw new Error("events");
  const lines = [...readFlushes(folder, scenario)];
  expect(lines.filter(({ kind }) => kind === "unreadable")).toEqual([]);
  expect(JSON.stringify(events)).not.toContain(TOKEN);
  expect(filesWith(folder, TOKEN)).toEqual([]);
  return { opened, closed, load: mergeLoad(opened, lines), progress, tookMs };
}

function requestOf(given: Given, scenario: ScenarioName, folder: string): ScenarioRequest {
  if (k6 === undefined || endpoint === undefined) throw new Error("nothing was started");
  return requestFor({
    ...given,
    scenario,
    sizes: sizesOf(scenario),
    url: given.url ?? endpoint.url,
    token: TOKEN,
    folder,
    k6: given.fake === undefined ? k6 : { ...k6, path: given.fake },
    firstTask: folders * 100 + 1,
  });
}

function newFolder(): string {
  folders += 1;
  return join(root, `run-${folders}`);
}

/** Paths of all files in a folder, those in its folders included, that contain a text. */
function filesWith(folder: string, text: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, "utf8").includes(text));
}

/** A shell script in place of k6. */
function fakeK6(lines: readonly string[]): string {
  const path = join(newFolder(), "k6");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(path, 0o755);
  return path;
}

/** A server that takes connections and never says a word. */
async function silentServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

const WAYS = ["bundle", "source", "packed by k6pack"] as const;
const SCENARIO_NAMES = ["smoke", "steady"] as const;
const isPlayedAbove = (name: ScenarioName): boolean => name === "smoke" || name === "steady";

describe.each(SCENARIO_NAMES)("%s against an endpoint that is right", (scenario) => {
  const dues = new Map<string, readonly [due: number, bytes: number, asked: number]>();

  it.each(WAYS)("runs as %s, and all is well", async (way) => {
    const path = packed.get(scenario) ?? "";
    const script = way === "packed by k6pack" ? { path } : way;
    const { opened, closed, load } = await play({ scenario, script });
    expect(closed).toMatchObject({ ending: "finished", detail: "", exitCode: 0, scenario });
    expect(opened).toMatchObject({ scenario, agents: sizesOf(scenario).agents, plans: 4 });
    const { ledger } = load;
    expect(load.gaps).toEqual([]);
    expect(ledger.due).toBe(ledger.sent + ledger.unsent);
    expect(ledger).toMatchObject({ refused: 0, timedOut: 0, broken: 0, unsent: 0 });
    expect(ledger.acknowledged).toBe(ledger.sent);
    expect(load.statuses).toEqual({ "200": ledger.sent });
    expect(ledger.readBacks.asked).toBeGreaterThan(10);
    expect(ledger.readBacks).toMatchObject({ right: ledger.readBacks.asked, wrong: 0 });
    expect(load.response.total).toBe(ledger.sent);
    expect(load.ownLag.total + load.lanesLag.total).toBe(ledger.sent);
    const bySubtask = Object.values(load.subtasks).reduce((sum, count) => sum + count, 0);
    expect(bySubtask).toBe(ledger.sent);
    expect(load.samples).toEqual([]);
    dues.set(way, [ledger.due, ledger.bytesSent, ledger.readBacks.asked]);
  });

  it("sends and reads back the same in all three ways", () => {
    expect([...dues.keys()]).toEqual([...WAYS]);
    expect(new Set([...dues.values()].map((due) => due.join())).size).toBe(1);
  });

  it("sends as much as its timetable says", () => {
    const [due = 0, , asked = 0] = dues.get("bundle") ?? [];
    const { agents, durationMs, intervalMs } = sizesOf(scenario);
    if (scenario === "smoke") {
      // The first and the last report of at least three subtasks; each of them is read back.
      expect(due).toBeGreaterThanOrEqual(agents * 6);
      expect(asked).toBe(due);
    } else {
      const want = (agents * durationMs) / intervalMs;
      expect(Math.abs(due - want)).toBeLessThan(want / 10);
    }
  });
});

describe("every other scenario", () => {
  const others = SCENARIOS.map(({ name }) => name).filter((name) => !isPlayedAbove(name));

  it.each(others)("%s plays, and the endpoint is right", async (scenario) => {
    const { closed, load } = await play({ scenario });
    expect(closed).toMatchObject({ ending: "finished", detail: "", exitCode: 0, scenario });
    const { ledger } = load;
    expect(load.gaps).toEqual([]);
    expect(ledger).toMatchObject({ refused: 0, timedOut: 0, broken: 0, unsent: 0 });
    expect(ledger.acknowledged).toBe(ledger.sent);
    expect(ledger.readBacks.asked).toBeGreaterThan(10);
    expect(ledger.readBacks).toMatchObject({ right: ledger.readBacks.asked, wrong: 0 });
    expect(load.samples).toEqual([]);
  });

  it("ramp sends most at its end, spike in its middle, herd nothing in its silence", () => {
    const shares = (name: ScenarioName): readonly number[] => {
      const stages = stagesOf(scenarioOf(name), 1000);
      return stages.map((stage) => (stage.kind === "pace" ? stage.pace * stage.forMs : 0));
    };
    expect(shares("ramp").at(-1)).toBe(Math.max(...shares("ramp")));
    expect(shares("spike")[1]).toBe(Math.max(...shares("spike")));
    expect(shares("herd")[1]).toBe(0);
  });
});

describe("in batches", () => {
  const dispatch = { dispatch: "batches", workers: 1, lanes: 8 } as const;

  it.each([
    ["shared", {}],
    ["unique", { marks: true }],
  ])("sends %s bodies, and all is well", async (_, more) => {
    const { closed, load } = await play({ settings: { ...dispatch, ...more, readBackShare: 1 } });
    expect(closed.ending).toBe("finished");
    const { ledger } = load;
    expect(load.gaps).toEqual([]);
    expect(load.samples).toEqual([]);
    expect(ledger).toMatchObject({ refused: 0, timedOut: 0, broken: 0, unsent: 0 });
    expect(load.statuses).toEqual({ "200": ledger.sent });
    expect(ledger.readBacks).toMatchObject({ asked: ledger.sent, right: ledger.sent });
    expect(ledger.sweep).toMatchObject({ wrong: 0, right: ledger.sweep?.asked });
    expect(ledger.sweep?.asked).toBeGreaterThan(10);
    expect(load.service.total).toBe(ledger.sent);
  });

  it("counts what is refused", async () => {
    const tasks = { kind: "list", ids: Array.from({ length: 20 }, (_, i) => `none-${i}`) } as const;
    const { load } = await play({ settings: { ...dispatch, durationMs: 1000, tasks } });
    expect(load.ledger.refused).toBe(load.ledger.sent);
    expect(load.statuses).toEqual({ "404": load.ledger.sent });
    const { "404": uncoded = 0, ...coded } = load.codes;
    expect(uncoded).toBeLessThan(load.ledger.refused);
    expect(Object.keys(coded)).toEqual([expect.stringMatching(/^404 [\w.-]+$/)]);
    expect(Object.values(load.codes).reduce((sum, count) => sum + count, 0)).toBe(
      load.ledger.refused,
    );
    expect(load.connections["HTTP/1.1"]).toBeGreaterThan(0);
  });
});

describe("against a target that is not right", () => {
  it("one that is down: k6 finishes, and every report is counted as broken", async () => {
    const gone = await silentServer();
    await gone.close();
    const { closed, load } = await play({ url: gone.url, settings: { durationMs: 1000 } });
    expect(closed.ending).toBe("finished");
    const { ledger } = load;
    expect(load.gaps).toEqual([]);
    expect(ledger.due).toBeGreaterThan(50);
    expect(ledger).toMatchObject({ acknowledged: 0, refused: 0, timedOut: 0, unsent: 0 });
    expect(ledger.broken).toBe(ledger.due);
    expect(load.statuses).toEqual({ "connection refused": ledger.broken });
    expect(load.samples[0]).toMatch(/^task task-\d+: the report of \w+: connection refused$/);
  });

  it("one that never answers: the run ends in time, and every report is counted as timed out", async () => {
    const silent = await silentServer();
    try {
      const settings = { durationMs: 1500, timeoutMs: 500, drainMs: 500 };
      const { closed, load, tookMs } = await play({ url: silent.url, settings });
      expect(closed.ending).toBe("finished");
      expect(tookMs).toBeLessThan(15_000);
      const { ledger } = load;
      expect(load.gaps).toEqual([]);
      expect(ledger.sent).toBeGreaterThanOrEqual(20);
      expect(ledger).toMatchObject({ acknowledged: 0, refused: 0, broken: 0 });
      expect(ledger.timedOut).toBe(ledger.sent);
      expect(ledger.due).toBe(ledger.sent + ledger.unsent);
      expect(ledger.unsent).toBeGreaterThan(0);
      expect(load.statuses).toEqual({ timeout: ledger.timedOut });
    } finally {
      await silent.close();
    }
  });

  it("one that refuses each: that is counted, with its status and samples", async () => {
    const tasks = { kind: "list", ids: Array.from({ length: 20 }, (_, i) => `none-${i}`) } as const;
    const { closed, load } = await play({ settings: { durationMs: 1000, tasks } });
    expect(closed.ending).toBe("finished");
    expect(load.ledger.refused).toBe(load.ledger.sent);
    expect(load.ledger.acknowledged).toBe(0);
    expect(load.statuses).toEqual({ "404": load.ledger.sent });
    expect(load.samples[0]).toMatch(/refused with 404/);
  });
});

describe("when it does not come to its end", () => {
  it("abort in the middle ends it within seconds, as interrupted; what was seen is kept", async () => {
    const abort = new AbortController();
    let abortedAt = Number.NaN;
    const { closed, load, progress } = await play({
      settings: { durationMs: 40_000 },
      abort,
      onProgress: () => {
        if (abort.signal.aborted) return;
        abortedAt = Date.now();
        abort.abort();
      },
    });
    expect(Date.now() - abortedAt).toBeLessThan(8000);
    expect(closed.ending).toBe("interrupted");
    expect(load.ledger.acknowledged).toBeGreaterThan(0);
    expect(load.gaps).toEqual(["worker 0: the last flush is missing"]);
    expect(progress[0]).toMatch(/^20 agents, \d+ reports in the last second, p50 .*, p99 /);
  });

  it("abort before it begins ends it as interrupted", async () => {
    const abort = new AbortController();
    abort.abort();
    const { closed, tookMs } = await play({ abort });
    expect(closed.ending).toBe("interrupted");
    expect(tookMs).toBeLessThan(8000);
  });

  it("a k6 that dies ends it as failed, with k6's own words", async () => {
    const fake = fakeK6(["echo 'GoError: cannot open the settings' >&2", "exit 107"]);
    const { closed, load } = await play({ fake });
    expect(closed).toMatchObject({ ending: "failed", exitCode: 107 });
    expect(closed.detail).toBe("GoError: cannot open the settings");
    expect(load.gaps).toEqual(["1 of 1 workers were never heard of"]);
  });

  it("a k6 that writes nothing has failed, whatever an older run left in the folder", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "load/steady"), { recursive: true });
    writeFileSync(join(folder, "load/steady/flushes.ndjson"), "{}\n");
    const { closed } = await play({ folder, fake: fakeK6(["echo hm >&2"]) });
    expect(closed).toMatchObject({
      ending: "failed",
      exitCode: 0,
      detail: "k6 wrote no flush. hm",
    });
  });

  it("a script that throws has failed, with what k6 says of it", async () => {
    const path = join(root, "throws.js");
    writeFileSync(path, `throw new Error("thrown by the script");\n`);
    const { closed } = await play({ script: { path } });
    expect(closed.ending).toBe("failed");
    expect(closed.detail).toMatch(/thrown by the script/);
  });

  it("a k6 that is not there is a fault of ours", async () => {
    await expect(play({ fake: join(root, "no-such-k6") })).rejects.toThrow(/ENOENT/);
  });
});

it("a second attempt leaves the files of the first alone", async () => {
  const folder = newFolder();
  const settings = { durationMs: 500, agents: 4 };
  const first = await play({ folder, settings });
  const second = await play({ folder, settings, attempt: 2 });
  expect(second.closed).toMatchObject({ ending: "finished", attempt: 2 });
  expect(second.load.ledger.due).toBe(first.load.ledger.due);
  expect(second.load.gaps).toEqual([]);
  expect(readdirSync(join(folder, "load/steady")).sort()).toEqual([
    "flushes-attempt-2.ndjson",
    "flushes.ndjson",
    "plans-attempt-2.ndjson",
    "plans.ndjson",
    "settings-attempt-2.json",
    "settings.json",
    "steady.js",
  ]);
});

it("sends the operator's headers, and writes none of them down", async () => {
  const seen = new Set<string | undefined>();
  const server = createHttpServer((request, response) => {
    seen.add(String(request.headers["x-gateway-key"]));
    request.resume().on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const secret = "gateway-secret-4711";
  const folder = newFolder();
  const request = requestOf({ url: `http://127.0.0.1:${port}` }, "steady", folder);
  const settings = { ...request.settings, durationMs: 1000 };
  const headers = JSON.stringify([["X-Gateway-Key", secret]]);
  const environment = { ...request.environment, HEADWAY_HEADERS: headers };
  const io = { record: () => {}, progress: () => {}, signal: new AbortController().signal };
  try {
    await runScenario({ ...request, settings, environment }, io);
  } finally {
    server.close();
  }
  expect([...seen]).toEqual([secret]);
  expect(filesWith(folder, secret)).toEqual([]);
});

it("the token would be found in a file", () => {
  const folder = newFolder();
  mkdirSync(join(folder, "deep"), { recursive: true });
  writeFileSync(join(folder, "deep/file"), `a ${TOKEN} b`);
  expect(filesWith(folder, TOKEN)).toEqual([join(folder, "deep/file")]);
});
