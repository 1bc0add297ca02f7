/**
 * Large fleets against the sink, at the pace of real agents: whether all that is due is sent, how
 * late it leaves, and whether k6's memory stays where it is.
 */

import Table from "cli-table3";
import { type Bench, type LanesCost, lanesRun, withBench } from "./bench-run.ts";
import type { K6 } from "./k6/find.ts";

interface Scale {
  readonly agents: number;
  readonly intervalMs: number;
  readonly durationMs: number;
}

const SCALES: readonly Scale[] = [
  { agents: 100_000, intervalMs: 10_000, durationMs: 600_000 },
  { agents: 1_000_000, intervalMs: 120_000, durationMs: 240_000 },
];
/** Plans of such agents, stretched to each fleet. */
const PLANNED_MS = 10_000;
/** For what falls due in the last milliseconds. */
const DRAIN_MS = 1000;
const MIB = 2 ** 20;

/** Measures and prints. Throws GoBuildError where the sink cannot be built. */
export async function benchScale(k6: K6, log: (text: string) => void): Promise<void> {
  await withBench(k6, PLANNED_MS, log, async (bench) => {
    const table = new Table({
      head: ["fleet", "sent", "unsent", "lag mean / max, ms", "CPU s", "MiB at 20 %, 60 %, most"],
      style: { head: [], border: [] },
    });
    for (const scale of SCALES) table.push(rowOf(scale, await played(bench, scale)));
    log(table.toString());
  });
}

function played(bench: Bench, scale: Scale): Promise<LanesCost> {
  return lanesRun(bench, {
    ...scale,
    drainMs: DRAIN_MS,
    workers: 1,
    lanes: 64,
    dispatch: "batches",
    marks: false,
  });
}

function rowOf({ agents, intervalMs, durationMs }: Scale, run: LanesCost): string[] {
  const [every, minutes] = [intervalMs / 1000, durationMs / 60_000];
  const atMib = (share: number): string => {
    const reached = run.memory.filter(({ atMs }) => atMs <= share * durationMs);
    return ((reached[reached.length - 1]?.bytes ?? Number.NaN) / MIB).toFixed(0);
  };
  return [
    `${agents.toLocaleString("en-US")} agents every ${every} s for ${minutes} min`,
    run.reports.toLocaleString("en-US"),
    String(run.unsent),
    `${run.lagMeanMs.toFixed(2)} / ${run.lagMaxMs.toFixed(0)}`,
    run.cpuSeconds.toFixed(0),
    `${atMib(0.2)}, ${atMib(0.6)}, ${(run.memoryBytesMax / MIB).toFixed(0)}`,
  ];
}
