/**
 * The published Java, Python and Go clients before the reference endpoint: what they put on the
 * wire is what our dialects say, their signatures hold, what they meant is observed, and each reply
 * reaches their caller as our table has it. A client runs where its toolchain is and its registry
 * answers; elsewhere its tests are skipped with the reason.
 *
 * Not verified: other versions, other operating systems, the retries that a caller can ask for.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type EndpointOptions, headerValues } from "../simulators/endpoint/index.ts";
import { CLIENT_DIALECTS } from "../simulators/report/index.ts";
import { RECORDED_REPORTS, recorded } from "../simulators/report/testing/recorded.ts";
import {
  framing,
  lasting,
  meant,
  observed,
  otherThanOurs,
  ownHeaders,
  signedHeaders,
  textOf,
} from "./clients/compare.ts";
import { AGENTS, drawFleet, drawReports, PROFILE, taskOf } from "./clients/drawn.ts";
import { drive, type Order, type Outcome } from "./clients/drive.ts";
import { ODD_IDS, PLAIN_IDS } from "./clients/ids.ts";
import { startRecording } from "./clients/recording.ts";
import { REPLY_CASES } from "./clients/replies.ts";
import { PAGE, SAMPLES, trySample } from "./clients/samples.ts";
import { startScripted } from "./clients/scripted.ts";
import { PUBLISHED, type PublishedId, type Toolchain, toolchainOf } from "./clients/toolchains.ts";

const KEY = { access: "test-access-key", secret: "test-secret-key" };
const TOKEN = "test-token";
const SCOPE = "0123456789abcdef0123456789abcdef";
const SEED = 20260204;
const DRAWN = 2000;
const ACCEPTED: Outcome = { kind: "accepted", status: 200 };

vi.setConfig({ testTimeout: 10 * 60_000, hookTimeout: 30 * 60_000 });

type Ready = Extract<Toolchain, { kind: "ready" }>;

const toolchains = new Map<PublishedId, Toolchain>();
const rows: string[] = [];

beforeAll(() => {
  console.log(`seed ${SEED}`);
  if (PAGE === undefined) console.error("NOT RUN: samples: no page in ../shared/seed");
  for (const id of PUBLISHED) {
    const beganMs = performance.now();
    const toolchain = toolchainOf(id);
    toolchains.set(id, toolchain);
    if (toolchain.kind === "missing") console.error(`NOT RUN: ${id}: ${toolchain.reason}`);
    else rows.push(`${id}\tready after ${seconds(beganMs)}`);
  }
});

afterAll(() => {
  console.log(rows.join("\n"));
});

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

function readyOf(id: PublishedId): Ready {
  const toolchain = toolchains.get(id);
  if (toolchain?.kind !== "ready") throw new Error(`${id}: not ready`);
  return toolchain;
}

/** Has the client send the orders to that URL; what it took is printed in the end. */
async function sent(
  id: PublishedId,
  url: string,
  { orders, what, secret = KEY.secret }: Sending,
): Promise<readonly Outcome[]> {
  const beganMs = performance.now();
  const about = { url, access: KEY.access, secret, scope: SCOPE };
  const outcomes = await drive(readyOf(id).driver, about, orders, PROFILE.fields);
  rows.push(`${id}\t${orders.length} reports in ${seconds(beganMs)}\t${what}`);
  return outcomes;
}

interface Sending {
  readonly orders: readonly Order[];
  readonly what: string;
  readonly secret?: string;
}

function startEndpoint(options: Partial<EndpointOptions>) {
  const range = { kind: "range", prefix: taskOf(""), from: 1, to: DRAWN, suffix: "" } as const;
  return startRecording({ profile: PROFILE.id, token: TOKEN, tasks: range, ...options });
}

const RECORDED: readonly Order[] = RECORDED_REPORTS.map((report, index) => ({
  taskId: taskOf(index + 1),
  report,
}));
const [PLAIN_REPORT = {}] = RECORDED_REPORTS;

/** What each signs besides the headers that its caller adds. */
const SIGNED: Readonly<Record<PublishedId, readonly string[]>> = {
  java: ["host", "user-agent", "x-domain-id", "x-sdk-date"],
  python: ["content-type", "host", "user-agent", "x-project-id", "x-sdk-date"],
  go: ["user-agent", "x-project-id", "x-sdk-date"],
};

interface Way {
  readonly name: string;
  /** Whether the endpoint takes the key; it takes the token always. */
  readonly key?: typeof KEY;
  readonly headers: Readonly<Record<string, string>>;
}

const WITH_TOKEN = { "X-Auth-Token": TOKEN };
const WAYS: readonly Way[] = [
  { name: "by signature", key: KEY, headers: {} },
  { name: "by token", headers: WITH_TOKEN },
  { name: "by signature, with a token", key: KEY, headers: WITH_TOKEN },
  // Each leaves its signature out where its caller gives an Authorization of its own.
  { name: "by token, unsigned", headers: { ...WITH_TOKEN, Authorization: "none" } },
];

