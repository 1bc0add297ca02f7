/**
 * Whether a load's figures are the endpoint's: how late the generator itself was, what it got of
 * its machine, and what to raise where that was too little.
 */

import type { Histogram } from "../evidence/histogram.ts";
import type { MergedLoad } from "../evidence/merge.ts";
import type { EventOf } from "../evidence/schema.ts";

type Opened = EventOf<"load-opened">;
type Closed = EventOf<"load-closed">;

/** The generator's own lag at a share of the reports or ticks, in milliseconds; the worse of both. */
export function generatorLagMs(
  load: Pick<MergedLoad, "ownLag" | "loopLag">,
  share: number,
): { readonly ms: number; readonly of: "sending" | "event loop" } | undefined {
  const [sending, loop] = [load.ownLag.quantile(share), load.loopLag.quantile(share)];
  if (sending === undefined && loop === undefined) return undefined;
  return (loop ?? 0) > (sending ?? 0)
    ? { ms: (loop ?? 0) / 1000, of: "event loop" }
    : { ms: (sending ?? 0) / 1000, of: "sending" };
}

/** What the generator got of its machine, over its whole life. */
export interface GeneratorCpu {
  /** Cores that it might use. */
  readonly cpus: number;
  /** Cores that it did use, on average. */
  readonly used: number;
  readonly runSeconds: number;
  /** Time its threads were ready and had no core. */
  readonly waitSeconds: number;
}

/** Undefined where the system did not tell. */
export function generatorCpu(closed: Closed | undefined): GeneratorCpu | undefined {
  const last = closed?.scheduling?.samples.at(-1);
  if (closed?.scheduling === undefined || last === undefined || last.atMs === 0) return undefined;
  const { runSeconds, waitSeconds } = last;
  const used = (1000 * runSeconds) / last.atMs;
  return { cpus: closed.scheduling.cpus, used, runSeconds, waitSeconds };
}

/** From this share of the cores on, more of them are what lacks. */
const CORES_FULL = 0.85;
/** A worker's event loop runs on one core; what Go does beside it takes some of another. */
const WORKER_FULL = 0.85;

/** What to raise, or to ask less of, so that the generator keeps time. */
export function whatToRaise(opened: Opened, closed: Closed | undefined): string {
  const cpu = generatorCpu(closed);
  const less = "fewer --agents or a longer --interval";
  if (cpu === undefined) return `give k6 more CPU, or ask for ${less}`;
  const got = `k6 used ${tenth(cpu.used)} of ${cpu.cpus} cores`;
  const waited = `its threads waited ${tenth(cpu.waitSeconds)} s for a core and ran ${tenth(cpu.runSeconds)} s`;
  if (cpu.used >= CORES_FULL * cpu.cpus) {
    return `${got}: give it more cores, or ask for ${less}`;
  }
  if (cpu.waitSeconds > cpu.runSeconds) {
    return `${got} and ${waited}, because other processes had them: give it cores of its own, or end those`;
  }
  if (cpu.used >= WORKER_FULL * opened.workers && opened.workers < cpu.cpus) {
    const loops = opened.workers === 1 ? "its one event loop" : `its ${opened.workers} event loops`;
    return `${got} and ${loops} had no more to give: raise --workers, or ask for ${less}`;
  }
  return `${got} and ${waited}: give it cores of its own, or ask for ${less}`;
}

/** How much of all lag was whose, as shares of its sum; undefined where nothing lagged. */
export function lagShares(
  load: Pick<MergedLoad, "ownLag" | "lanesLag">,
): { readonly endpoint: number; readonly generator: number } | undefined {
  const generator = sumOf(load.ownLag);
  const endpoint = sumOf(load.lanesLag);
  const all = generator + endpoint;
  if (all === 0) return undefined;
  return { endpoint: endpoint / all, generator: generator / all };
}

function sumOf(histogram: Histogram): number {
  return (histogram.mean() ?? 0) * histogram.total;
}

function tenth(value: number): string {
  return value.toFixed(1);
}
