/** How many reports a second a load offered and got through. */

import type { MergedLoad } from "./merge.ts";

/** Length and rates of a load. */
export interface LoadRates {
  readonly seconds: number;
  /** Reports that fell due a second. */
  readonly offeredPerSecond: number;
  /** Reports answered a second. */
  readonly achievedPerSecond: number;
}

/** Rates over the time from the first worker's begin to the last one's end. */
export function ratesOf({ ledger, fromMs, toMs }: MergedLoad): LoadRates {
  const seconds = toMs > fromMs ? (toMs - fromMs) / 1000 : 0;
  const answered = ledger.acknowledged + ledger.refused;
  return {
    seconds,
    offeredPerSecond: seconds === 0 ? 0 : ledger.due / seconds,
    achievedPerSecond: seconds === 0 ? 0 : answered / seconds,
  };
}
