import * as v from "valibot";
import { expect, it } from "vitest";
import { flushSchema } from "../../reports/evidence/schema.ts";
import { planOf } from "../../simulators/agent/index.ts";
import { playBatches } from "./batches.ts";
import { Fleet } from "./fleet.ts";
import { Flusher } from "./flush.ts";
import { WorkerLedger } from "./ledger.ts";
import { blockingReadBackOf, readGapOf } from "./observer.ts";
import type { Reply } from "./replies.ts";
import type { Put } from "./sender.ts";
import { PLAIN, type WorkerSettings } from "./settings.ts";
import { Sweep } from "./sweep.ts";
import { encode, type Wire } from "./wire.ts";

const SETTINGS: WorkerSettings = {
  ...PLAIN,
  scenario: "steady",
  url: "",
  headers: [],
  profile: "2026-01",
  tasks: { kind: "range", prefix: "t ", from: 1, to: 100, suffix: "" },
  shareTasks: false,
  observation: { kind: "pointer", path: "/{task_id}", pointer: "" },
  visibleWithinMs: 0,
  agents: 50,
  workers: 1,
  lanes: 1,
  mode: "steady",
  ownPace: false,
  intervalMs: 1000,
  durationMs: 5000,
  drainMs: 500,
  timeoutMs: 1000,
  readBackShare: 0,
  seed: 1,
  flushMs: 1000,
  plansFile: "",
};
const PLAN = planOf({ totalBytes: 1e8, linkMbps: 100, seed: 5, intervalMs: 1000, jitterShare: 0 });

const ZERO_MS = 1_800_000_000_000;

interface Played {
  readonly ledger: WorkerLedger;
  readonly targets: readonly string[];
  readonly bodies: readonly string[];
  readonly flushedAtMs: readonly number[];
  /** Of the batches. */
  readonly sizes: readonly number[];
}

/** Plays on a clock that only the endpoint, which takes `serviceMs`, and pauses move. */
function playWith(
  over: Partial<WorkerSettings>,
  endpoint: {
    readonly serviceMs: number;
    readonly answer?: Partial<Reply>;
    readonly encode?: (text: string) => Wire;
    readonly answerOf?: () => Partial<Reply>;
    readonly shows?: (body: string) => string;
    /** Where the clock stands when the worker begins. */
    readonly beginsMs?: number;
    /** Between the reply and the worker's seeing it. */
    readonly unreadMs?: number;
    /** By how much each pause is too long. */
    readonly oversleptMs?: number;
  },
): Played {
  const settings = { ...SETTINGS, ...over };
  const fleet = new Fleet(settings, 0, [PLAN]);
  const ledger = new WorkerLedger();
  const { serviceMs } = endpoint;
  const targets: string[] = [];
  const bodies: string[] = [];
  const flushedAtMs: number[] = [];
  const sizes: number[] = [];
  const stored = new Map<string, string>();
  let clockMs = endpoint.beginsMs ?? 0;
  const sleep = (forMs: number): void => {
    clockMs += forMs + (endpoint.oversleptMs ?? 0);
  };
  const timings = { blocked: 0, duration: serviceMs };
  const right: Reply = { status: 200, error_code: 0, error: "", body: null, timings };
  const putTo = (url: string, body: string | ArrayBuffer): Reply => {
    clockMs += serviceMs + (endpoint.unreadMs ?? 0);
    targets.push(url);
    const text = typeof body === "string" ? body : Buffer.from(body).toString();
    bodies.push(text);
    stored.set(url, text);
    return { ...right, ...endpoint.answer, ...endpoint.answerOf?.() };
  };
  /** All at once: the clock goes on by one service. */
  const sendAll = (puts: readonly Put[]): readonly Reply[] => {
    sizes.push(puts.length);
    const fromMs = clockMs;
    return puts.map(([, url, body]) => {
      clockMs = fromMs;
      return putTo(url, body);
    });
  };
  const get = (task: string): Reply => {
    clockMs += 1;
    const body = stored.get(`/tasks/${task}/progress`) ?? "";
    return { ...right, body: (endpoint.shows ?? ((text) => text))(body) };
  };
  playBatches({
    settings,
    fleet,
    ledger,
    encode: endpoint.encode ?? ((text) => text),
    sweep: new Sweep({ settings, fleet, ledger }),
    sender: {
      around: ["/tasks/", "/progress"],
      paramsOf: () => ({}),
      sendAll,
    },
    readBack: blockingReadBackOf({ settings, fleet, ledger, get, sleep }),
    readGap: readGapOf(settings, 0),
    // The timetable's zero may lie anywhere on the clock.
    clock: () => ZERO_MS + clockMs,
    zeroMs: ZERO_MS,
    sleep,
    flush: (untilMs) => flushedAtMs.push(untilMs),
  });
  expect(ledger.due).toBe(ledger.sent + ledger.unsent);
  const answered = ledger.acknowledged + ledger.refused + ledger.timedOut + ledger.broken;
  expect(ledger.sent).toBe(answered);
  expect(ledger.ownLag.total + ledger.lanesLag.total).toBe(ledger.sent);
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  expect(ledger.bytesSent).toBe(bytes);
  return { ledger, targets, bodies, flushedAtMs, sizes };
}

