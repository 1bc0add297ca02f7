/**
 * Puts the flushes of all workers of a scenario together. Counts and histograms add, so the whole
 * equals the sum of its parts in whatever order the lines come, and a line read twice counts once.
 * What is missing is named, because a sum without it is not the whole. Of two flushes that contradict
 * each other the one that came first counts. Memory grows by one number a flush, whatever its size.
 */

import { Heardbook } from "./gaps.ts";
import { Histogram } from "./histogram.ts";
import { LedgerSum } from "./ledger-sum.ts";
import { type PartFigures, Parts } from "./parts.ts";
import type { FlushLine } from "./run-record.ts";
import type { EventOf, Flush, Ledger } from "./schema.ts";
import { Series, type SeriesPoint } from "./series.ts";

/** The merged figures of a scenario's last attempt. */
export interface MergedLoad {
  readonly scenario: string;
  readonly attempt: number;
  /** Workers that were heard of. */
  readonly workers: number;
  readonly flushes: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly ledger: Ledger;
  readonly statuses: Readonly<Record<string, number>>;
  /** Refusals by status and the endpoint's error code. */
  readonly codes: Readonly<Record<string, number>>;
  /** New connections by protocol. */
  readonly connections: Readonly<Record<string, number>>;
  /** Wrong looks of the final sweep, by how they were. */
  readonly wrongs: Readonly<Record<string, number>>;
  /** Wrong looks beside the load, by the same names. */
  readonly misreads: Readonly<Record<string, number>>;
  readonly subtasks: Readonly<Record<string, number>>;
  /** Latency from the planned moment. */
  readonly response: Histogram;
  /** Latency from the sending. */
  readonly service: Histogram;
  readonly ownLag: Histogram;
  readonly lanesLag: Histogram;
  readonly loopLag: Histogram;
  readonly lag: { readonly meanMs: number; readonly maxMs: number };
  readonly series: readonly SeriesPoint[];
  /** Of a scenario whose pace changes; else none. */
  readonly parts: readonly PartFigures[];
  readonly samples: readonly string[];
  /** Flushes that never arrived, or contradict each other; empty when all is there. */
  readonly gaps: readonly string[];
  /** What came more than once and was counted once. */
  readonly repeats: readonly string[];
  /** Between the first and the last worker's zero, by their machines' clocks. */
  readonly startSkewMs: number;
}

/** Samples kept of all workers together. */
const SAMPLES = 20;

/** What became of lines of load evidence. */
export interface MergedLoads {
  /** In the order in which they were opened. */
  readonly loads: readonly {
    readonly opened: EventOf<"load-opened">;
    readonly load: MergedLoad;
  }[];
  /** What could not be read. */
  readonly problems: readonly string[];
}

/** Merges attempts that were opened, going through the lines once; those of others are left. */
export function mergeLoads(
  opened: readonly EventOf<"load-opened">[],
  lines: Iterable<FlushLine>,
): MergedLoads {
  const mergers = opened.map((attempt) => new LoadMerger(attempt));
  const problems = addAll(mergers, lines);
  return { loads: mergers.map((m) => ({ opened: m.opened, load: m.merged() })), problems };
}

/** Merges one attempt that was opened. What could not be read shows as gaps alone. */
export function mergeLoad(opened: EventOf<"load-opened">, lines: Iterable<FlushLine>): MergedLoad {
  const merger = new LoadMerger(opened);
  addAll([merger], lines);
  return merger.merged();
}

/** Gives each flush to the merger of its attempt; returns what could not be read. */
function addAll(mergers: readonly LoadMerger[], lines: Iterable<FlushLine>): readonly string[] {
  const problems: string[] = [];
  for (const line of lines) {
    if (line.kind === "unreadable") problems.push(line.problem);
    else mergers.find((merger) => merger.owns(line))?.add(line);
  }
  return problems;
}

interface Sample {
  readonly worker: number;
  readonly sequence: number;
  readonly text: string;
}

