/** Requests that overlapped, as rows over time: what the pictures of a finding are drawn from. */

import type { Exchange } from "../evidence/schema.ts";
import { shortened, visible } from "./text.ts";

/** One request: whose it was, from when to when, what it was or showed. */
export interface TimeRow {
  /** "before", "lane 1", "after". */
  readonly lane: string;
  /** Since the first request. @unit milliseconds */
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: string;
  /** Whether the finding can be told from it and the others that decide. */
  readonly decides: boolean;
}

const MOST_TEXT = 60;

/** The rows of a finding, by their beginning; none where nothing overlapped on purpose. */
export function timeRows(exchanges: readonly Exchange[]): readonly TimeRow[] {
  const timings = exchanges.flatMap(({ timing }) => (timing === undefined ? [] : [timing]));
  const inLanes = timings.filter(({ lane }) => lane > 0);
  const lanesFromMs = Math.min(...inLanes.map(({ fromMs }) => fromMs));
  const laneName = ({ lane, fromMs }: (typeof timings)[number]) => {
    if (lane > 0) return `lane ${lane}`;
    return fromMs < lanesFromMs ? "before" : "after";
  };
  if (inLanes.length === 0) return [];
  return timings
    .map((timing): TimeRow => {
      const { fromMs, toMs, decides } = timing;
      const what = shortened(visible(timing.what), MOST_TEXT);
      return { lane: laneName(timing), fromMs, toMs, what, decides };
    })
    .sort((one, other) => one.fromMs - other.fromMs);
}

/** The end of the last one, ms; more than nothing. */
export function endOfRows(rows: readonly TimeRow[]): number {
  return rows.reduce((most, { toMs }) => Math.max(most, toMs), 0.001);
}
