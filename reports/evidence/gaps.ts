/**
 * What is known of each worker's flushes, and what their numbering shows to be lost, doubled or of
 * another load. Named by segment where there are several, with the share of agents that it is.
 */

import { checksumOf } from "./checksum.ts";
import { groupBy } from "./group-by.ts";
import { rangesText } from "./ranges-text.ts";
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
    const differing = this.sorted().flatMap(([worker, { differing }]) => {
      if (differing.size === 0) return [];
      const flushes = differing.size === 1 ? "flush" : "flushes";
      return [`worker ${worker}, ${flushes} ${rangesText(differing)}: two that differ`];
    });
    const lost = segments > 1 ? this.lostBySegment(segments) : this.lostByWorker();
    return [...unknown, ...differing, ...lost];
  }

  /** What came more than once and was counted once. */
  repeats(): readonly string[] {
    const { segments = 1 } = this.opened;
    const words = (who: string, repeats: number) =>
      `${who}: ${repeats} flushes came again, counted once`;
    const doubled = this.sorted().filter(([, { repeats }]) => repeats > 0);
    if (segments === 1)
      return doubled.map(([worker, { repeats }]) => words(`worker ${worker}`, repeats));
    if (doubled.length === 0) return [];
    const places = doubled.map(([worker]) => worker % segments);
    return [
      words(
        segmentsText(places, segments),
        doubled.reduce((sum, [, { repeats }]) => sum + repeats, 0),
      ),
    ];
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

  /** Segments with the same losses are named together: there may be a thousand of them. */
  private lostBySegment(segments: number): readonly string[] {
    const { agents } = this.opened;
    const { least } = this.starts();
    const all = Array.from({ length: segments }, (_, place) =>
      this.lossesAt(place, segments, least),
    );
    const lost = all.filter(({ losses }) => losses !== "");
    return [...groupBy(lost, ({ losses }) => losses)].map(([losses, own]) => {
      const name = segmentsText(
        own.map(({ place }) => place),
        segments,
      );
      const share = own.reduce((sum, segment) => sum + segment.agents, 0);
      const percent = Math.round((1000 * share) / agents) / 10;
      return `${name}: ${losses}; ${share} of ${agents} agents (${percent} %)`;
    });
  }

  private lossesAt(place: number, segments: number, firstMs: number) {
    const { workers, agents } = this.opened;
    const own = Array.from({ length: workers / segments }, (_, turn) => place + turn * segments);
    const agentsOf = (worker: number) => Math.max(0, Math.ceil((agents - worker) / workers));
    const lossy = own.filter((worker) => this.lossOf(worker, firstMs).length > 0);
    // A worker of a small fleet may have nothing to do; a whole segment may not.
    const isIdle = own.every((worker) => this.workers.get(worker)?.sent === 0);
    const said =
      lossy.length > 0
        ? new Set(lossy.flatMap((worker) => this.lossOf(worker, firstMs)))
        : isIdle
          ? ["sent nothing"]
          : [];
    const affected = lossy.length > 0 ? lossy : own;
    return {
      place,
      losses: [...said].join(", "),
      agents: affected.reduce((sum, worker) => sum + agentsOf(worker), 0),
    };
  }

  private lossOf(worker: number, firstMs: number): readonly string[] {
    const heard = this.workers.get(worker);
    if (heard === undefined) return ["never heard of"];
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

  private sorted(): readonly (readonly [number, Heard])[] {
    return [...this.workers].sort(([a], [b]) => a - b);
  }
}

/** Parts that begin further apart are not one load; it is what a flush covers. */
const START_SKEW_MS_MAX = 1000;

function segmentsText(places: readonly number[], segments: number): string {
  const numbers = places.map((place) => place + 1);
  const word = new Set(numbers).size === 1 ? "segment" : "segments";
  return `${word} ${rangesText(numbers)} of ${segments}`;
}

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
    ...(last === highest && highest >= 0 ? [] : ["the last flush is missing"]),
  ];
}
