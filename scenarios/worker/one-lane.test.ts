import * as v from "valibot";
import { expect, it } from "vitest";
import { flushSchema } from "../../reports/evidence/schema.ts";
import { planOf } from "../../simulators/agent/index.ts";
import { Fleet } from "./fleet.ts";
import { Flusher } from "./flush.ts";
import { WorkerLedger } from "./ledger.ts";
import { blockingReadBackOf, readGapOf } from "./observer.ts";
import { playOneLane, waitsForReplies } from "./one-lane.ts";
import type { Reply } from "./replies.ts";
import { PLAIN, type WorkerSettings } from "./settings.ts";
import { Sweep } from "./sweep.ts";

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
}

/** Plays on a clock that only the endpoint, which takes `serviceMs`, and pauses move. */
function playWith(
  over: Partial<WorkerSettings>,
  endpoint: {
    readonly serviceMs: number;
    readonly answer?: Partial<Reply>;
    readonly shows?: (body: string) => string;
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
  const stored = new Map<string, string>();
  let clockMs = 0;
  const sleep = (forMs: number): void => {
    clockMs += forMs + (endpoint.oversleptMs ?? 0);
  };
  const timings = { blocked: 0, duration: serviceMs };
  const right: Reply = { status: 200, error_code: 0, error: "", body: null, timings };
  const putTo = (url: string, body: string | ArrayBuffer): Reply => {
    clockMs += serviceMs + (endpoint.unreadMs ?? 0);
    targets.push(url);
    bodies.push(String(body));
    stored.set(url, String(body));
    return { ...right, ...endpoint.answer };
  };
  const get = (task: string): Reply => {
    clockMs += 1;
    const body = stored.get(`/tasks/${task}/progress`) ?? "";
    return { ...right, body: (endpoint.shows ?? ((text) => text))(body) };
  };
  playOneLane({
    settings,
    fleet,
    ledger,
    sweep: new Sweep({ settings, fleet, ledger }),
    sender: {
      around: ["/tasks/", "/progress"],
      paramsOf: () => ({}),
      send: (_method, url, body) => putTo(url, body),
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
  return { ledger, targets, bodies, flushedAtMs };
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

it("takes other successes for what they are", () => {
  const { ledger } = playWith({}, { serviceMs: 1, answer: { status: 204 } });
  expect([ledger.acknowledged, ledger.service.total]).toEqual([250, 250]);
  expect(ledger.statuses).toEqual({ "204": 250 });
});

it("marks each report as no other, and reads marked ones back", () => {
  const { ledger, bodies } = playWith({ marks: true, readBackShare: 1 }, { serviceMs: 1 });
  expect([ledger.acknowledged, ledger.right, ledger.wrong]).toEqual([250, 250, 0]);
  expect(new Set(bodies).size).toBe(250);
  const traces = bodies.map((body): string => JSON.parse(body).process_trace);
  const ofSeven = traces.filter((trace) => trace.startsWith("7-")).map((t) => t.split(" ")[0]);
  expect(ofSeven).toEqual(["7-0", "7-1", "7-2", "7-3", "7-4"]);
});

it("keeps to the pace of a run", () => {
  const stages = [{ kind: "pace", forMs: 5000, pace: 2 }] as const;
  expect(playWith({ stages }, { serviceMs: 1 }).ledger.due).toBe(500);
});

it("flushes what the schema wants", () => {
  const { ledger } = playWith({ readBackShare: 0.1 }, { serviceMs: 1 });
  const flusher = new Flusher({ scenario: "steady", worker: 0, ledger, startMs: 0 });
  const flush = v.parse(flushSchema, JSON.parse(JSON.stringify(flusher.take(5000, true))));
  expect(flush.ledger.acknowledged).toBe(250);
  expect(Object.values(flush.subtasks).reduce((sum, count) => sum + count, 0)).toBe(250);
});

it("has nothing to do without agents", () => {
  expect(playWith({ agents: 0 }, { serviceMs: 1 }).ledger.due).toBe(0);
});

it("leaves agents that send again to the lanes, which let others go before them", () => {
  const retry = { kind: "fixed", afterMs: 200, triesMax: 3 } as const;
  expect(waitsForReplies(SETTINGS)).toBe(true);
  expect(waitsForReplies({ ...SETTINGS, lanes: 2 })).toBe(false);
  expect(waitsForReplies({ ...SETTINGS, retry })).toBe(false);
});
