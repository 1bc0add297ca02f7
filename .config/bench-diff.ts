/**
 * `diff` on runs that were really made: an endpoint whose service times follow a script, slower in
 * its tail by a tenth on one side and by nothing between pairs of alike sides. Runs of the two
 * sides take turns, 5 a side.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diffAgain } from "../reports/index.ts";
import { SPREAD_OF_P99 } from "../reports/testing/measured-runs.ts";
import {
  type SimulatedPairs,
  SPREAD_SEEN_THROUGH,
  shareCalledDifferent,
} from "../reports/testing/simulated-pairs.ts";
import { rateOf } from "../reports/verdict/wilson.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const RUNS = 5;
const FLEET = ["--tasks", "range:task-{1..20}", "--agents", "20", "--interval", "100ms"];
const LOAD = [...FLEET, "--duration", "4s", "--seed", "7", "--auth", "none", "--observe", "none"];
/** Of 100 reports so many are slow, so that the 99th percentile lies among them. */
const SLOW_OF_100 = 4;
const USUAL_MS = 40;
const TAIL_MS = 200;
const REGRESSION = 1.1;

export interface BenchDiffOptions {
  readonly log: (text: string) => void;
  /** Pairs of alike sides; each takes 10 runs of some seconds. */
  readonly pairs: number;
}

/** Pairs of runs that were drawn, for what takes too many to be made. */
const DRAWN: readonly (readonly [string, SimulatedPairs])[] = [
  ["alike", { pairs: 10_000, runs: RUNS, spread: SPREAD_OF_P99, slower: 0 }],
  ["alike", { pairs: 10_000, runs: 9, spread: SPREAD_OF_P99, slower: 0 }],
  ["alike", { pairs: 10_000, runs: RUNS, spread: SPREAD_SEEN_THROUGH, slower: 0 }],
  ["10 % slower", { pairs: 10_000, runs: RUNS, spread: SPREAD_SEEN_THROUGH, slower: 0.1 }],
  ["10 % slower", { pairs: 10_000, runs: RUNS, spread: 0.05, slower: 0.1 }],
  ["10 % slower", { pairs: 10_000, runs: RUNS, spread: SPREAD_OF_P99, slower: 0.1 }],
];

/** Measures and prints: what was drawn and the regression first, then how many alike pairs were called different. */
export async function benchDiff({ log, pairs }: BenchDiffOptions): Promise<void> {
  for (const [what, drawn] of DRAWN) log(drawnText(what, drawn));
  const root = mkdtempSync(join(tmpdir(), "headway-bench-diff-"));
  try {
    const slower = await compared(join(root, "slower"), TAIL_MS * REGRESSION);
    log(`p99 scripted 10 % slower, ${RUNS} runs a side in turns: exit status ${slower.status}`);
    log(slower.text);
    let flagged = 0;
    for (let pair = 1; pair <= pairs; pair += 1) {
      const { status, text } = await compared(join(root, `alike-${pair}`), TAIL_MS);
      const isCompared = text.includes(`${RUNS} and ${RUNS} runs\n`);
      if (status === 1 || !isCompared) log(text);
      flagged += status === 1 ? 1 : 0;
      const { low, high } = rateOf({ violated: flagged, runs: pair });
      const bound = `95 % interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`;
      log(`alike pairs called different: ${flagged} of ${pair} (${bound})`);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function drawnText(what: string, drawn: SimulatedPairs): string {
  const { pairs, runs, spread } = drawn;
  const share = (100 * shareCalledDifferent(drawn)).toFixed(2);
  const apart = `runs ${(100 * spread).toFixed(1)} % apart`;
  return `${pairs} drawn pairs, ${what}, ${runs} runs a side, ${apart}: ${share} % called different`;
}

/** Runs both sides in turns and compares them. */
async function compared(folder: string, tailMs: number) {
  const [before, after] = [await scripted(TAIL_MS), await scripted(tailMs)];
  try {
    for (let run = 1; run <= RUNS; run += 1) {
      await load(before, join(folder, "before", `run-${run}`));
      await load(after, join(folder, "after", `run-${run}`));
    }
  } finally {
    for (const server of [before, after]) server.close().closeAllConnections();
  }
  const options = { json: false, color: false };
  return diffAgain(join(folder, "before"), join(folder, "after"), options);
}

/** An endpoint that takes every report after a time by the script. */
async function scripted(tailMs: number): Promise<Server> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const isSlow = (count * 37) % 100 < SLOW_OF_100;
    request.resume();
    setTimeout(() => response.writeHead(200).end(), isSlow ? tailMs : USUAL_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function load(server: Server, out: string): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ["cli.ts", "load", "steady", "--target", url, ...LOAD, "--out", out];
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), ...args], {
    cwd: ROOT,
    stdio: "ignore",
  });
  await new Promise((resolve) => child.on("close", resolve));
}
