/**
 * Puts the flushes of all workers of a scenario together. Counts and histograms add, so the whole
 * equals the sum of its parts in whatever order the lines come, and a line read twice counts once.
 * What is missing is named, because a sum without it is not the whole.
 */

import { groupBy } from "./group-by.ts";
import { Histogram } from "./histogram.ts";
import { type PartFigures, partsOf } from "./parts.ts";
import type { AttemptFlush } from "./run-record.ts";
import type { EventOf, Ledger, Looks } from "./schema.ts";
import { type SeriesPoint, seriesOf } from "./series.ts";

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
}

/** Samples kept of all workers together. */
const SAMPLES = 20;

/** Merges the flushes of one attempt that was opened. */
export function mergeLoad(
  opened: EventOf<"load-opened">,
  all: readonly AttemptFlush[],
): MergedLoad {
  const ofAttempt = all.filter(
    (flush) => flush.scenario === opened.scenario && flush.attempt === opened.attempt,
  );
  const { flushes, contradictions } = withoutRepeats(ofAttempt);
  const ledger = sumLedgers(flushes.map((flush) => flush.ledger));
  const lagSumMs = sumOf(flushes.map((flush) => flush.lagSumMs));
  return {
    scenario: opened.scenario,
    attempt: opened.attempt,
    workers: new Set(flushes.map((flush) => flush.worker)).size,
    flushes: flushes.length,
    fromMs: flushes.reduce((least, flush) => Math.min(least, flush.fromMs), Infinity),
    toMs: flushes.reduce((most, flush) => Math.max(most, flush.toMs), -Infinity),
    ledger,
    statuses: sumByName(flushes.map((flush) => flush.statuses)),
    wrongs: sumByName(flushes.map((flush) => flush.wrongs ?? {})),
    misreads: sumByName(flushes.map((flush) => flush.misreads ?? {})),
    subtasks: sumByName(flushes.map((flush) => flush.subtasks)),
    response: mergeHistograms(flushes.map((flush) => flush.response)),
    service: mergeHistograms(flushes.map((flush) => flush.service)),
    ownLag: mergeHistograms(flushes.map((flush) => flush.ownLag)),
    lanesLag: mergeHistograms(flushes.map((flush) => flush.lanesLag)),
    loopLag: mergeHistograms(flushes.map((flush) => flush.loopLag ?? [])),
    lag: {
      meanMs: ledger.sent === 0 ? 0 : lagSumMs / ledger.sent,
      maxMs: flushes.reduce((most, flush) => Math.max(most, flush.lagMaxMs), 0),
    },
    series: seriesOf(flushes),
    parts: partsOf(opened, flushes),
    samples: flushes.flatMap((flush) => flush.samples).slice(0, SAMPLES),
    gaps: [...contradictions, ...missing(flushes, opened.workers)],
  };
}

/** One flush of each worker and sequence number, in that order. */
function withoutRepeats(flushes: readonly AttemptFlush[]): {
  readonly flushes: readonly AttemptFlush[];
  readonly contradictions: readonly string[];
} {
  const byPlace = new Map<string, { readonly text: string; readonly flush: AttemptFlush }>();
  const contradicted = new Set<string>();
  for (const flush of flushes) {
    const place = `worker ${flush.worker}, flush ${flush.sequence}`;
    const text = JSON.stringify(flush);
    const known = byPlace.get(place);
    if (known !== undefined && known.text !== text) contradicted.add(place);
    // Of two that differ the same one is kept, whichever came first.
    if (known === undefined || text < known.text) byPlace.set(place, { text, flush });
  }
  return {
    flushes: [...byPlace.values()]
      .map((known) => known.flush)
      .sort((a, b) => a.worker - b.worker || a.sequence - b.sequence),
    contradictions: [...contradicted].sort().map((place) => `${place}: two that differ`),
  };
}

/** What the numbering of the flushes shows to be lost. */
function missing(flushes: readonly AttemptFlush[], workers: number): string[] {
  const gaps: string[] = [];
  const byWorker = groupBy(flushes, (flush) => flush.worker);
  if (byWorker.size < workers) {
    gaps.push(`${workers - byWorker.size} of ${workers} workers were never heard of`);
  }
  for (const [worker, own] of byWorker) {
    const sequences = new Set(own.map((flush) => flush.sequence));
    const highest = own.reduce((most, flush) => Math.max(most, flush.sequence), 0);
    const lost = highest + 1 - sequences.size;
    if (lost > 0) gaps.push(`worker ${worker}: ${lost} of ${highest + 1} flushes are missing`);
    const ended = own.some((flush) => flush.last && flush.sequence === highest);
    if (!ended) gaps.push(`worker ${worker}: its last flush is missing`);
  }
  return gaps;
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

function sumByName(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const record of records) {
    for (const [name, count] of Object.entries(record)) {
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mergeHistograms(sparse: readonly (readonly number[])[]): Histogram {
  const merged = new Histogram();
  for (const counts of sparse) merged.add(counts);
  return merged;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