/** Merges the flushes of one attempt, one by one, in any order. */
class LoadMerger {
  readonly opened: EventOf<"load-opened">;
  private readonly heard: Heardbook;
  private readonly series = new Series();
  private readonly parts: Parts;
  private flushes = 0;
  private fromMs = Infinity;
  private toMs = -Infinity;
  private readonly ledger = new LedgerSum();
  private readonly statuses = new Map<string, number>();
  private readonly codes = new Map<string, number>();
  private readonly connections = new Map<string, number>();
  private readonly wrongs = new Map<string, number>();
  private readonly misreads = new Map<string, number>();
  private readonly subtasks = new Map<string, number>();
  private readonly response = new Histogram();
  private readonly service = new Histogram();
  private readonly ownLag = new Histogram();
  private readonly lanesLag = new Histogram();
  private readonly loopLag = new Histogram();
  /** Whole microseconds, so that the sum is the same in any order. */
  private lagSumUs = 0;
  private lagMaxMs = 0;
  private samples: Sample[] = [];
  /** Of older evidence: its zero is the begin of all, which the last one may tell. */
  private readonly withoutZero: Flush[] = [];

  constructor(opened: EventOf<"load-opened">) {
    this.opened = opened;
    this.heard = new Heardbook(opened);
    this.parts = new Parts(opened);
  }

  /** Whether a flush is of this attempt. */
  owns({ scenario, attempt }: { readonly scenario: string; readonly attempt: number }): boolean {
    return scenario === this.opened.scenario && attempt === this.opened.attempt;
  }

  /** Adds a flush of this attempt. */
  add(flush: Flush): void {
    if (!this.heard.note(flush)) return;
    if (flush.startMs === undefined) this.withoutZero.push(flush);
    else this.place(flush, flush.startMs);
    this.flushes += 1;
    this.fromMs = Math.min(this.fromMs, flush.fromMs);
    this.toMs = Math.max(this.toMs, flush.toMs);
    this.ledger.add(flush.ledger);
    addByName(this.statuses, flush.statuses);
    addByName(this.codes, flush.codes ?? {});
    addByName(this.connections, flush.connections ?? {});
    addByName(this.wrongs, flush.wrongs ?? {});
    addByName(this.misreads, flush.misreads ?? {});
    addByName(this.subtasks, flush.subtasks);
    this.response.add(flush.response);
    this.service.add(flush.service);
    this.ownLag.add(flush.ownLag);
    this.lanesLag.add(flush.lanesLag);
    this.loopLag.add(flush.loopLag ?? []);
    this.lagSumUs += Math.round(flush.lagSumMs * 1000);
    this.lagMaxMs = Math.max(this.lagMaxMs, flush.lagMaxMs);
    const { worker, sequence } = flush;
    this.keep(flush.samples.map((text) => ({ worker, sequence, text })));
  }

  /** All that was added. */
  merged(): MergedLoad {
    for (const flush of this.withoutZero.splice(0)) this.place(flush, this.fromMs);
    const { opened, heard } = this;
    const ledger = this.ledger.total();
    const { response, service, ownLag, lanesLag, loopLag } = this;
    return {
      scenario: opened.scenario,
      attempt: opened.attempt,
      workers: heard.size,
      flushes: this.flushes,
      fromMs: this.fromMs,
      toMs: this.toMs,
      ledger,
      statuses: byName(this.statuses),
      codes: byName(this.codes),
      connections: byName(this.connections),
      wrongs: byName(this.wrongs),
      misreads: byName(this.misreads),
      subtasks: byName(this.subtasks),
      response,
      service,
      ownLag,
      lanesLag,
      loopLag,
      lag: {
        meanMs: ledger.sent === 0 ? 0 : this.lagSumUs / 1000 / ledger.sent,
        maxMs: this.lagMaxMs,
      },
      series: this.series.points(),
      parts: this.parts.figures(),
      samples: this.samples.map((sample) => sample.text),
      gaps: heard.gaps(),
      repeats: heard.repeats(),
      startSkewMs: heard.startSkewMs,
    };
  }

  private place(flush: Flush, zeroMs: number): void {
    this.series.add(flush, zeroMs);
    this.parts.add(flush, zeroMs);
  }

  /** Those of the first workers and flushes stay, whichever came first. */
  private keep(more: readonly Sample[]): void {
    if (more.length === 0) return;
    this.samples = [...this.samples, ...more]
      .sort((a, b) => a.worker - b.worker || a.sequence - b.sequence)
      .slice(0, SAMPLES);
  }
}

function addByName(sums: Map<string, number>, record: Readonly<Record<string, number>>): void {
  for (const name of Object.keys(record)) {
    sums.set(name, (sums.get(name) ?? 0) + (record[name] ?? 0));
  }
}

function byName(sums: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}
