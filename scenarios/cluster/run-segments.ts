/**
 * One scenario on several k6 processes of this machine, each one part of it: started paused, told
 * to begin together once all are ready. What became of them is put together; what they measured is
 * in their flushes, a file for each.
 */

import { setTimeout as wait } from "node:timers/promises";
import { type K6Result, runK6 } from "../k6/process.ts";
import { freeAddresses, paused, resume } from "./rest.ts";
import { agentsOf, type Fleet, type Segment, segmentFlags, segmentsOf } from "./segment.ts";

type K6Run = Parameters<typeof runK6>[0];

/** All segments that are ready within this stretch begin at its end. @unit milliseconds */
export const LOCAL_ALIGN_MS = 1000;

export interface SegmentsRun {
  readonly segments: number;
  readonly fleet: Fleet;
  readonly k6: Omit<K6Run, "output">;
  /** Where each part's console lines go, in order. */
  readonly outputs: readonly string[];
}

/** Plays all parts to their ends. Rejects only when k6 cannot be started. */
export async function runSegments(given: SegmentsRun): Promise<K6Result> {
  const parts = segmentsOf(given.segments);
  const addresses = await freeAddresses(parts.length);
  const stop = new AbortController();
  const signal = AbortSignal.any([given.k6.signal, stop.signal]);
  const waiting = new AbortController();
  const playing = parts.map((part, place) =>
    runK6({
      ...given.k6,
      arguments: [
        ...segmentFlags(part),
        "--paused",
        `--address=${addresses[place]}`,
        ...(given.k6.arguments ?? []),
      ],
      output: given.outputs[place] ?? "",
      signal,
    }).finally(() => waiting.abort()),
  );
  const results = Promise.all(playing);
  // A part that ends while others wait to begin leaves nothing to begin.
  if (!(await begun(addresses, AbortSignal.any([signal, waiting.signal])))) stop.abort();
  return together(parts, await results, given.fleet);
}

async function begun(addresses: readonly string[], signal: AbortSignal): Promise<boolean> {
  const ready = await Promise.all(addresses.map((address) => paused(address, signal)));
  if (ready.includes(false)) return false;
  // Just after a boundary, so that none of them is told after the next one.
  await wait(LOCAL_ALIGN_MS - (Date.now() % LOCAL_ALIGN_MS));
  const told = await Promise.allSettled(addresses.map(resume));
  return told.every(({ status }) => status === "fulfilled");
}

const GRAVEST = ["failed", "timeout", "interrupted", "finished"] as const;

/** What became of a load whose parts ended so. */
export function together(
  parts: readonly Segment[],
  results: readonly K6Result[],
  fleet: Fleet,
): K6Result {
  const ending = GRAVEST.find((word) => results.some((r) => r.ending === word)) ?? "finished";
  const failed = results.find((result) => result.ending === ending);
  const said = results.flatMap((result, place) => {
    const part = parts[place];
    return part === undefined || result.ending !== ending ? [] : wordsOf(part, result, fleet);
  });
  return {
    ending,
    exitCode: failed?.exitCode ?? null,
    said: said.join("; "),
    cpuSeconds: results.reduce((sum, result) => sum + result.cpuSeconds, 0),
    memory: summed(
      results.map((result) => result.memory),
      (a, b) => ({ atMs: Math.max(a.atMs, b.atMs), bytes: a.bytes + b.bytes }),
    ),
    scheduling: {
      cpus: results.reduce((most, result) => Math.max(most, result.scheduling.cpus), 0),
      samples: summed(
        results.map((result) => result.scheduling.samples),
        (a, b) => ({
          atMs: Math.max(a.atMs, b.atMs),
          runSeconds: a.runSeconds + b.runSeconds,
          waitSeconds: a.waitSeconds + b.waitSeconds,
        }),
      ),
    },
  };
}

function wordsOf(part: Segment, { ending, exitCode, said }: K6Result, fleet: Fleet): string[] {
  if (ending === "finished") return said === "" ? [] : [said];
  const how = exitCode === null ? "was killed" : `ended with ${exitCode}`;
  const agents = agentsOf(part, fleet);
  const percent = Math.round((1000 * agents) / fleet.agents) / 10;
  const share = `${agents} of ${fleet.agents} agents (${percent} %) did not report to the end`;
  return [`segment ${part.number} of ${part.of} ${how}: ${share}${said === "" ? "" : `: ${said}`}`];
}

/** Samples taken at one interval, added place by place. */
function summed<T>(lists: readonly (readonly T[])[], add: (a: T, b: T) => T): T[] {
  const sums: T[] = [];
  for (const list of lists) {
    for (const [place, sample] of list.entries()) {
      const sum = sums[place];
      sums[place] = sum === undefined ? sample : add(sum, sample);
    }
  }
  return sums;
}
