/**
 * What a report costs the generator: reports per CPU-second of the k6 process, our worker beside
 * k6's closed loop with a constant body of the same mean length, same flags, same collector, same
 * endpoint. Runs are interleaved,
 * because the machine's speed drifts; medians are printed.
 */

import Table from "cli-table3";
import { otherRun, others } from "./bench-others.ts";
import { benchRates, percent } from "./bench-rates.ts";
import {
  type Bench,
  type Cost,
  type LanesCost,
  type LanesRun,
  lanesRun,
  withBench,
  type YardstickRun,
  yardstickRun,
} from "./bench-run.ts";
import type { K6 } from "./k6/find.ts";

const PAIRS = 5;
/** Of one run: what k6 takes to start is then little of it. */
const SECONDS = 20;
/** More than one core of k6 sends, so that both sides are busy all the time. */
const FLEET = { agents: 30_000, intervalMs: 1000, durationMs: SECONDS * 1000, drainMs: 0 };
/** Of k6's closed loop: what it is best with on one core. */
const VUS = 8;

/** Our worker's ways, by the row of the table. */
const WAYS: readonly (readonly [row: string, run: LanesRun])[] = [
  [
    "1 worker, batches of up to 32, bodies shared from plans",
    { ...FLEET, workers: 1, lanes: 32, dispatch: "batches", marks: false },
  ],
  [
    "the same, every body unique",
    { ...FLEET, workers: 1, lanes: 32, dispatch: "batches", marks: true },
  ],
  [
    "1 worker, 12 lanes, bodies shared",
    { ...FLEET, workers: 1, lanes: 12, dispatch: "lanes", marks: false },
  ],
  [
    "1 worker, batches of up to 32, bodies shared, each request signed by AK/SK",
    { ...FLEET, workers: 1, lanes: 32, dispatch: "batches", marks: false, isSigned: true },
  ],
];

/** Measures and prints. Throws GoBuildError where the sink cannot be built. */
export async function benchLoad(k6: K6, log: (text: string) => void): Promise<void> {
  await withBench(k6, FLEET.intervalMs, log, async (bench) => {
    log(await pairs(bench, log));
    log(await benchRates(bench, log));
  });
}

/** The table of the rounds: in each one run of each way beside one of the closed loop. */
async function pairs(bench: Bench, log: (text: string) => void): Promise<string> {
  const loops: number[] = [];
  const starved: number[] = [];
  const ours = WAYS.map((): number[] => []);
  const ratios = WAYS.map((): number[] => []);
  const tools = others().filter(({ command }) => command !== undefined);
  const theirs = tools.map((): number[] => []);
  for (let round = 1; round <= PAIRS; round += 1) {
    const costs: LanesCost[] = [];
    for (const [, run] of WAYS) costs.push(await lanesRun(bench, run));
    const bytes = Math.round(costs[0]?.bytesMean ?? 0);
    const loop = await yardstickRun(bench, closedLoop(bytes));
    loops.push(rate(loop));
    starved.push(...[loop, ...costs].map((cost) => cost.starved));
    costs.forEach((cost, way) => {
      ours[way]?.push(rate(cost));
      ratios[way]?.push(rate(cost) / rate(loop));
    });
    for (const [i, tool] of tools.entries()) {
      const body = constantBody(bytes);
      theirs[i]?.push(rate(await otherRun(bench, tool, { seconds: SECONDS, body })));
    }
    const said = costs.map(perSecond).join(", ");
    log(`round ${round} of ${PAIRS}, ${bytes} bytes: loop ${perSecond(loop)}; worker ${said}`);
  }
  const table = new Table({
    head: [`medians of ${PAIRS} pairs`, "reports per CPU-second", "beside the loop"],
    style: { head: [], border: [] },
  });
  table.push(["k6's closed loop, constant body", Math.round(median(loops)), "1"]);
  WAYS.forEach(([row], way) => {
    const [own = [], beside = []] = [ours[way], ratios[way]];
    table.push([row, Math.round(median(own)), median(beside).toFixed(2)]);
  });
  tools.forEach(({ name }, i) => {
    const own = median(theirs[i] ?? []);
    table.push([`${name}, constant body`, Math.round(own), (own / median(loops)).toFixed(2)]);
  });
  const without = `k6 was without its core for ${percent(median(starved))} of the time`;
  return `${table.toString()}\n${without}: what is well above 5 % is the machine's, not k6's`;
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

/** The middle one, or the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
