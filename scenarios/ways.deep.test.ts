/** Every scenario in all three ways of bundling, in a real k6: each sends and reads back the same. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbeddedEndpoint, startEmbedded } from "../properties/target/embedded.ts";
import { type Event, mergeLoad, readFlushes } from "../reports/evidence/index.ts";
import { SCENARIOS, type ScenarioName, scenarioOf } from "./catalogue.ts";
import { buildK6pack, findK6, type K6 } from "./k6/find.ts";
import { runScenario, type ScenarioRequest } from "./run.ts";
import { requestFor, type Sizes } from "./testing/request.ts";

const TOKEN = "token-of-the-three-ways";
const MS_MAX = 15 * 60_000;
/** Enough agents for a shared task. */
const SIZES: Sizes = { agents: 32, intervalMs: 200, durationMs: 3000 };

const { signal } = new AbortController();
const root = mkdtempSync(join(tmpdir(), "headway-ways-"));
let tools: { readonly k6: K6; readonly k6pack: string; readonly endpoint: EmbeddedEndpoint };
let runs = 0;

beforeAll(async () => {
  const io = { env: process.env, progress: () => {}, signal };
  const endpoint = await startEmbedded({
    ...{ twin: undefined, profile: "2026-01", token: TOKEN, tasks: 10_000 },
  });
  tools = { k6: await findK6(io), k6pack: await buildK6pack(io), endpoint };
}, 2 * MS_MAX);
afterAll(async () => {
  await tools.endpoint.stop();
  rmSync(root, { recursive: true, force: true });
});

/** What a scenario came to whose script k6 got in that way. */
async function play(scenario: ScenarioName, script: ScenarioRequest["script"]) {
  const { k6, endpoint } = tools;
  const folder = join(root, `run-${runs}`);
  const events: Event[] = [];
  const firstTask = runs * 100 + 1;
  runs += 1;
  const own = { scenario, sizes: SIZES, url: endpoint.url, token: TOKEN, folder, k6, firstTask };
  const request = requestFor({ ...own, ...(script === undefined ? {} : { script }) });
  await runScenario(request, { record: (e) => events.push(e), progress: () => {}, signal });
  const [opened, closed] = events;
  if (opened?.kind !== "load-opened") throw new Error("it was not opened");
  expect(closed).toMatchObject({ kind: "load-closed", ending: "finished", detail: "" });
  const load = mergeLoad(opened, readFlushes(folder));
  expect(load.gaps).toEqual([]);
  const { due, acknowledged, bytesSent, readBacks } = load.ledger;
  expect(acknowledged).toBe(due);
  expect(readBacks).toMatchObject({ right: readBacks.asked });
  return { due, bytesSent };
}

function packed(scenario: ScenarioName): { readonly path: string } {
  const path = join(root, `${scenario}.js`);
  const source = fileURLToPath(new URL(scenarioOf(scenario).file, import.meta.url));
  const ended = spawnSync(tools.k6pack, ["-o", path, source], { encoding: "utf8" });
  if (ended.status !== 0) throw new Error(`k6pack: ${ended.stderr}`);
  return { path };
}

it.each(SCENARIOS.map(({ name }) => name))(
  "%s sends the same bundled, as source and packed by k6pack",
  async (scenario) => {
    const bundled = await play(scenario, "bundle");
    expect(bundled.due).toBeGreaterThan(100);
    expect(await play(scenario, "source")).toEqual(bundled);
    expect(await play(scenario, packed(scenario))).toEqual(bundled);
  },
  MS_MAX,
);
