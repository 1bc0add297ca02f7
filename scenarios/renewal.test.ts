/** Tokens that expire in the middle of a load, in a real k6: by lanes and by batches. */

import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Event, mergeLoad, readFlushes } from "../reports/evidence/index.ts";
import { findK6, type K6 } from "./k6/find.ts";
import { runScenario } from "./run.ts";
import { requestFor } from "./testing/request.ts";
import { serveTokens } from "./token-server.ts";

const SIZES = { agents: 20, intervalMs: 100, durationMs: 1500 };
/** Reports that one token is good for. */
const TOKEN_REPORTS = 25;
const { signal } = new AbortController();

let k6: K6 | undefined;
/** How many tokens were good before. */
let generation = 0;
let reports = 0;
const shown = new Map<string, string>();
const tokenOf = (n: number) => `token-number-${n}-of-the-test`;

const endpoint = createServer(async (request, response) => {
  const body = await text(request);
  const task = request.url?.split("/")[3] ?? "";
  if (request.headers["x-auth-token"] !== tokenOf(generation)) {
    response.writeHead(401).end();
    return;
  }
  if (request.method === "PUT") {
    shown.set(task, body);
    reports += 1;
    if (reports % TOKEN_REPORTS === 0) generation += 1;
  }
  response.writeHead(200, { "Content-Type": "application/json" }).end(shown.get(task) ?? "{}");
});

beforeAll(async () => {
  k6 = await findK6({ env: process.env, progress: () => {}, signal });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
}, 15 * 60_000);
afterAll(() => endpoint.close());

/** Plays a fleet whose first token is good, with a source of tokens or without. */
async function play(
  dispatch: "lanes" | "batches",
  source: "renews" | "gives none" | "is not there",
) {
  if (k6 === undefined) throw new Error("k6 was not found");
  const folder = mkdtempSync(join(tmpdir(), "headway-renewal-"));
  const events: Event[] = [];
  const first = generation;
  const renew = async (refused: string) => source === "renews" && refused !== tokenOf(generation);
  const server = await serveTokens({ renew, current: () => tokenOf(generation) }, signal);
  const { port } = endpoint.address() as AddressInfo;
  const plain = requestFor({
    scenario: "steady",
    sizes: SIZES,
    url: `http://127.0.0.1:${port}`,
    token: tokenOf(first),
    folder,
    k6,
    settings: {
      dispatch,
      observation: { kind: "pointer", path: "/v3/tasks/{task_id}", pointer: "" },
    },
  });
  const more = source === "is not there" ? {} : { HEADWAY_TOKEN_URL: server.url };
  const request = { ...plain, environment: { ...plain.environment, ...more } };
  await runScenario(request, { record: (e) => events.push(e), progress: () => {}, signal });
  await server.close();
  const [opened] = events;
  if (opened?.kind !== "load-opened") throw new Error("it was not opened");
  for (const name of readdirSync(join(folder, "load/steady"))) {
    expect(readFileSync(join(folder, "load/steady", name), "utf8")).not.toContain("token-number");
  }
  const load = mergeLoad(opened, readFlushes(folder));
  return { load, renewed: server.renewed(), retired: generation - first };
}

describe.each(["lanes", "batches"] as const)("by %s", (dispatch) => {
  it("a report that an expired token spoilt is sent with a new one, and is no refusal", async () => {
    const { load, renewed, retired } = await play(dispatch, "renews");
    const { ledger } = load;
    expect(ledger).toMatchObject({ refused: 0, timedOut: 0, broken: 0, unsent: 0 });
    expect(load.statuses).toEqual({ "200": ledger.sent });
    expect(ledger.sent).toBeGreaterThan(250);
    expect(ledger.readBacks).toMatchObject({ wrong: 0, indefinite: 0 });
    expect(ledger.sweep).toMatchObject({ wrong: 0, indefinite: 0 });
    expect(retired).toBeGreaterThan(8);
    expect(renewed).toBeGreaterThan(8);
    expect(load.gaps).toEqual([]);
  });

  it.each(["gives none", "is not there"] as const)(
    "where the source of tokens %s, it is refused",
    async (source) => {
      const { load } = await play(dispatch, source);
      const { sent, acknowledged, refused } = load.ledger;
      expect(acknowledged).toBeLessThanOrEqual(TOKEN_REPORTS);
      expect(refused).toBe(sent - acknowledged);
      expect(load.statuses["401"]).toBe(refused);
    },
  );
});
