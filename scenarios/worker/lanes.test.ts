import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Histogram } from "../../reports/evidence/histogram.ts";
import { flushSchema } from "../../reports/evidence/schema.ts";
import { planOf } from "../../simulators/agent/index.ts";
import { Fleet } from "./fleet.ts";
import { Flusher } from "./flush.ts";
import { Lanes } from "./lanes.ts";
import { WorkerLedger } from "./ledger.ts";
import { readBackOf } from "./observer.ts";
import type { Reply } from "./replies.ts";
import type { WorkerSettings } from "./settings.ts";
import { Sweep } from "./sweep.ts";

const SETTINGS: WorkerSettings = {
  scenario: "steady",
  url: "",
  headers: [],
  profile: "2026-01",
  tasks: { kind: "range", prefix: "t-", from: 1, to: 100, suffix: "" },
  shareTasks: false,
  observation: { kind: "pointer", path: "/{task_id}", pointer: "" },
  visibleWithinMs: 0,
  agents: 50,
  workers: 1,
  lanes: 4,
  retry: { kind: "none" },
  mode: "steady",
  ownPace: false,
  agentsPerTask: 1,
  settleMs: 0,
  stages: [],
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

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const PROGRESS = /"progress":\d+/;
/** What is shown of a report, and of the one before it on its task: "" where there is none. */
type Shows = (body: string, before: string) => string;

interface Played {
  readonly ledger: WorkerLedger;
  readonly busiest: number;
  readonly overlapped: boolean;
}

/** Plays against an endpoint that takes `serviceMs` and shows what `shows` makes of a body. */
async function playWith(
  over: Partial<WorkerSettings>,
  endpoint: {
    serviceMs: number;
    answer?: Partial<Reply>;
    /** Of the answer to a report on a task. */
    statusOf?: (task: string) => number;
    shows?: Shows;
  },
): Promise<Played> {
  const settings = { ...SETTINGS, ...over };
  const fleet = new Fleet(settings, 0, [PLAN]);
  const ledger = new WorkerLedger();
  const bodies = new Map<string, string>();
  const before = new Map<string, string>();
  const under = new Set<string>();
  let busiest = 0;
  let overlapped = false;
  const reply = (body: string | null): Reply => ({
    status: 200,
    error_code: 0,
    error: "",
    body,
    timings: { blocked: 0, duration: endpoint.serviceMs },
    ...(body === null ? endpoint.answer : {}),
  });
  const put = async (task: string, body: string): Promise<Reply> => {
    if (under.has(task)) overlapped = true;
    under.add(task);
    busiest = Math.max(busiest, under.size);
    await new Promise((resolve) => setTimeout(resolve, endpoint.serviceMs));
    under.delete(task);
    before.set(task, bodies.get(task) ?? "");
    bodies.set(task, body);
    const status = endpoint.statusOf?.(task);
    return { ...reply(null), ...(status === undefined ? {} : { status }) };
  };
  const get = async (task: string): Promise<Reply> =>
    reply((endpoint.shows ?? ((body) => body))(bodies.get(task) ?? "", before.get(task) ?? ""));
  const timers = {
    set: (callback: () => void, afterMs: number): number => Number(setTimeout(callback, afterMs)),
    clear: (timer: number): void => clearTimeout(timer),
  };
  const readBack = readBackOf({ settings, fleet, ledger, get, timers });
  const sweep = new Sweep({ settings, fleet, ledger });
  const startMs = Date.now();
  const lanes = new Lanes({ settings, fleet, ledger, put, readBack, timers, startMs, sweep });
  const running = lanes.run();
  await vi.advanceTimersByTimeAsync(20_000);
  await running;
  expect(ledger.due).toBe(ledger.sent + ledger.unsent);
  const answered = ledger.acknowledged + ledger.refused + ledger.timedOut + ledger.broken;
  expect(ledger.sent).toBe(answered);
  return { ledger, busiest, overlapped };
}

function quantile(histogram: Histogram, share: number): number {
  return (histogram.quantile(share) ?? Number.NaN) / 1000;
}

it("sends every report on time where the endpoint keeps up", async () => {
  const { ledger, busiest } = await playWith({}, { serviceMs: 5 });
  // 50 agents, 5 intervals each.
  expect([ledger.due, ledger.unsent, ledger.acknowledged]).toEqual([250, 0, 250]);
  expect(busiest).toBeLessThanOrEqual(4);
  expect(quantile(ledger.ownLag, 1)).toBeLessThan(1);
  expect(ledger.service.total).toBe(250);
});

it("puts the lag down to the lanes where the endpoint is too slow, and counts what is unsent", async () => {
  const { ledger, overlapped } = await playWith({}, { serviceMs: 400 });
  expect(ledger.due).toBe(250);
  expect(ledger.unsent).toBeGreaterThan(150);
  expect(quantile(ledger.ownLag, 1)).toBeLessThan(2);
  expect(quantile(ledger.lanesLag, 0.9)).toBeGreaterThan(1000);
  expect(quantile(ledger.response, 0.5)).toBeGreaterThan(1000);
  expect(overlapped).toBe(false);
});

it("never lets two reports of one agent overlap, whose waiting is the endpoint's lag", async () => {
  const over = { agents: 1, lanes: 4 };
  const { ledger, overlapped } = await playWith(over, { serviceMs: 1500 });
  expect(overlapped).toBe(false);
  expect(ledger.due).toBe(5);
  expect(ledger.lanesLag.total).toBeGreaterThan(1);
  expect(quantile(ledger.ownLag, 1)).toBeLessThan(2);
});

it("reads acknowledged reports back", async () => {
  const { ledger } = await playWith({ readBackShare: 1 }, { serviceMs: 5 });
  expect([ledger.asked, ledger.right, ledger.wrong]).toEqual([250, 250, 0]);
});

it("finds reports that were changed, with a sample", async () => {
  const shows = (body: string): string => body.replace(/"totalsize":\d+/, '"totalsize":1');
  const { ledger } = await playWith({ readBackShare: 0.3 }, { serviceMs: 5, shows });
  expect(ledger.wrong).toBeGreaterThan(40);
  expect(ledger.wrong).toBeLessThan(110);
  expect(ledger.right).toBe(0);
  expect(ledger.samples[0]).toMatch(/^task t-\d+, foreign: totalsize: got 1, want 100000000$/);
  expect(ledger.misreads).toEqual({ foreign: ledger.wrong });
});

it.each([
  ["lost", () => "null"],
  ["stale", (_, before) => before],
  ["torn", (body, before) => body.replace(PROGRESS, PROGRESS.exec(before)?.[0] ?? "")],
] as const satisfies readonly (readonly [string, Shows])[])(
  "names a look that is %s",
  async (name, shows) => {
    const differs = (body: string, before: string): string =>
      before === "" || PROGRESS.exec(body)?.[0] === PROGRESS.exec(before)?.[0]
        ? body
        : shows(body, before);
    const { ledger } = await playWith({ readBackShare: 1 }, { serviceMs: 5, shows: differs });
    expect(ledger.wrong).toBeGreaterThan(10);
    expect(ledger.misreads).toEqual({ [name]: ledger.wrong });
  },
);

it.each([
  ["refusals", { status: 503 }, "refused", "503"],
  ["timeouts", { status: 0, error_code: 1050, error: "request timeout" }, "timedOut", "timeout"],
  ["refused connections", { status: 0, error_code: 1212 }, "broken", "connection refused"],
] as const)("tells %s from the rest", async (_, answer, counter, name) => {
  const { ledger } = await playWith({ readBackShare: 1 }, { serviceMs: 5, answer });
  expect([ledger[counter], ledger.acknowledged, ledger.asked]).toEqual([250, 0, 0]);
  expect(ledger.statuses).toEqual({ [name]: 250 });
  expect(ledger.response.total).toBe(counter === "refused" ? 250 : 0);
  expect(ledger.samples.length).toBe(5);
});

it("flushes what the schema wants, and starts anew", async () => {
  const { ledger } = await playWith({ readBackShare: 0.1 }, { serviceMs: 5 });
  const flusher = new Flusher({
    settings: { scenario: "steady" },
    worker: 0,
    ledger,
    startMs: 1_000_000,
  });
  const whole = v.parse(flushSchema, JSON.parse(JSON.stringify(flusher.take(1_001_000, false))));
  const empty = v.parse(flushSchema, JSON.parse(JSON.stringify(flusher.take(1_002_000, true))));
  expect(whole.ledger.acknowledged).toBe(250);
  expect(Object.values(whole.subtasks).reduce((sum, count) => sum + count, 0)).toBe(250);
  expect([whole.sequence, empty.sequence, empty.fromMs, empty.last]).toEqual([
    0,
    1,
    1_001_000,
    true,
  ]);
  expect([empty.ledger.due, empty.response, empty.lagSumMs]).toEqual([0, [], 0]);
});

it("has nothing to do without agents", async () => {
  const { ledger } = await playWith({ agents: 0 }, { serviceMs: 5 });
  expect(ledger.due).toBe(0);
});

describe("sent again", () => {
  const RETRY = { kind: "fixed", afterMs: 100, triesMax: 3 } as const;

  /** Plays against an endpoint that refuses the first `refusals` sendings of each report. */
  async function refusing(
    refusals: number,
    over: Partial<WorkerSettings> = {},
    answer: Partial<Reply> = {},
  ) {
    const counts = new Map<string, number>();
    return playWith(
      { agents: 5, retry: RETRY, ...over },
      {
        serviceMs: 5,
        answer,
        statusOf: (task) => {
          const count = counts.get(task) ?? 0;
          counts.set(task, count >= refusals ? 0 : count + 1);
          return count >= refusals ? 200 : 503;
        },
      },
    );
  }

  it("a report that is refused twice is taken at the third sending, and counted once", async () => {
    const { ledger } = await refusing(2);
    expect(ledger.acknowledged).toBe(ledger.sent);
    expect(ledger.resent).toBe(2 * ledger.sent);
    expect(ledger.refused).toBe(0);
    expect(ledger.statuses).toEqual({ "200": ledger.sent, "503": 2 * ledger.sent });
    // From the planned moment: two waits and three answers.
    expect(ledger.response.quantile(0.5)).toBeGreaterThan(200_000);
  });

  it("a report is given up when its tries are used up", async () => {
    const { ledger } = await refusing(1000);
    expect(ledger.acknowledged).toBe(0);
    expect(ledger.refused).toBe(ledger.sent);
    expect(ledger.resent).toBe(2 * ledger.sent);
  });

  it("what waits to be sent again when the run ends ended as its last sending did", async () => {
    const { ledger } = await refusing(1000, { retry: { ...RETRY, afterMs: 60_000 } });
    expect(ledger.sent).toBe(5);
    expect(ledger.refused).toBe(5);
    expect(ledger.unsent).toBeGreaterThan(0);
  });

  it("what waits behind a report that is sent again waits for the endpoint", async () => {
    const patient = { retry: { ...RETRY, triesMax: 50 } };
    // The reply lies unread for longer than it took: else that would be ours.
    const answer = { timings: { blocked: 0, duration: 1 } };
    const { ledger } = await refusing(20, patient, answer);
    expect(ledger.lanesLag.quantile(0.9)).toBeGreaterThan(500_000);
    expect(ledger.ownLag.quantile(1)).toBeLessThan(100_000);
  });

  it("without a policy nothing is sent again", async () => {
    const { ledger } = await refusing(1, { retry: { kind: "none" } });
    expect(ledger.resent).toBe(0);
    expect(ledger.refused).toBeGreaterThan(0);
  });

  it("a budget keeps retries to its share", async () => {
    const { ledger } = await refusing(1000, { retryBudget: 0.1 });
    expect(ledger.resent).toBeGreaterThan(0);
    expect(ledger.resent).toBeLessThanOrEqual(10 + 0.1 * ledger.sent + 1);
  });
});
