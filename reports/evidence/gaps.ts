/**
 * What is known of each worker's flushes, and what their numbering shows to be lost, doubled or of
 * another load. Named by segment where there are several, with the share of agents that it is.
 */

import type { EventOf, Flush } from "./schema.ts";

type Opened = Pick<EventOf<"load-opened">, "workers" | "agents" | "segments" | "identity">;

/** What was heard of one worker. */
interface Heard {
  /** A checksum of each flush, by its sequence number. */
  readonly checksums: Map<number, number>;
  highest: number;
  /** Sequence number of the flush that said it was the last; -1: none did. */
  last: number;
  sent: number;
  repeats: number;
  foreign: number;
  startMs: number;
  readonly differing: Set<number>;
}

/** Keeps count of which flushes came. Memory: one number a flush. */
export class Heardbook {
  private readonly workers = new Map<number, Heard>();
  private readonly opened: Opened;

  constructor(opened: Opened) {
    this.opened = opened;
  }

  /** Whether the flush counts: it is of this load and was not heard before. */
  note(flush: Flush): boolean {
    const { worker, sequence, identity, ledger } = flush;
    const known = this.workers.get(worker) ?? newHeard();
    this.workers.set(worker, known);
    const { identity: wanted } = this.opened;
    if (wanted !== undefined && identity !== wanted) {
      known.foreign += 1;
      return false;
    }
    const checksum = checksumOf(flush);
    const before = known.checksums.get(sequence);
    if (before !== undefined) {
      if (before === checksum) known.repeats += 1;
      else known.differing.add(sequence);
      return false;
    }
    known.checksums.set(sequence, checksum);
    known.highest = Math.max(known.highest, sequence);
    if (flush.last) known.last = Math.max(known.last, sequence);
    known.sent += ledger.sent;
    if (sequence === 0) known.startMs = flush.startMs ?? flush.fromMs;
    return true;
  }

  /** Workers that were heard of. */
  get size(): number {
    return [...this.workers.values()].filter(({ checksums }) => checksums.size > 0).length;
  }

  /** Between the first and the last worker's zero, by their machines' clocks. */
  get startSkewMs(): number {
    const { least, most } = this.starts();
    return most < least ? 0 : most - least;
  }

  /** Flushes that never arrived, contradict each other, or are of another load. */
  gaps(): readonly string[] {
    const { workers, segments = 1 } = this.opened;
    const beyond = [...this.workers.keys()].filter((worker) => worker >= workers);
    const unknown = beyond.map((worker) => `worker ${worker}: there are ${workers}, from 0`);
    const differing = this.sorted().flatMap(([worker, { differing }]) =>
      [...differing]
        .sort((a, b) => a - b)
        .map((sequence) => `worker ${worker}, flush ${sequence}: two that differ`),
    );
    const lost = segments > 1 ? this.lostBySegment(segments) : this.lostByWorker();
    return [...unknown, ...differing, ...lost];
  }

  /** What came more than once and was counted once. */
  repeats(): readonly string[] {
    return this.sorted().flatMap(([worker, { repeats }]) =>
      repeats === 0 ? [] : [`${this.nameOf(worker)}: ${repeats} flushes came again, counted once`],
    );
  }

  private lostByWorker(): readonly string[] {
    const { workers } = this.opened;
    const silent = workers - this.size;
    return [
      ...(silent > 0 ? [`${silent} of ${workers} workers were never heard of`] : []),
      ...this.sorted().flatMap(([worker, heard]) =>
        lossesOf(heard).map((loss) => `worker ${worker}: ${loss}`),
      ),
    ];
  }

