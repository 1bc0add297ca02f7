/** How sure a share is that was seen in a few trials. */

import type { Rate } from "./judged-run.ts";

/** Quantile of the normal distribution for a two-sided interval of 95 %. */
const Z = 1.959964;

/** The rate of `violated` among `runs` with the interval of Wilson, which holds for small counts. */
export function rateOf(counts: { readonly violated: number; readonly runs: number }): Rate {
  const { violated } = counts;
  const runs = Math.max(counts.runs, violated);
  if (runs === 0) return { violated, runs, share: 0, low: 0, high: 1 };
  const share = violated / runs;
  const shrink = 1 + (Z * Z) / runs;
  const centre = (share + (Z * Z) / (2 * runs)) / shrink;
  const half = (Z / shrink) * Math.sqrt((share * (1 - share)) / runs + (Z * Z) / (4 * runs * runs));
  return {
    violated,
    runs,
    share,
    low: Math.max(0, centre - half),
    high: Math.min(1, centre + half),
  };
}