it("sends every report, to its task, and counts where the endpoint keeps up", () => {
  const { ledger, targets, flushedAtMs } = playWith({}, { serviceMs: 1 });
  // 50 agents, 5 intervals each.
  expect([ledger.due, ledger.unsent, ledger.acknowledged]).toEqual([250, 0, 250]);
  expect(ledger.statuses).toEqual({ "200": 250 });
  expect([ledger.service.total, ledger.response.total]).toEqual([250, 250]);
  expect(ledger.service.quantile(1)).toBe(1003);
  expect(ledger.subtasks.reduce((sum, count) => sum + count, 0)).toBe(250);
  expect(new Set(targets).size).toBe(50);
  expect(targets[0]).toMatch(/^\/tasks\/t%20\d+\/progress$/);
  expect(flushedAtMs).toEqual([1000, 2000, 3000, 4000]);
});

it("puts the lag down to the endpoint where it is too slow, and counts what is unsent", () => {
  const { ledger, flushedAtMs } = playWith({}, { serviceMs: 1400 });
  expect([ledger.due, ledger.sent, ledger.unsent]).toEqual([250, 4, 246]);
  expect(ledger.lanesLag.total).toBe(3);
  expect(ledger.response.quantile(1) ?? 0).toBeGreaterThan(4_000_000);
  expect(ledger.service.quantile(1) ?? 0).toBeLessThan(1_500_000);
  // No number of a flush is left out, though a reply took longer than the time between two.
  expect(flushedAtMs).toEqual([1000, 2000, 3000, 4000, 5000]);
});

it("takes lag on itself where replies lay unread", () => {
  const { ledger } = playWith({}, { serviceMs: 5, unreadMs: 30 });
  expect(ledger.unsent).toBeGreaterThan(50);
  expect(ledger.lanesLag.total).toBe(0);
});

it("counts its pauses as a heartbeat, and what it overslept", () => {
  const punctual = playWith({}, { serviceMs: 1 }).ledger.loopLag;
  expect(punctual.total).toBeGreaterThan(100);
  expect(punctual.quantile(1)).toBe(0);
  const late = playWith({}, { serviceMs: 1, oversleptMs: 90 }).ledger.loopLag;
  expect(late.total).toBeGreaterThan(100);
  expect(late.quantile(0.5) ?? 0).toBeGreaterThan(30_000);
  expect(late.quantile(1) ?? 0).toBeLessThan(91_000);
});

it("waits for its drain, and no longer", () => {
  const { ledger } = playWith({ agents: 10, drainMs: 0 }, { serviceMs: 100 });
  const { ledger: drained } = playWith({ agents: 10, drainMs: 5000 }, { serviceMs: 100 });
  expect([drained.due, drained.unsent]).toEqual([50, 0]);
  expect(ledger.unsent).toBeGreaterThan(0);
});

it("reads acknowledged reports back, and finds those that were changed", () => {
  const right = playWith({ readBackShare: 1 }, { serviceMs: 1 }).ledger;
  expect([right.asked, right.right, right.wrong]).toEqual([250, 250, 0]);
  const shows = (body: string): string => body.replace(/"totalsize":\d+/, '"totalsize":1');
  const wrong = playWith({ readBackShare: 0.3 }, { serviceMs: 1, shows }).ledger;
  expect(wrong.wrong).toBeGreaterThan(40);
  expect(wrong.wrong).toBeLessThan(110);
  expect(wrong.samples[0]).toBe("task t%20".concat(wrong.samples[0]?.slice(9) ?? ""));
  expect(wrong.samples[0]).toMatch(/: totalsize: got 1, want 100000000$/);
});

it.each([
  ["refusals", { status: 503 }, "refused", "503"],
  ["timeouts", { status: 0, error_code: 1050, error: "request timeout" }, "timedOut", "timeout"],
  ["refused connections", { status: 0, error_code: 1212 }, "broken", "connection refused"],
] as const)("tells %s from the rest", (_, answer, counter, name) => {
  const { ledger } = playWith({ readBackShare: 1 }, { serviceMs: 1, answer });
  expect([ledger[counter], ledger.acknowledged, ledger.asked]).toEqual([250, 0, 0]);
  expect(ledger.statuses).toEqual({ [name]: 250 });
  expect(ledger.response.total).toBe(counter === "refused" ? 250 : 0);
});

