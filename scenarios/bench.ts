/**
 * What a report costs the generator: reports per CPU-second of the k6 process, our lanes beside
 * k6's own closed loop with a constant body of the same length, same flags, same endpoint. Pairs
 * are interleaved, because the machine's speed drifts; medians and their ratio are printed.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EmbeddedEndpoint, startEmbedded } from "../properties/target/embedded.ts";
import { type Event, readFlushes } from "../reports/evidence/index.ts";
import { bodyWriter } from "../simulators/agent/index.ts";
import { profileOf } from "../simulators/contract/index.ts";
import { arrivals } from "../simulators/faults/index.ts";
import { benchFleet } from "./bench-fleet.ts";
import { findK6, type K6 } from "./k6/find.ts";
import { runK6 } from "./k6/process.ts";
import { scenarioPlans } from "./plans.ts";
import { runScenario } from "./run.ts";

const TOKEN = "bench";
const PROFILE = "2026-01";
/** Below what one core of the embedded endpoint answers, so that neither side waits for it. */
const AGENTS = 40_000;
const INTERVAL_MS = 10_000;
const CLOSED_LOOP_VUS = 8;
const BOUND_MS = 60_000;

export interface BenchOptions {
  readonly log: (text: string) => void;
  /** @defaultValue 3 */
  readonly pairs?: number;
  /** Of each run. @defaultValue 10 */
  readonly seconds?: number;
}

interface Cost {
  readonly reports: number;
  readonly cpuSeconds: number;
}

/** Measures and prints. Needs k6, or Go to build it. */
export async function bench(options: BenchOptions): Promise<void> {
  const { log, pairs = 3, seconds = 10 } = options;
  const { signal } = new AbortController();
  const k6 = await findK6({ env: process.env, progress: log, signal });
  const processor = cpus()[0]?.model ?? "unknown processor";
  log(`${cpus().length} × ${processor}, ${Math.round(totalmem() / 2 ** 30)} GiB, k6 ${k6.version}`);
  await benchFleet(k6, log);
  const endpoint = await startEmbedded({
    twin: undefined,
    profile: PROFILE,
    token: TOKEN,
    tasks: AGENTS,
  });
  const ours: number[] = [];
  const loops: number[] = [];
  try {
    for (let pair = 1; pair <= pairs; pair += 1) {
      const lanes = await lanesRun(k6, endpoint, seconds);
      const loop = await loopRun(k6, endpoint, lanes.reports);
      ours.push(lanes.reports / lanes.cpuSeconds);
      loops.push(loop.reports / loop.cpuSeconds);
      log(`pair ${pair}: lanes ${describe(lanes)}; closed loop ${describe(loop)}`);
    }
  } finally {
    await endpoint.stop();
  }
  const ratio = median(ours.map((value, i) => value / (loops[i] ?? Number.NaN)));
  log(
    `reports per CPU-second of k6, medians of ${pairs}: lanes ${median(ours).toFixed(0)}, closed loop ${median(loops).toFixed(0)}`,
  );
  log(`ratio lanes / closed loop: ${ratio.toFixed(2)}`);
}

async function lanesRun(k6: K6, endpoint: EmbeddedEndpoint, seconds: number): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  const events: Event[] = [];
  try {
    await runScenario(
      {
        scenario: "steady",
        settings: {
          scenario: "steady",
          url: endpoint.url,
          headers: [],
          profile: PROFILE,
          tasks: endpoint.tasks,
          shareTasks: false,
          observation: { kind: "pointer", path: "/v3/tasks/{task_id}", pointer: "/report" },
          visibleWithinMs: 0,
          agents: AGENTS,
          mode: "steady",
          intervalMs: INTERVAL_MS,
          ownPace: false,
          durationMs: seconds * 1000,
          drainMs: 5000,
          timeoutMs: 10_000,
          readBackShare: 0.01,
          seed: 1,
          flushMs: 1000,
        },
        plans: plansOf(),
        environment: { HEADWAY_TOKEN: TOKEN },
        objectives: [],
        ownLagBudgetMs: 100,
        attempt: 1,
        folder,
        k6,
      },
      {
        record: (event) => events.push(event),
        progress: () => {},
        signal: new AbortController().signal,
      },
    );
    const closed = events.find((event) => event.kind === "load-closed");
    if (closed?.ending !== "finished")
      throw new Error(`bench: k6 ended ${closed?.ending}: ${closed?.detail}`);
    const { flushes } = readFlushes(folder);
    const reports = flushes.reduce((sum, flush) => sum + flush.ledger.acknowledged, 0);
    return { reports, cpuSeconds: closed.cpuSeconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loopRun(k6: K6, endpoint: EmbeddedEndpoint, reports: number): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  try {
    const result = await runK6({
      path: k6.path,
      script: fileURLToPath(new URL("./k6/closed-loop.k6.ts", import.meta.url)),
      output: join(folder, "console.txt"),
      env: {
        HEADWAY_URL: endpoint.url,
        HEADWAY_TOKEN: TOKEN,
        HEADWAY_VUS: String(CLOSED_LOOP_VUS),
        HEADWAY_REPORTS: String(reports),
        HEADWAY_BODY: meanBody(),
      },
      boundMs: BOUND_MS,
      signal: new AbortController().signal,
    });
    if (result.ending === "finished") return { reports, cpuSeconds: result.cpuSeconds };
    throw new Error(`bench: k6 ended ${result.ending}: ${result.said}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A report as long as ours are on average. */
function meanBody(): string {
  const profile = profileOf(PROFILE);
  const lengths = plansOf().flatMap((plan) => {
    const reports = arrivals(plan);
    const write = bodyWriter(plan, profile);
    const found: number[] = [];
    for (let next = reports.next(); next !== undefined; next = reports.next()) {
      found.push(write(next.report).length);
    }
    return found;
  });
  const mean = Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
  const body = (trace: string) =>
    `{"subtask_name":"MIGRATE_LINUX_FILE","progress":50,"replicatesize":1000,"totalsize":100000,"process_trace":"${trace}"}`;
  return body("x".repeat(Math.max(0, mean - body("").length)));
}

function plansOf() {
  return scenarioPlans({
    seed: 1,
    count: 20,
    intervalMs: INTERVAL_MS,
    profile: profileOf(PROFILE),
    fleet: undefined,
    mode: "steady",
  });
}

function describe(cost: Cost): string {
  return `${cost.reports} reports, ${cost.cpuSeconds.toFixed(2)} CPU s`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
