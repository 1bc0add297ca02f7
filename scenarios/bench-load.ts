/**
 * What a report costs the generator: reports per CPU-second of the k6 process, our worker beside
 * k6's closed loop with a constant body of the same mean length, same flags, same collector, same
 * endpoint. Runs are interleaved,
 * because the machine's speed drifts; medians are printed.
 */

import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import Table from "cli-table3";
import { profileOf } from "../simulators/contract/index.ts";
import { benchRates } from "./bench-rates.ts";
import {
  type Bench,
  type Cost,
  lanesRun,
  PROFILE,
  type YardstickRun,
  yardstickRun,
} from "./bench-run.ts";
import type { K6 } from "./k6/find.ts";
import { startSink } from "./k6/sink.ts";
import { scenarioPlans } from "./plans.ts";

const PAIRS = 5;
const SECONDS = 10;
/** More than one core of k6 sends, so that both sides are busy all the time. */
const AGENTS = 100_000;
const INTERVAL_MS = 4000;
/** Of k6's closed loop and of our worker: what each is best with on one core. */
const VUS = 8;
const LANES = 12;
const GOGC = "200";

/** Measures and prints. Throws GoBuildError where the sink cannot be built. */
export async function benchLoad(k6: K6, log: (text: string) => void): Promise<void> {
  const pins = canPin();
  const { signal } = new AbortController();
  const launcher = pins ? ["taskset", "-c", "0"] : [];
  const sink = await startSink({ env: process.env, progress: log, signal, launcher });
  const pinned = pins ? { ...k6, launcher: ["taskset", "-c", "1"] } : k6;
  const plans = scenarioPlans({
    seed: 1,
    count: 20,
    intervalMs: INTERVAL_MS,
    profile: profileOf(PROFILE),
    fleet: undefined,
    mode: "steady",
  });
  const bench: Bench = { k6: pinned, sink, gogc: GOGC, plans };
  try {
    log(pins ? "k6 and the sink have a core each" : "k6 and the sink share the cores");
    log(await pairs(bench, log));
    log(await benchRates(bench, log));
  } finally {
    await sink.stop();
  }
}

function canPin(): boolean {
  return cpus().length > 1 && spawnSync("taskset", ["-c", "1", "true"]).status === 0;
}

/** The table of the pairs. */
async function pairs(bench: Bench, log: (text: string) => void): Promise<string> {
  const ours: Cost[] = [];
  const loops: Cost[] = [];
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    const lanes = await lanesRun(bench, {
      agents: AGENTS,
      intervalMs: INTERVAL_MS,
      durationMs: SECONDS * 1000,
      workers: 1,
      lanes: LANES,
    });
    const loop = await yardstickRun(bench, closedLoop(Math.round(lanes.bytesMean)));
    ours.push(lanes);
    loops.push(loop);
    log(`pair ${pair} of ${PAIRS}: worker ${perSecond(lanes)}, closed loop ${perSecond(loop)}`);
  }
  const ratio = median(ours.map((cost, i) => rate(cost) / rate(loops[i] ?? cost)));
  const table = new Table({
    head: [`medians of ${PAIRS} pairs`, "reports per CPU-second", "beside the loop"],
    style: { head: [], border: [] },
  });
  table.push(
    ["k6's closed loop, constant body", Math.round(median(loops.map(rate))), "1"],
    ["worker, bodies shared from plans", Math.round(median(ours.map(rate))), ratio.toFixed(2)],
  );
  return table.toString();
}

function rate({ reports, cpuSeconds }: Cost): number {
  return reports / cpuSeconds;
}

function perSecond(cost: Cost): string {
  return `${Math.round(rate(cost))} (${cost.reports} in ${cost.cpuSeconds.toFixed(2)} CPU s)`;
}

function closedLoop(bytes: number): YardstickRun {
  return {
    exec: "constantBody",
    options: { executor: "constant-vus", vus: VUS, duration: `${SECONDS}s` },
    bodies: [constantBody(bytes)],
  };
}

/** A report of that length. */
function constantBody(bytes: number): string {
  const body = (trace: string) =>
    `{"subtask_name":"MIGRATE_LINUX_FILE","progress":50,"replicatesize":1000,"totalsize":100000,"process_trace":"${trace}"}`;
  return body("x".repeat(Math.max(0, bytes - body("").length)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
