/** Load evidence that no endpoint was needed for: flushes of workers with drawn latencies. */

import type { FleetShape } from "../evidence/fleet-shape-schema.ts";
import { Histogram } from "../evidence/histogram.ts";
import type { AttemptFlush } from "../evidence/run-record.ts";
import type { EventOf, Ledger } from "../evidence/schema.ts";

export const LOAD_BEGIN_MS = Date.UTC(2026, 0, 28, 9, 0, 2);

/** How a drawn load departs from a good one. */
export interface LoadOptions {
  readonly scenario?: string;
  readonly attempt?: number;
  readonly workers?: number;
  readonly seconds?: number;
  readonly perSecond?: number;
  /** Of every thousand reports. */
  readonly refusedPerMille?: number;
  readonly timedOutPerMille?: number;
  readonly wrongReadBacks?: number;
  readonly ownLagMs?: number;
  readonly slowFromSecond?: number;
}

/** A small generator of numbers in 0..1, the same for the same seed. */
export function drawer(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** The event that opens a load. */
export function makeOpened(options: LoadOptions = {}): EventOf<"load-opened"> {
  const { scenario = "steady", attempt = 1, workers = 2, seconds = 60, perSecond = 400 } = options;
  return {
    kind: "load-opened",
    scenario,
    question: "Does the endpoint keep up with a fleet that reports at its own pace?",
    attempt,
    agents: perSecond * 10,
    plans: 200,
    shape: makeShape(perSecond * 10, seconds),
    intervalMs: 10_000,
    durationMs: seconds * 1000,
    workers,
    lanes: 32,
    readBackShare: 0.01,
    objectives: [
      { id: "no-refusals", statement: "No valid report is refused.", figure: "refused", atMost: 0 },
      { id: "no-timeouts", statement: "No report times out.", figure: "timedOut", atMost: 0 },
      {
        id: "reads-right",
        statement: "Every acknowledged report is what a read then shows.",
        figure: "readBackViolations",
        atMost: 0,
      },
      {
        id: "p99",
        statement: "99 % of the reports are answered within 500 ms of their planned time.",
        figure: "responseMs",
        of: 99,
        atMost: 500,
      },
    ],
    ownLagBudgetMs: 50,
    probedPerSecond: 2300,
  };
}

/** A fleet that copies, keeps in step and detaches. */
function makeShape(agents: number, seconds: number): FleetShape {
  const stretches = (rate: (share: number) => number): number[] =>
    Array.from({ length: 60 }, (_, at) => Math.round(rate(at / 60)));
  return {
    kinds: [
      { title: "Linux, file by file, to a server that is there", agents: agents - 3 },
      { title: "Windows, block by block", agents: 3 },
    ],
    counted: 240,
    stretchMs: (seconds * 1000) / 60,
    due: [
      { phase: "preparing", perSecond: stretches((share) => 120 - 60 * share) },
      { phase: "copying", perSecond: stretches((share) => 240 + 20 * share) },
      { phase: "finishing", perSecond: stretches((share) => 40 + 40 * share) },
    ],
    drawn: Array.from({ length: 8 }, (_, row) => makeDrawn(2 * row, seconds)),
  };
}

function makeDrawn(agent: number, seconds: number): FleetShape["drawn"][number] {
  const turn = seconds * (200 + 50 * agent);
  const rise = (fromMs: number, untilMs: number): [number, number][] =>
    [0, 20, 50, 60, 100].map((percent) => [
      Math.round(fromMs + ((untilMs - fromMs) * percent) / 100),
      percent,
    ]);
  return {
    agent,
    title: "Linux, file by file, to a server that is there; 40 GB over 100 Mbit/s",
    visits: [
      { subtask: "ATTACH_AGENT_IMAGE", phase: "preparing", points: [[seconds * 50, 100]] },
      { subtask: "MIGRATE_LINUX_FILE", phase: "copying", points: rise(seconds * 100, turn) },
      {
        subtask: "DETTACH_AGENT_IMAGE",
        phase: "finishing",
        points: rise(turn + seconds * 10, seconds * 1000),
      },
    ],
  };
}

/** The event that closes a load. */
export function makeClosed(
  opened: EventOf<"load-opened">,
  ending: EventOf<"load-closed">["ending"] = "finished",
): EventOf<"load-closed"> {
  const memory = Array.from({ length: 30 }, (_, i) => ({
    atMs: (i * opened.durationMs) / 30,
    bytes: Math.round(96e6 + 8e6 * Math.min(1, i / 4) + 5e5 * (i % 3)),
  }));
  return {
    kind: "load-closed",
    scenario: opened.scenario,
    attempt: opened.attempt,
    ending,
    detail: ending === "finished" ? "" : "k6 exited with 107: script exception",
    exitCode: ending === "finished" ? 0 : 107,
    k6: { version: "v2.2.0", how: "built from scenarios/k6" },
    cpuSeconds: 14.2,
    memory,
  };
}

/** One flush a second of each worker. */
export function makeFlushes(options: LoadOptions = {}): AttemptFlush[] {
  const { workers = 2, seconds = 60 } = options;
  return Array.from({ length: workers * seconds }, (_, i) =>
    makeFlush(i % workers, Math.floor(i / workers), options),
  );
}

function makeFlush(worker: number, sequence: number, options: LoadOptions): AttemptFlush {
  const { scenario = "steady", attempt = 1, workers = 2, seconds = 60, perSecond = 400 } = options;
  const draw = drawer(1 + worker * 7919 + sequence * 104729);
  for (let i = 0; i < 5; i += 1) draw();
  const due = Math.round((perSecond / workers) * (0.95 + 0.1 * draw()));
  const refused = Math.round((due * (options.refusedPerMille ?? 0)) / 1000);
  const timedOut = Math.round((due * (options.timedOutPerMille ?? 0)) / 1000);
  const wrong = worker === 0 && sequence === 5 ? (options.wrongReadBacks ?? 0) : 0;
  const ledger = makeLedger({ due, refused, timedOut, wrong });
  const slow = sequence >= (options.slowFromSecond ?? Infinity) ? 30 : 1;
  return {
    kind: "load-flush",
    version: 1,
    scenario,
    attempt,
    worker,
    sequence,
    last: sequence === seconds - 1,
    fromMs: LOAD_BEGIN_MS + sequence * 1000,
    toMs: LOAD_BEGIN_MS + (sequence + 1) * 1000,
    ledger,
    statuses: statusesOf(ledger),
    ...(ledger.refused > 0 ? { codes: { "503 TASK.0503": ledger.refused } } : {}),
    connections: { "HTTP/2.0": 1 },
    subtasks: { CREATE_CLOUD_SERVER: 20, MIGRATE_LINUX_FILE: ledger.acknowledged - 20 },
    ...drawnLatencies(due - timedOut, slow, options.ownLagMs ?? 0.4, draw),
    samples: wrong > 0 ? ["task-7: acknowledged progress 43, a read 80 ms later showed 41"] : [],
  };
}

function makeLedger(counts: {
  readonly due: number;
  readonly refused: number;
  readonly timedOut: number;
  readonly wrong: number;
}): Ledger {
  const { due, refused, timedOut, wrong } = counts;
  const asked = Math.max(2, wrong);
  return {
    due,
    sent: due,
    acknowledged: due - refused - timedOut,
    refused,
    timedOut,
    broken: 0,
    unsent: 0,
    bytesSent: due * 412,
    readBacks: { asked, right: asked - wrong, wrong, indefinite: 0 },
  };
}

function statusesOf(ledger: Ledger): Record<string, number> {
  const statuses: Record<string, number> = { "200": ledger.acknowledged };
  if (ledger.refused > 0) statuses["503"] = ledger.refused;
  if (ledger.timedOut > 0) statuses["timeout after 10000 ms"] = ledger.timedOut;
  return statuses;
}

function drawnLatencies(
  answered: number,
  slow: number,
  ownLagMs: number,
  draw: () => number,
): Pick<AttemptFlush, "response" | "service" | "ownLag" | "lanesLag" | "lagSumMs" | "lagMaxMs"> {
  const response = new Histogram();
  const service = new Histogram();
  const ownLag = new Histogram();
  let lagSumMs = 0;
  let lagMaxMs = 0;
  for (let i = 0; i < answered; i += 1) {
    // A long tail: the reciprocal of a uniform draw.
    const serviceUs = slow * (2200 + 900 * draw() + 260 / (0.004 + draw()));
    const lagUs = ownLagMs * 1000 * (0.3 + draw()) + (slow > 1 ? 30_000 * draw() : 0);
    service.record(serviceUs);
    response.record(serviceUs + lagUs);
    ownLag.record(ownLagMs * 1000 * (0.3 + draw()));
    lagSumMs += lagUs / 1000;
    lagMaxMs = Math.max(lagMaxMs, lagUs / 1000);
  }
  return {
    response: response.sparse(),
    service: service.sparse(),
    ownLag: ownLag.sparse(),
    lanesLag: [],
    lagSumMs,
    lagMaxMs,
  };
}
