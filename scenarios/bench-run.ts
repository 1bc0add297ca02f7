/** One run of the load benchmark: a k6 process sends to the sink, and its processor time is read. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Event, mergeLoad, readFlushes } from "../reports/evidence/index.ts";
import type { Plan } from "../simulators/agent/index.ts";
import { profileOf } from "../simulators/contract/index.ts";
import type { K6 } from "./k6/find.ts";
import { runK6 } from "./k6/process.ts";
import { type Sink, startSink } from "./k6/sink.ts";
import type { UsageResult } from "./k6/usage.ts";
import { scenarioPlans } from "./plans.ts";
import { runScenario } from "./run.ts";
import { PLAIN, type WorkerSettings } from "./worker/settings.ts";

export const PROFILE = "2026-01";
const KEY = { HEADWAY_ACCESS_KEY: "bench", HEADWAY_SECRET_KEY: "secret-of-the-bench" };
const START_MS_MAX = 60_000;
/** For all workers to have unfolded their plans. */
const SETTLE_MS = 1500;

/** What a run needs beside what it is. */
export interface Bench {
  readonly k6: K6;
  readonly sink: Sink;
  /** Of Go's collector in k6. */
  readonly gogc: string;
  readonly plans: readonly Plan[];
  /** What our worker loads instead of the sink. */
  readonly endpoint?: {
    readonly url: string;
    readonly observation: WorkerSettings["observation"];
    readonly environment: Readonly<Record<string, string>>;
  };
}

/** Go's collector in k6: the same for every run. */
const GOGC = "200";

/**
 * Uses a sink and k6, each on a core of its own where cores can be chosen, and plans of agents that
 * report every `intervalMs`. Throws GoBuildError where the sink cannot be built.
 */
export async function withBench(
  k6: K6,
  intervalMs: number,
  log: (text: string) => void,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  const pins = canPin();
  const { signal } = new AbortController();
  const launcher = pins ? ["taskset", "-c", "0"] : [];
  const sink = await startSink({ env: process.env, progress: log, signal, launcher });
  const pinned = pins ? { ...k6, launcher: ["taskset", "-c", "1"] } : k6;
  const plans = scenarioPlans({
    seed: 1,
    count: 20,
    intervalMs,
    profile: profileOf(PROFILE),
    fleet: undefined,
    mode: "steady",
  }).map(withAllFields);
  log(pins ? "k6 and the sink have a core each" : "k6 and the sink share the cores");
  try {
    await use({ k6: pinned, sink, gogc: GOGC, plans });
  } finally {
    await sink.stop();
  }
}

function canPin(): boolean {
  return cpus().length > 1 && spawnSync("taskset", ["-c", "1", "true"]).status === 0;
}

/** The newest agents report all 16 fields, in the plain client's words. */
function withAllFields({ client: _client, revision: _revision, ...plan }: Plan): Plan {
  return plan;
}

export interface Cost {
  readonly reports: number;
  readonly cpuSeconds: number;
  readonly memoryBytesMax: number;
  /** Part of the time in which k6 was ready and had no core: others used it. @range 0..1 */
  readonly starved: number;
}

export interface LanesRun {
  readonly agents: number;
  readonly intervalMs: number;
  readonly durationMs: number;
  /** What is due at the end may be sent for so long. */
  readonly drainMs: number;
  readonly workers: number;
  readonly lanes: number;
  readonly dispatch: WorkerSettings["dispatch"];
  /** Whether no two bodies are alike. */
  readonly marks: boolean;
  /** Whether each request is signed by AK and SK; else it bears a token. */
  readonly isSigned?: true;
}

export interface LanesCost extends Cost {
  /** Mean length of a report. */
  readonly bytesMean: number;
  readonly unsent: number;
  readonly lagMeanMs: number;
  readonly lagMaxMs: number;
  readonly readBacks: number;
  readonly memory: readonly { readonly atMs: number; readonly bytes: number }[];
}

