/**
 * The highest rate that is held: k6's constant-arrival-rate with the bodies of our plans and none
 * dropped, our worker with none unsent and little lag. k6 keeps no lag, so that its side is judged
 * by what is dropped alone. Few steps, each of them a quarter above the last.
 */

import { spawnSync } from "node:child_process";
import Table from "cli-table3";
import { openTarget, resolveConfig } from "../properties/target/index.ts";
import { bodyWriter } from "../simulators/agent/index.ts";
import { profileOf } from "../simulators/contract/index.ts";
import { arrivals } from "../simulators/faults/index.ts";
import { type Bench, lanesRun, PROFILE, yardstickRun } from "./bench-run.ts";

const SECONDS = 5;
const FIRST_RATE = 2000;
const STEP = 1.25;
/** A rate is held when one of so many tries held it: others may use the cores. */
const TRIES = 3;
const INTERVAL_MS = 10_000;
/** For what falls due in the last milliseconds. */
const DRAIN_MS = 1000;
const LAG_MEAN_MS_MAX = 5;
const VUS = 1000;
const WORKERS = 1;
/** More than any rate here has agents. */
const OWN_TASKS = 500_000;

/** Measures both; returns a table. */
export async function benchRates(bench: Bench, log: (text: string) => void): Promise<string> {
  const bodies = bodiesOf(bench);
  const k6 = await highest(async (rate) => {
    const options = { rate, duration: `${SECONDS}s`, preAllocatedVUs: VUS };
    const executor = "constant-arrival-rate";
    const run = await yardstickRun(bench, {
      exec: "nextBody",
      options: { ...options, executor },
      bodies,
    });
    const dropped = Math.max(0, rate * SECONDS - run.reports);
    log(
      `${executor}, ${rate} a second: ${dropped} dropped; ${percent(run.starved)} without a core`,
    );
    // The first or the last iteration may fall outside the time.
    return dropped <= 1;
  });
  const ours = await highest((rate) => keepsUp(bench, rate, log));
  const own = await ownEndpoint(async (endpoint) =>
    highest((rate) => keepsUp({ ...bench, endpoint }, rate, log)),
  );
  const table = new Table({
    head: ["reports a second, one core", "held", "in proportion"],
    style: { head: [], border: [] },
  });
  const limit = `none unsent, mean lag ≤ ${LAG_MEAN_MS_MAX} ms`;
  table.push(
    ["k6's constant-arrival-rate, none dropped", k6, "1"],
    [`worker, ${limit}`, ours, (ours / k6).toFixed(2)],
    [`worker against our own endpoint on a core, ${limit}`, own, "–"],
  );
  return table.toString();
}

/** Whether our worker holds a rate, and the endpoint with it. */
async function keepsUp(bench: Bench, rate: number, log: (text: string) => void): Promise<boolean> {
  const run = await lanesRun(bench, {
    agents: (rate * INTERVAL_MS) / 1000,
    intervalMs: INTERVAL_MS,
    durationMs: SECONDS * 1000,
    drainMs: DRAIN_MS,
    workers: WORKERS,
    lanes: 64,
    dispatch: "batches",
    marks: false,
  });
  const who = bench.endpoint === undefined ? "worker" : "worker, own endpoint";
  const late = `${run.unsent} unsent, mean lag ${run.lagMeanMs.toFixed(1)} ms`;
  log(`${who}, ${rate} a second: ${late}; ${percent(run.starved)} without a core`);
  return run.unsent === 0 && run.lagMeanMs <= LAG_MEAN_MS_MAX;
}

/** Our own endpoint in a process of its own, on the first core where cores can be chosen. */
async function ownEndpoint<T>(
  use: (endpoint: NonNullable<Bench["endpoint"]>) => Promise<T>,
): Promise<T> {
  const flags = { target: "embedded", tasks: `range:task-{1..${OWN_TASKS}}` };
  const config = resolveConfig({ file: {}, env: {}, flags, fallbackTarget: undefined });
  const { signal } = new AbortController();
  const open = await openTarget(config, { tasksWanted: OWN_TASKS, signal });
  if (open.pid !== undefined) spawnSync("taskset", ["-a", "-c", "-p", "0", String(open.pid)]);
  try {
    const { observation } = open.target;
    return await use({ url: open.url, observation, environment: open.environment() });
  } finally {
    await open.close();
  }
}

/** A share as a person reads it. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** The last rate, going up, that is held; 0 where the first one is not. */
async function highest(holds: (rate: number) => Promise<boolean>): Promise<number> {
  let held = 0;
  for (let rate = FIRST_RATE; ; rate = Math.round((rate * STEP) / 100) * 100) {
    let isHeld = false;
    for (let i = 0; i < TRIES && !isHeld; i += 1) isHeld = await holds(rate);
    if (!isHeld) return held;
    held = rate;
  }
}

function bodiesOf(bench: Bench): readonly string[] {
  const profile = profileOf(PROFILE);
  return bench.plans.flatMap((plan) => {
    const reports = arrivals(plan);
    const write = bodyWriter(plan, profile);
    const bodies: string[] = [];
    for (let next = reports.next(); next !== undefined; next = reports.next()) {
      bodies.push(write(next.report));
    }
    return bodies;
  });
}
