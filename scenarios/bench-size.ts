/**
 * The figures that a fleet is sized by: reports a second of a core of k6, no two bodies alike, and the
 * memory of a process and of each agent in it. Takes a minute, and keeps them for `headway size`.
 */

import { median } from "./bench-load.ts";
import { type LanesRun, lanesRun, withBench } from "./bench-run.ts";
import type { K6 } from "./k6/find.ts";
import { keepMeasured, type Measured } from "./measured.ts";

const TRIES = 3;
const WAY = { workers: 1, lanes: 32, dispatch: "batches", marks: true, durationMs: 8000 } as const;
/** More than one core sends. */
const BUSY: LanesRun = { ...WAY, agents: 30_000, intervalMs: 1000, drainMs: 0 };
const FEW: LanesRun = { ...WAY, agents: 1000, intervalMs: 1000, drainMs: 1000 };
/** So many on one core as report each two minutes without haste. */
const MANY: LanesRun = { ...WAY, agents: 500_000, intervalMs: 120_000, drainMs: 1000 };

/** Measures, prints and keeps. Throws GoBuildError where the endpoint cannot be built. */
export async function benchSize(options: {
  readonly k6: K6;
  readonly log: (text: string) => void;
  readonly machine: string;
  /** Where the figures are kept. */
  readonly file: string;
}): Promise<void> {
  const { k6, log, machine, file } = options;
  await withBench(k6, BUSY.intervalMs, log, async (bench) => {
    const rates: number[] = [];
    for (let i = 0; i < TRIES; i += 1) {
      const { reports, cpuSeconds } = await lanesRun(bench, BUSY);
      rates.push(reports / cpuSeconds);
    }
    const few = await lanesRun(bench, FEW);
    const many = await lanesRun(bench, MANY);
    const more = Math.max(0, many.memoryBytesMax - few.memoryBytesMax);
    const measured: Measured = {
      day: new Date().toISOString().slice(0, 10),
      machine,
      k6: k6.version,
      perCoreSecond: Math.floor(median(rates)),
      runnerBytes: few.memoryBytesMax,
      agentBytes: Math.ceil(more / (MANY.agents - FEW.agents)),
    };
    keepMeasured(file, measured);
    log(`${measured.perCoreSecond} reports a second of a core, median of ${TRIES} runs`);
    log(`${measured.runnerBytes} bytes a process, ${measured.agentBytes} bytes each further agent`);
    log(`kept for headway size: ${file}`);
  });
}
