/**
 * What a fleet costs before anything is sent: plans sampled, reports unfolded and encoded in Node
 * and in k6, memory of a million agents in a worker. Node is measured by its processor time; k6 has no such
 * clock, so that its median is beside what one round in ten exceeds: others may use the cores.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { profileOf } from "../simulators/contract/index.ts";
import { samplePlans } from "../simulators/fleet/index.ts";
import { measureEncoding } from "./encoding.ts";
import type { K6 } from "./k6/find.ts";
import { runK6 } from "./k6/process.ts";
import { scenarioPlans } from "./plans.ts";
import { Fleet } from "./worker/fleet.ts";
import { PLAIN } from "./worker/settings.ts";
import { Wheel } from "./worker/wheel.ts";

const PLANS = 100_000;
const NODE_REPORTS = 2000;
const AGENTS = 1_000_000;
const BOUND_MS = 120_000;

/** Measures and prints. */
export async function benchFleet(k6: K6, log: (text: string) => void): Promise<void> {
  log(
    `plans sampled: ${sampled()} per CPU-second (${PLANS.toLocaleString("en-US")} of the mixed fleet)`,
  );
  const inNode = measureEncoding(NODE_REPORTS, cpuMs);
  const inK6 = await encodedInK6(k6);
  log(`reports per CPU-second, Node, median (one round in ten): ${inNode.join(", ")}`);
  log(`reports per second on one core, k6 ${k6.version}, likewise: ${inK6.join(", ")}`);
  log(`a million agents in one worker: ${bytesPerAgent().toFixed(1)} bytes each beside the plans`);
}

function sampled(): string {
  const startMs = cpuMs();
  const plans = samplePlans({ seed: 1, count: PLANS });
  const perSecond = (1000 * plans.length) / (cpuMs() - startMs);
  return Math.round(perSecond).toLocaleString("en-US");
}

/** Processor time of this process, ms, its collector's included. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function encodedInK6(k6: K6): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "headway-encode-"));
  const output = join(folder, "encode.txt");
  try {
    const result = await runK6({
      path: k6.path,
      script: fileURLToPath(new URL("./k6/encode.k6.ts", import.meta.url)),
      output,
      env: {},
      boundMs: BOUND_MS,
      signal: new AbortController().signal,
    });
    if (result.ending !== "finished") {
      throw new Error(`bench: k6 ended ${result.ending}: ${result.said}`);
    }
    return readFileSync(output, "utf8").trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Memory that a worker's fleet and its timer wheel take more than those of one agent. */
function bytesPerAgent(): number {
  const profile = profileOf("2026-01");
  const plans = scenarioPlans({
    seed: 1,
    count: 20,
    intervalMs: 120_000,
    profile,
    fleet: undefined,
    mode: "steady",
  });
  const settings = {
    profile: profile.id,
    tasks: { kind: "range", prefix: "task-", from: 1, to: AGENTS, suffix: "" },
    workers: 1,
    mode: "steady",
    intervalMs: 120_000,
    ownPace: false,
    ...PLAIN,
    seed: 1,
  } as const;
  const held: object[] = [];
  const memoryOf = (agents: number): number => {
    const before = usedBytes();
    const fleet = new Fleet({ ...settings, agents }, 0, plans);
    held.push(fleet, new Wheel(fleet.plannedMs));
    return usedBytes() - before;
  };
  // The first one unfolds and compiles; the second tells what one agent takes.
  memoryOf(1);
  const one = memoryOf(1);
  const million = memoryOf(AGENTS);
  if (held.length !== 6) throw new Error("bench: a fleet was lost");
  return (million - one) / (AGENTS - 1);
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
