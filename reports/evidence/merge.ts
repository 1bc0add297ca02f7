/**
 * Puts the flushes of all workers of a scenario together. Counts and histograms add, so the whole
 * equals the sum of its parts in whatever order the lines come, and a line read twice counts once.
 * What is missing is named, because a sum without it is not the whole. Of two flushes that contradict
 * each other the one that came first counts. Memory grows by one number a flush.
 */

import { Heardbook } from "./gaps.ts";
import { Histogram } from "./histogram.ts";
import { type PartFigures, Parts } from "./parts.ts";
import type { AttemptFlush } from "./run-record.ts";
import type { EventOf, Flush, Ledger, Looks } from "./schema.ts";
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

/** Merges the flushes of one attempt that was opened. */
export function mergeLoad(
  opened: EventOf<"load-opened">,
  all: readonly AttemptFlush[],
): MergedLoad {
  const own = all.filter(
    ({ scenario, attempt }) => scenario === opened.scenario && attempt === opened.attempt,
  );
  const beginMs = own.reduce((least, flush) => Math.min(least, flush.fromMs), Infinity);
  const merger = new LoadMerger(opened, beginMs);
  for (const flush of own) merger.add(flush);
  return merger.merged();
}

interface Sample {
  readonly worker: number;
  readonly sequence: number;
  readonly text: string;
}

/** Merges the flushes of one attempt, one by one, in any order. */
export class LoadMerger {
  private readonly opened: EventOf<"load-opened">;
  private readonly beginMs: number;
  private readonly heard: Heardbook;
  private readonly series = new Series();
  private readonly parts: Parts;
  private flushes = 0;
  private fromMs = Infinity;
  private toMs = -Infinity;
  private ledger = sumLedgers([]);
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

  /** `beginMs`: the zero of workers whose flushes do not tell it. */
  constructor(opened: EventOf<"load-opened">, beginMs: number) {
    this.opened = opened;
    this.beginMs = beginMs;
    this.heard = new Heardbook(opened);
    this.parts = new Parts(opened);
  }

  /** Adds a flush of this attempt. */
  add(flush: Flush): void {
    if (!this.heard.note(flush)) return;
    const zeroMs = flush.startMs ?? this.beginMs;
    this.series.add(flush, zeroMs);
    this.parts.add(flush, zeroMs);
    this.flushes += 1;
    this.fromMs = Math.min(this.fromMs, flush.fromMs);
    this.toMs = Math.max(this.toMs, flush.toMs);
    this.ledger = sumLedgers([this.ledger, flush.ledger]);
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
    const { opened, heard, ledger } = this;
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

  /** Those of the first workers and flushes stay, whichever came first. */
  private keep(more: readonly Sample[]): void {
    if (more.length === 0) return;
    this.samples = [...this.samples, ...more]
      .sort((a, b) => a.worker - b.worker || a.sequence - b.sequence)
      .slice(0, SAMPLES);
  }
}

/** The sum of ledgers, count by count. */
export function sumLedgers(ledgers: readonly Ledger[]): Ledger {
  const sum = (pick: (ledger: Ledger) => number): number => sumOf(ledgers.map(pick));
  return {
    due: sum((ledger) => ledger.due),
    sent: sum((ledger) => ledger.sent),
    acknowledged: sum((ledger) => ledger.acknowledged),
    refused: sum((ledger) => ledger.refused),
    timedOut: sum((ledger) => ledger.timedOut),
    broken: sum((ledger) => ledger.broken),
    unsent: sum((ledger) => ledger.unsent),
    resent: sum((ledger) => ledger.resent ?? 0),
    bytesSent: sum((ledger) => ledger.bytesSent),
    readBacks: sumLooks(ledgers.map((ledger) => ledger.readBacks)),
    sweep: sumLooks(ledgers.flatMap((ledger) => ledger.sweep ?? [])),
  };
}

function sumLooks(looks: readonly Looks[]): Looks {
  return {
    asked: sumOf(looks.map((look) => look.asked)),
    right: sumOf(looks.map((look) => look.right)),
    wrong: sumOf(looks.map((look) => look.wrong)),
    indefinite: sumOf(looks.map((look) => look.indefinite)),
  };
}

function addByName(sums: Map<string, number>, record: Readonly<Record<string, number>>): void {
  for (const name of Object.keys(record)) {
    sums.set(name, (sums.get(name) ?? 0) + (record[name] ?? 0));
  }
}

function byName(sums: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