  private lostBySegment(segments: number): readonly string[] {
    const { workers, agents } = this.opened;
    const { least } = this.starts();
    return Array.from({ length: segments }, (_, place) => {
      const own = Array.from({ length: workers / segments }, (_, turn) => place + turn * segments);
      const losses = new Set<string>();
      let share = 0;
      for (const worker of own) {
        const said = this.lossOf(worker, least);
        if (said.length === 0) continue;
        for (const loss of said) losses.add(loss);
        share += Math.max(0, Math.ceil((agents - worker) / workers));
      }
      // A worker of a small fleet may have nothing to do; a whole segment may not.
      if (losses.size === 0 && own.every((worker) => this.workers.get(worker)?.sent === 0)) {
        losses.add("sent nothing");
        share = own.reduce((sum, w) => sum + Math.max(0, Math.ceil((agents - w) / workers)), 0);
      }
      if (losses.size === 0) return [];
      const percent = Math.round((1000 * share) / agents) / 10;
      const name = `segment ${place + 1} of ${segments}`;
      return [`${name}: ${[...losses].join(", ")}; ${share} of ${agents} agents (${percent} %)`];
    }).flat();
  }

  private lossOf(worker: number, firstMs: number): readonly string[] {
    const heard = this.workers.get(worker);
    if (heard === undefined) return ["was never heard of"];
    const late = heard.startMs - firstMs;
    return [
      ...lossesOf(heard),
      ...(late > START_SKEW_MS_MAX ? [`began ${late} ms after the first`] : []),
    ];
  }

  private starts(): { readonly least: number; readonly most: number } {
    let [least, most] = [Infinity, -Infinity];
    for (const { startMs } of this.workers.values()) {
      if (Number.isNaN(startMs)) continue;
      least = Math.min(least, startMs);
      most = Math.max(most, startMs);
    }
    return { least, most };
  }

  private nameOf(worker: number): string {
    const { segments = 1 } = this.opened;
    if (segments === 1) return `worker ${worker}`;
    return `segment ${(worker % segments) + 1} of ${segments}, worker ${worker}`;
  }

  private sorted(): readonly (readonly [number, Heard])[] {
    return [...this.workers].sort(([a], [b]) => a - b);
  }
}

/** Parts that begin further apart are not one load; it is what a flush covers. */
const START_SKEW_MS_MAX = 1000;

function newHeard(): Heard {
  return {
    checksums: new Map(),
    highest: -1,
    last: -1,
    sent: 0,
    repeats: 0,
    foreign: 0,
    startMs: Number.NaN,
    differing: new Set(),
  };
}

function lossesOf({ checksums, highest, last, foreign }: Heard): readonly string[] {
  const lost = highest + 1 - checksums.size;
  return [
    ...(foreign > 0 ? [`${foreign} flushes are of another plan or other settings`] : []),
    ...(lost > 0 ? [`${lost} of ${highest + 1} flushes are missing`] : []),
    ...(last === highest && highest >= 0 ? [] : ["its last flush is missing"]),
  ];
}

/** 32 bits out of all that a flush says: two that differ are told apart without keeping either. */
function checksumOf(flush: Flush): number {
  let sum = 17;
  const mix = (value: number): void => {
    sum = (Math.imul(sum, 31) + (Math.round(value * 1000) | 0)) | 0;
  };
  const { ledger, fromMs, toMs, lagSumMs, lagMaxMs, last } = flush;
  for (const value of [fromMs, toMs, lagSumMs, lagMaxMs, Number(last)]) mix(value % 1e6);
  for (const name of COUNTS) mix(ledger[name] ?? 0);
  for (const looks of [ledger.readBacks, ledger.sweep]) {
    if (looks === undefined) continue;
    for (const value of [looks.asked, looks.right, looks.wrong, looks.indefinite]) mix(value);
  }
  const { response, service, ownLag, lanesLag, loopLag = [] } = flush;
  for (const sparse of [response, service, ownLag, lanesLag, loopLag]) {
    for (const value of sparse) sum = (Math.imul(sum, 31) + value) | 0;
  }
  const { codes = {}, connections = {}, wrongs = {}, misreads = {} } = flush;
  for (const record of [flush.statuses, flush.subtasks, codes, connections, wrongs, misreads]) {
    for (const name of Object.keys(record)) mix((record[name] ?? 0) + name.length);
  }
  return sum;
}

const COUNTS = [
  "due",
  "sent",
  "acknowledged",
  "refused",
  "timedOut",
  "broken",
  "unsent",
  "resent",
  "bytesSent",
] as const;
