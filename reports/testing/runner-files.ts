/**
 * Runners' files as a large load leaves them, without a load: each worker's flushes with as many
 * occupied buckets as are asked for, and some of the files missing, doubled or cut.
 */

import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Histogram } from "../evidence/histogram.ts";
import type { AttemptFlush } from "../evidence/run-record.ts";
import type { EventOf } from "../evidence/schema.ts";
import { drawer, LOAD_BEGIN_MS, makeClosed, makeOpened } from "./make-load.ts";
import { makeEvents } from "./make-run.ts";

export interface RunnersSize {
  readonly runners: number;
  readonly workersEach: number;
  /** Of each worker. */
  readonly flushes: number;
  /** Occupied in each flush: half of them of latency from the plan, the others from the sending. */
  readonly buckets: number;
}

/** Runners by their number, from 1. */
export interface Damage {
  readonly missing: readonly number[];
  readonly doubled: readonly number[];
  /** In the middle of a line, after about two thirds of the file. */
  readonly cut: readonly number[];
}

const IDENTITY = "0123456789abcdef";
/** So much of a worker is drawn; its flushes are these, turned by its number. */
const DRAWN = 50;

/** What opens the load of these runners. */
export function openedOf({ runners, workersEach, flushes }: RunnersSize): EventOf<"load-opened"> {
  return {
    ...makeOpened({ workers: runners * workersEach, seconds: flushes }),
    agents: 100 * runners,
    segments: runners,
    identity: IDENTITY,
  };
}

/** The flushes of one runner, in the order of its file. */
export function* flushesOf(size: RunnersSize, runner: number): Generator<AttemptFlush> {
  const drawn = drawnOf(size);
  for (let sequence = 0; sequence < size.flushes; sequence += 1) {
    for (let turn = 0; turn < size.workersEach; turn += 1) {
      const worker = runner - 1 + turn * size.runners;
      const part = drawn[(worker + sequence) % drawn.length];
      if (part === undefined) throw new Error("want at least one flush of each worker");
      yield { ...headOf(size, worker, sequence), ...part };
    }
  }
}

/** Writes a run with these runners' files into a folder that is not there yet; returns its bytes. */
export function writeRunnerFiles(folder: string, size: RunnersSize, damage: Damage): number {
  const inside = join(folder, "load", "steady");
  mkdirSync(inside, { recursive: true });
  writeFileSync(join(folder, "events.ndjson"), eventLines(size));
  // The histograms are most of the text and the same in many lines: put into JSON once.
  const tails = drawnOf(size).map((part) => JSON.stringify(part).slice(1));
  let bytes = 0;
  for (let runner = 1; runner <= size.runners; runner += 1) {
    const path = join(inside, `flushes-runner-${runner}.ndjson`);
    const length = writeRunner(path, size, runner, tails);
    bytes += length;
    if (damage.missing.includes(runner)) rmSync(path);
    if (damage.doubled.includes(runner))
      copyFileSync(path, path.replace(/\.ndjson$/, "-again.ndjson"));
    if (damage.cut.includes(runner)) truncateSync(path, Math.floor((2 * length) / 3));
  }
  return bytes;
}

function writeRunner(
  path: string,
  size: RunnersSize,
  runner: number,
  tails: readonly string[],
): number {
  const file = openSync(path, "w");
  let bytes = 0;
  let text = "";
  for (let sequence = 0; sequence < size.flushes; sequence += 1) {
    for (let turn = 0; turn < size.workersEach; turn += 1) {
      const worker = runner - 1 + turn * size.runners;
      const head = JSON.stringify(headOf(size, worker, sequence)).slice(0, -1);
      text += `${head},${tails[(worker + sequence) % tails.length]}\n`;
    }
    if (text.length < 2 ** 20 && sequence < size.flushes - 1) continue;
    bytes += writeSync(file, text);
    text = "";
  }
  closeSync(file);
  return bytes;
}

function headOf(size: RunnersSize, worker: number, sequence: number) {
  return {
    kind: "load-flush",
    version: 1,
    scenario: "steady",
    attempt: 1,
    identity: IDENTITY,
    worker,
    sequence,
    last: sequence === size.flushes - 1,
    startMs: LOAD_BEGIN_MS,
    fromMs: LOAD_BEGIN_MS + 1000 * sequence,
    toMs: LOAD_BEGIN_MS + 1000 * (sequence + 1),
  } as const;
}

function drawnOf(
  size: RunnersSize,
): readonly Omit<AttemptFlush, keyof ReturnType<typeof headOf>>[] {
  const draw = drawer(size.buckets);
  return Array.from({ length: Math.min(DRAWN, size.flushes) }, () => {
    const half = Math.ceil(size.buckets / 2);
    const response = occupied(half, 1100, draw);
    const service = occupied(size.buckets - half, 1080, draw);
    const sent = response.total;
    return {
      ledger: {
        ...{ due: sent, sent, acknowledged: sent, refused: 0, timedOut: 0, broken: 0, unsent: 0 },
        ...{ resent: 0, bytesSent: 412 * sent },
        readBacks: { asked: 10, right: 10, wrong: 0, indefinite: 0 },
        sweep: { asked: 0, right: 0, wrong: 0, indefinite: 0 },
      },
      statuses: { "200": sent },
      codes: {},
      connections: { "HTTP/1.1": 1 },
      wrongs: {},
      misreads: {},
      subtasks: { MIGRATE_LINUX_FILE: sent },
      response: response.sparse(),
      service: service.sparse(),
      ownLag: occupied(20, 200, draw).sparse(),
      lanesLag: [],
      loopLag: occupied(10, 100, draw).sparse(),
      lagSumMs: Math.round(1e6 * draw()) / 1000,
      lagMaxMs: Math.round(1e4 * draw()) / 1000,
      samples: [],
    };
  });
}

/** Every bucket of a stretch, some once and some a hundred times. */
function occupied(buckets: number, from: number, draw: () => number): Histogram {
  const histogram = new Histogram();
  for (let i = 0; i < buckets; i += 1) histogram.put(from + i, 1 + Math.floor(100 * draw() ** 3));
  return histogram;
}

function eventLines(size: RunnersSize): string {
  const opened = openedOf(size);
  const closed = { ...makeClosed(opened), k6: { version: "v2.2.0", how: "of the runners" } };
  const events = makeEvents({
    run: { halves: ["load"] },
    results: [],
    load: "none",
    more: [opened, closed],
  });
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
