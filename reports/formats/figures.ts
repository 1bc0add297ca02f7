/** Figures of a load that every format shows, worked out once. */

import type { Histogram } from "../evidence/histogram.ts";
import type { MergedLoad } from "../evidence/merge.ts";
import type { EventOf } from "../evidence/schema.ts";

/** Percentiles shown, as shares; the last is the greatest value. */
export const PERCENTILES = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1] as const;

/** "50 %" … "99.99 %", "max". */
export function percentileName(share: number): string {
  return share === 1 ? "max" : `${Number((share * 100).toFixed(4))} %`;
}

/**
 * A percentile in milliseconds; undefined where fewer values were counted than it takes to tell it
 * from the greatest one.
 */
export function percentileMs(histogram: Histogram, share: number): number | undefined {
  if (share < 1 && histogram.total * (1 - share) < 0.999) return undefined;
  const us = histogram.quantile(share);
  return us === undefined ? undefined : us / 1000;
}

/** Rows of the ledger, in the order in which a report meets them. */
export function ledgerRows({
  ledger,
  wrongs,
  misreads,
}: MergedLoad): readonly (readonly [string, number])[] {
  const { readBacks, sweep } = ledger;
  return [
    ["due", ledger.due],
    ["sent", ledger.sent],
    ["acknowledged (2xx)", ledger.acknowledged],
    ["refused", ledger.refused],
    ["timed out", ledger.timedOut],
    ["broken connections", ledger.broken],
    ["due and never sent", ledger.unsent],
    ["read back", readBacks.asked],
    ["read back right", readBacks.right],
    ["read back wrong", readBacks.wrong],
    ...Object.entries(misreads).map(
      ([name, count]) => [`read back wrong: ${name}`, count] as const,
    ),
    ["read back without answer", readBacks.indefinite],
    ...(sweep === undefined || sweep.asked === 0
      ? []
      : ([
          ["looked at in the end", sweep.asked],
          ["right in the end", sweep.right],
          ["wrong in the end", sweep.wrong],
          ["without answer in the end", sweep.indefinite],
        ] as const)),
    ...Object.entries(wrongs).map(([name, count]) => [`wrong in the end: ${name}`, count] as const),
  ];
}

/** Mean memory of k6 in the first and the second half of its life, and the most it took. */
export interface MemoryFigures {
  readonly firstHalfBytes: number;
  readonly secondHalfBytes: number;
  readonly mostBytes: number;
}

/** The memory of the load generator; undefined with fewer than two samples. */
export function memoryOf(closed: EventOf<"load-closed"> | undefined): MemoryFigures | undefined {
  const bytes = closed?.memory.map((sample) => sample.bytes) ?? [];
  if (bytes.length < 2) return undefined;
  const middle = Math.floor(bytes.length / 2);
  return {
    firstHalfBytes: mean(bytes.slice(0, middle)),
    secondHalfBytes: mean(bytes.slice(middle)),
    mostBytes: Math.max(...bytes),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