describe.each(PUBLISHED)("the published client for %s", (id) => {
  beforeEach(({ skip }) => {
    const toolchain = toolchains.get(id);
    if (toolchain?.kind !== "ready") skip(toolchain?.reason);
  });

  it.each(WAYS)("reports what was recorded, admitted $name", async ({ name, key, headers }) => {
    const endpoint = await startEndpoint({ key });
    try {
      const orders = RECORDED.map((order) => ({ ...order, headers }));
      const outcomes = await sent(id, endpoint.url, { orders, what: name });
      expect(outcomes).toEqual(orders.map(() => ACCEPTED));
      const bodies = recorded.requests.filter((request) => request.client === id);
      expect(endpoint.requests.map(textOf)).toEqual(bodies.map(({ body }) => body));
      expect(otherThanOurs(id, endpoint.requests, orders)).toEqual([]);
      const added = "X-Auth-Token" in headers ? ["x-auth-token"] : [];
      const isSigned = !("Authorization" in headers);
      for (const request of endpoint.requests) {
        expect(ownHeaders(request)).toEqual(CLIENT_DIALECTS[id].headers);
        expect(framing(request)).toBe(CLIENT_DIALECTS[id].framing);
        expect(headerValues(request.headers, "x-auth-token")).toEqual(added.map(() => TOKEN));
        const names = isSigned ? [...SIGNED[id], ...added].sort() : undefined;
        expect(signedHeaders(request)).toEqual(names);
      }
      for (const { taskId, report } of orders) {
        expect(await observed(endpoint.url, taskId, TOKEN)).toEqual(meant(id, report));
      }
    } finally {
      await endpoint.close();
    }
  });

  it("is refused with another secret, with another token, and with a key nobody takes", async () => {
    const signing = await startEndpoint({ key: KEY });
    const asking = await startEndpoint({});
    try {
      const one = { taskId: taskOf(1), report: PLAIN_REPORT };
      const other = { ...one, headers: { "X-Auth-Token": "another" } };
      const what = "refused";
      const refusals = [
        ...(await sent(id, signing.url, { orders: [one], what, secret: "another" })),
        ...(await sent(id, asking.url, { orders: [other, one], what })),
      ];
      const refusal = { kind: "refused", status: 401, code: "APIGW.0301" };
      expect(refusals).toMatchObject([refusal, refusal, refusal]);
    } finally {
      await signing.close();
      await asking.close();
    }
  });

  it("reports for a fleet: text as its dialect has it, all accepted, the last observed", async () => {
    const endpoint = await startEndpoint({ key: KEY });
    try {
      const orders = drawFleet(SEED);
      expect(orders.length).toBeGreaterThan(10 * AGENTS);
      const outcomes = await sent(id, endpoint.url, { orders, what: `${AGENTS} agents` });
      expect(otherThanOurs(id, endpoint.requests, orders)).toEqual([]);
      expect(outcomes.filter(({ kind }) => kind !== "accepted")).toEqual([]);
      const last = new Map(orders.map(({ taskId, report }) => [taskId, report]));
      for (const [taskId, report] of last) {
        expect(await observed(endpoint.url, taskId, TOKEN)).toEqual(meant(id, report));
      }
    } finally {
      await endpoint.close();
    }
  });

  it("writes whatever its types hold as its dialect has it", async () => {
    const endpoint = await startEndpoint({ key: KEY });
    try {
      const reports = drawReports(id, { seed: SEED, count: DRAWN });
      const orders = reports.map((report, n) => ({ taskId: taskOf(n + 1), report }));
      const outcomes = await sent(id, endpoint.url, { orders, what: "drawn" });
      expect(otherThanOurs(id, endpoint.requests, orders)).toEqual([]);
      // Most break a range; that their signature holds is said by what they are refused for.
      const isAdmitted = (outcome: Outcome) => "status" in outcome && outcome.status <= 400;
      expect(outcomes.filter((outcome) => !isAdmitted(outcome))).toEqual([]);
    } finally {
      await endpoint.close();
    }
  });

  it("signs a task's id as it sends it, but for the odd ones", async () => {
    const odd = ODD_IDS.map((row) => row.taskId);
    const ids = [...PLAIN_IDS, ...odd];
    const tasks = { kind: "list", ids } as const;
    const endpoint = await startEndpoint({ profile: "2024-02", key: KEY, tasks });
    try {
      const orders = ids.map((taskId) => ({ taskId, report: PLAIN_REPORT }));
      const outcomes = await sent(id, endpoint.url, { orders, what: "ids" });
      const statuses = outcomes.map((outcome) => ("status" in outcome ? outcome.status : 0));
      expect(statuses.slice(0, PLAIN_IDS.length)).toEqual(PLAIN_IDS.map(() => 200));
      for (const taskId of PLAIN_IDS) {
        expect(await observed(endpoint.url, taskId, TOKEN)).toEqual(meant(id, PLAIN_REPORT));
      }
      const targets = endpoint.requests.slice(PLAIN_IDS.length).map(({ target }) => target);
      const seen = odd.map((taskId, n) => [taskId, targets[n], statuses[PLAIN_IDS.length + n]]);
      expect(seen).toEqual(ODD_IDS.map((row) => [row.taskId, ...row[id]]));
    } finally {
      await endpoint.close();
    }
  });

  it("signs a header with a blank after its value, which Java then sends without", async () => {
    const endpoint = await startEndpoint({ key: KEY });
    try {
      const headers = { "X-Note": "padded " };
      const orders = [{ taskId: taskOf(1), report: PLAIN_REPORT, headers }];
      const [outcome] = await sent(id, endpoint.url, { orders, what: "padded" });
      expect(outcome).toMatchObject({ status: id === "java" ? 401 : 200 });
    } finally {
      await endpoint.close();
    }
  });

  it("leaves an empty Authorization as it is, but for Java, which signs it and replaces it", async () => {
    const endpoint = await startEndpoint({ key: KEY });
    try {
      const headers = { Authorization: "" };
      const orders = [{ taskId: taskOf(1), report: PLAIN_REPORT, headers }];
      const [outcome] = await sent(id, endpoint.url, { orders, what: "empty Authorization" });
      expect(outcome).toMatchObject({ status: 401 });
      const names = ["authorization", ...SIGNED.java];
      expect(endpoint.requests.map(signedHeaders)).toEqual([id === "java" ? names : undefined]);
    } finally {
      await endpoint.close();
    }
  });

  it("shows its caller each reply as the table has it, and sends no report twice", async () => {
    const replies = new Map(REPLY_CASES.map((row) => [`/v3/tasks/${row.id}/progress`, row.reply]));
    const server = await startScripted(({ target }) => replies.get(target) ?? "hang up");
    try {
      const orders = REPLY_CASES.map((row) => ({ taskId: row.id, report: PLAIN_REPORT }));
      const outcomes = await sent(id, server.url, { orders, what: "replies" });
      const seen = Object.fromEntries(REPLY_CASES.map((row, n) => [row.id, lasting(outcomes[n])]));
      expect(seen).toEqual(Object.fromEntries(REPLY_CASES.map((row) => [row.id, row.seen[id]])));
      expect(server.asked.map(({ target }) => target)).toEqual([...replies.keys()]);
    } finally {
      await server.close();
    }
  });

  it("whose connection ends after a whole report: Java sends it again, the others say so", async () => {
    let hasHungUp = false;
    const server = await startScripted(({ onConnection }) => {
      const isTime = onConnection === 2 && !hasHungUp;
      hasHungUp ||= isTime;
      return isTime ? "hang up" : { status: 200, headers: [], body: "" };
    });
    try {
      const orders = ["a", "b", "c"].map((taskId) => ({ taskId, report: PLAIN_REPORT }));
      const outcomes = await sent(id, server.url, { orders, what: "hung up on" });
      const tasks = server.asked.map(({ target }) => target.split("/")[3]);
      const resends = id === "java";
      const kinds = ["accepted", resends ? "accepted" : "failed", "accepted"];
      expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
      expect(tasks).toEqual(resends ? ["a", "b", "b", "c"] : ["a", "b", "c"]);
    } finally {
      await server.close();
    }
  });
});

describe("the samples of the page of 2024-02-04", () => {
  let place = "";
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), "headway-samples-"));
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it.for(SAMPLES)("$id, $changed: $becomes", async ({ id, changes, ...wanted }, { skip }) => {
    const toolchain = toolchains.get(id);
    if (toolchain?.kind !== "ready") return skip(toolchain?.reason);
    if (PAGE === undefined) return skip("no page");
    const endpoint = await startEndpoint({ key: KEY });
    try {
      const about = { ...KEY, scope: SCOPE, url: endpoint.url, page: PAGE, place };
      const { said, iam } = await trySample(toolchain, { id, changes, ...about });
      expect(said).toMatch(wanted.says);
      expect(iam).toEqual(wanted.iam);
      expect(endpoint.requests.map(({ target }) => target)).toEqual(wanted.targets);
      const orders = wanted.targets.map(() => ({ taskId: "", report: PLAIN_REPORT }));
      expect(otherThanOurs(id, endpoint.requests, orders)).toEqual([]);
    } finally {
      await endpoint.close();
    }
  });
});
