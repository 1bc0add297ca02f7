/**
 * Schemas of counts, of which a large run's evidence has billions. They are checked by hand: valibot's
 * own pipes and arrays take longer over a line than its parsing.
 */

import * as v from "valibot";
import { BUCKETS } from "./histogram.ts";

/** How often something was. */
export const count = v.custom<number>(isCount, "want a whole number, 0 or more");
/** Counts by name. */
export const counts = v.custom<Readonly<Record<string, number>>>(
  isCounts,
  "want whole numbers by name",
);
/** A sparse histogram in microseconds: [bucket, count, bucket, count …], see histogram.ts. */
export const sparse = v.custom<readonly number[]>(
  isSparse,
  `want pairs of a bucket below ${BUCKETS} and a count`,
);

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

function isCounts(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(isCount);
}

function isSparse(value: unknown): boolean {
  if (!Array.isArray(value) || value.length % 2 !== 0) return false;
  for (let i = 0; i < value.length; i += 2) {
    const bucket: unknown = value[i];
    if (!isCount(bucket) || bucket >= BUCKETS || !isCount(value[i + 1])) return false;
  }
  return true;
}