it("counts refusals by their codes, and wants bodies from the first one on", () => {
  let asked = 0;
  const answerOf = () => ({ status: 404, body: asked++ === 0 ? null : '{"error_code":"T.4"}' });
  const { ledger } = playWith({}, { serviceMs: 1, answerOf });
  expect(ledger.codes).toEqual({ "404": 1, "404 T.4": 249 });
  expect(ledger.statuses).toEqual({ "404": 250 });
});

it.each([200, 204, 503])("counts the connections of replies with %s by protocol", (status) => {
  let asked = 0;
  const answerOf = () => {
    asked += 1;
    const connecting = asked <= 3 ? 0.3 : 0;
    const timings = { blocked: asked <= 9 ? 0.4 : 0, duration: 1, connecting };
    return { status, proto: asked === 1 ? "HTTP/2.0" : "HTTP/1.1", timings };
  };
  const { ledger } = playWith({}, { serviceMs: 1, answerOf });
  expect(ledger.connections).toEqual({ "HTTP/1.1": 2, "HTTP/2.0": 1 });
});

it("takes other successes for what they are", () => {
  const { ledger } = playWith({}, { serviceMs: 1, answer: { status: 204 } });
  expect([ledger.acknowledged, ledger.service.total]).toEqual([250, 250]);
  expect(ledger.statuses).toEqual({ "204": 250 });
});

it.each([
  ["text", (text: string) => text],
  ["bytes", encode],
] as const)("marks each report as no other, as %s, and reads marked ones back", (_, wired) => {
  // One plan and a batch of many agents: some send from the same place together.
  const { ledger, bodies } = playWith(
    { marks: true, readBackShare: 1, lanes: 16, intervalMs: 10, durationMs: 50 },
    { serviceMs: 1, encode: wired },
  );
  expect([ledger.acknowledged, ledger.right, ledger.wrong]).toEqual([250, 250, 0]);
  expect(new Set(bodies).size).toBe(250);
  const traces = bodies.map((body): string => JSON.parse(body).process_trace);
  const ofSeven = traces.filter((trace) => trace.startsWith("00000007-"));
  const sequences = ofSeven.map((trace) => trace.slice(9, 17));
  expect(sequences).toEqual(["00000000", "00000001", "00000002", "00000003", "00000004"]);
});

it("keeps to the pace of a run", () => {
  const stages = [{ kind: "pace", forMs: 5000, pace: 2 }] as const;
  expect(playWith({ stages }, { serviceMs: 1 }).ledger.due).toBe(500);
});

it("flushes what the schema wants", () => {
  const { ledger } = playWith({ readBackShare: 0.1 }, { serviceMs: 1 });
  const flusher = new Flusher({ settings: { scenario: "steady" }, worker: 0, ledger, startMs: 0 });
  const flush = v.parse(flushSchema, JSON.parse(JSON.stringify(flusher.take(5000, true))));
  expect(flush.ledger.acknowledged).toBe(250);
  expect(Object.values(flush.subtasks).reduce((sum, count) => sum + count, 0)).toBe(250);
});

it("has nothing to do without agents", () => {
  expect(playWith({ agents: 0 }, { serviceMs: 1 }).ledger.due).toBe(0);
});

it("sends together what is due, no more than it has lanes, and waits for it together", () => {
  const herd = [
    { kind: "silence", forMs: 2000 },
    { kind: "pace", forMs: 3000, pace: 1 },
  ] as const;
  const { ledger, sizes } = playWith({ lanes: 8, stages: herd }, { serviceMs: 10 });
  expect([ledger.acknowledged, ledger.unsent]).toEqual([ledger.due, 0]);
  expect(Math.max(...sizes)).toBe(8);
  // What is due at 2000 ms: two reports of each agent, but one after the other.
  expect(sizes.filter((size) => size === 8).length).toBeGreaterThanOrEqual(12);
  expect(ledger.lanesLag.quantile(1) ?? 0).toBeGreaterThan(50_000);
});

it("gives each reply to its own report", () => {
  const answers = [200, 503, 200, 204];
  let asked = 0;
  const { ledger } = playWith(
    { lanes: 4, agents: 4, intervalMs: 1 },
    { serviceMs: 1, answerOf: () => ({ status: answers[asked++ % 4] ?? 0 }) },
  );
  expect(ledger.refused).toBeGreaterThan(0);
  expect(ledger.statuses["503"]).toBe(ledger.refused);
});

it("loses no agent whose next report falls due in the very millisecond of its late one", () => {
  // All agents are late by up to an interval, some by all of it; each reply comes at once.
  const { ledger } = playWith(
    { agents: 100, lanes: 128, intervalMs: 20, durationMs: 1000 },
    { serviceMs: 0, beginsMs: 20 },
  );
  expect([ledger.due, ledger.unsent]).toEqual([5000, 0]);
  expect(ledger.lagMaxMs).toBe(20);
});
