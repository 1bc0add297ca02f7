/** New connections and refusals' codes of a real k6, over HTTP/1.1 and HTTP/2 with TLS. */

import { mkdtempSync, rmSync } from "node:fs";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Event, mergeLoad, readFlushes } from "../reports/evidence/index.ts";
import { findK6, type K6 } from "./k6/find.ts";
import { runScenario } from "./run.ts";
import { requestFor } from "./testing/request.ts";

const BUILD_MS_MAX = 15 * 60_000;
const SIZES = { agents: 6, intervalMs: 200, durationMs: 1500 };
/**
 * One report under way at a time. Several first ones may each dial, and k6 counts a connection where
 * a request waited for it: they go by the one that is ready first, over HTTP/2 all of them.
 */
const ALONE = { agents: 1, intervalMs: 60, durationMs: 1800 };
const { signal } = new AbortController();
const root = mkdtempSync(join(tmpdir(), "headway-connections-"));
let k6: K6 | undefined;

beforeAll(async () => {
  k6 = await findK6({ env: process.env, progress: () => {}, signal });
}, BUILD_MS_MAX);

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Refuses each report with a code, every other with the token for one; how many connections it was given. */
async function startRefusing(kind: "http/1.1" | "h2 or http/1.1" | "h2") {
  const made = await generate([{ name: "commonName", value: "127.0.0.1" }]);
  const tls = { key: made.private, cert: made.cert };
  const server =
    kind === "http/1.1"
      ? createServer(tls)
      : createSecureServer({ ...tls, allowHTTP1: kind === "h2 or http/1.1" });
  let connections = 0;
  let asked = 0;
  server.on("secureConnection", () => {
    connections += 1;
  });
  (server as Http2SecureServer).on("request", (request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(404, { "Content-Type": "application/json" });
      asked += 1;
      const error_code = asked % 2 === 0 ? "TASK.0004" : request.headers["x-auth-token"];
      response.end(JSON.stringify({ error_code, error_msg: "no such task" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    connections: () => connections,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

describe.each(["lanes", "batches"] as const)("by %s", (dispatch) => {
  it.each([
    ["http/1.1", "HTTP/1.1"],
    ["h2 or http/1.1", "HTTP/2.0"],
    ["h2", "HTTP/2.0"],
  ] as const)("an endpoint of %s is met by %s", async (kind, proto) => {
    if (k6 === undefined) throw new Error("there is no k6");
    const server = await startRefusing(kind);
    const folder = mkdtempSync(join(root, "run-"));
    const events: Event[] = [];
    const isShared = proto === "HTTP/2.0";
    const plain = requestFor({
      scenario: "steady",
      sizes: isShared ? ALONE : SIZES,
      url: server.url,
      token: "token-of-the-agents",
      folder,
      k6,
      settings: {
        dispatch,
        ...(isShared ? { lanes: 1 } : {}),
        observation: { kind: "none" },
        readBackShare: 0,
      },
    });
    const request = { ...plain, k6Arguments: ["--insecure-skip-tls-verify"] };
    await runScenario(request, { record: (e) => events.push(e), progress: () => {}, signal });
    const [opened] = events;
    if (opened?.kind !== "load-opened") throw new Error("it was not opened");
    const load = mergeLoad(opened, readFlushes(folder));
    expect(load.ledger.refused).toBe(load.ledger.sent);
    expect(load.ledger.sent).toBeGreaterThan(20);
    expect(server.connections()).toBeGreaterThan(0);
    expect(Object.keys(load.connections)).toEqual([proto]);
    const [counted = 0] = Object.values(load.connections);
    // k6 dials more than a request waits for, where another connection is free meanwhile.
    expect(counted).toBeGreaterThan(0);
    expect(counted).toBeLessThanOrEqual(server.connections());
    if (isShared) expect(counted).toBe(server.connections());
    const { sent } = load.ledger;
    const coded = load.codes["404 TASK.0004"] ?? 0;
    expect(coded).toBeGreaterThan(sent / 4);
    expect(load.codes).toEqual({ "404": sent - coded, "404 TASK.0004": coded });
    await server.close();
  });
});