/** Our worker; throws when a report failed or a read-back was wrong: then nothing was measured. */
export async function lanesRun(bench: Bench, run: LanesRun): Promise<LanesCost> {
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  const events: Event[] = [];
  try {
    await runScenario(
      {
        scenario: "steady",
        settings: settingsOf(bench, run),
        plans: bench.plans,
        environment: {
          ...(run.isSigned === true ? KEY : { HEADWAY_TOKEN: "bench" }),
          ...bench.endpoint?.environment,
          GOGC: bench.gogc,
        },
        objectives: [],
        ownLagBudgetMs: 100,
        attempt: 1,
        folder,
        k6: bench.k6,
      },
      {
        record: (event) => events.push(event),
        progress: () => {},
        signal: new AbortController().signal,
      },
    );
    return lanesCost(events, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SINK_OBSERVATION = {
  kind: "pointer",
  path: "/v3/tasks/{task_id}/progress",
  pointer: "",
} as const;

function settingsOf({ sink, endpoint }: Bench, run: LanesRun): Omit<WorkerSettings, "plansFile"> {
  return {
    ...PLAIN,
    scenario: "steady",
    url: endpoint?.url ?? sink.url,
    headers: [],
    profile: PROFILE,
    tasks: { kind: "range", prefix: "task-", from: 1, to: run.agents, suffix: "" },
    shareTasks: false,
    observation: endpoint?.observation ?? SINK_OBSERVATION,
    visibleWithinMs: 0,
    agents: run.agents,
    mode: "steady",
    intervalMs: run.intervalMs,
    ownPace: false,
    durationMs: run.durationMs,
    workers: run.workers,
    settleMs: SETTLE_MS,
    lanes: run.lanes,
    dispatch: run.dispatch,
    marks: run.marks,
    drainMs: run.drainMs,
    timeoutMs: 10_000,
    readBackShare: 0.01,
    seed: 1,
    flushMs: 1000,
  };
}

function lanesCost(events: readonly Event[], folder: string): LanesCost {
  const opened = events.find((event) => event.kind === "load-opened");
  const closed = events.find((event) => event.kind === "load-closed");
  if (opened === undefined || closed?.ending !== "finished") {
    throw new Error(`bench: k6 ended ${closed?.ending}: ${closed?.detail}`);
  }
  const { ledger, gaps, samples, lag } = mergeLoad(opened, readFlushes(folder));
  const { acknowledged, sent, readBacks } = ledger;
  const wrong = [...gaps, ...samples].join("; ");
  if (acknowledged !== sent || readBacks.right !== readBacks.asked || wrong !== "") {
    throw new Error(`bench: got ${acknowledged} of ${sent} reports acknowledged; ${wrong}`);
  }
  return {
    reports: acknowledged,
    cpuSeconds: closed.cpuSeconds,
    memoryBytesMax: Math.max(...closed.memory.map(({ bytes }) => bytes)),
    starved: starvedOf(closed.scheduling?.samples ?? []),
    bytesMean: ledger.bytesSent / sent,
    unsent: ledger.unsent,
    lagMeanMs: lag.meanMs,
    lagMaxMs: lag.maxMs,
    readBacks: readBacks.asked,
    memory: closed.memory,
  };
}

export interface YardstickRun {
  readonly exec: "constantBody" | "nextBody";
  /** k6's options of one scenario, without `exec`. */
  readonly options: Readonly<Record<string, string | number>>;
  readonly bodies: readonly string[];
}

/** One of k6's own ways. */
export async function yardstickRun(bench: Bench, run: YardstickRun): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  const bodies = join(folder, "bodies.json");
  writeFileSync(bodies, JSON.stringify(run.bodies));
  const before = await bench.sink.count();
  try {
    const result = await runK6({
      path: bench.k6.path,
      launcher: bench.k6.launcher ?? [],
      script: fileURLToPath(new URL("./k6/yardstick.k6.ts", import.meta.url)),
      output: join(folder, "console.txt"),
      env: {
        GOGC: bench.gogc,
        HEADWAY_URL: bench.sink.url,
        HEADWAY_TOKEN: "bench",
        HEADWAY_BODIES: bodies,
        HEADWAY_LOOP: JSON.stringify({ ...run.options, exec: run.exec }),
      },
      boundMs: 2 * START_MS_MAX,
      signal: new AbortController().signal,
    });
    if (result.ending !== "finished") {
      throw new Error(`bench: k6 ended ${result.ending}: ${result.said}`);
    }
    return costOf((await bench.sink.count()) - before, result);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What so many reports took a process. */
export function costOf(reports: number, { cpuSeconds, memory, scheduling }: UsageResult): Cost {
  const memoryBytesMax = Math.max(...memory.map(({ bytes }) => bytes));
  return { reports, cpuSeconds, memoryBytesMax, starved: starvedOf(scheduling.samples) };
}

/** Of the last sample, which counts from the start; 0 where the system does not tell. */
function starvedOf(
  samples: readonly { readonly runSeconds: number; readonly waitSeconds: number }[],
): number {
  const last = samples[samples.length - 1];
  return last === undefined ? 0 : last.waitSeconds / (last.runSeconds + last.waitSeconds);
}
