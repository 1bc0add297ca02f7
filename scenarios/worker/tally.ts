/**
 * Counts of right answers between two flushes, in plain arrays that a loop raises by itself: a call
 * a report would cost k6 more than the counting, and so would the boxes of what is read from typed
 * arrays.
 */

import { BUCKETS, bucketOf, type Histogram } from "../../reports/evidence/histogram.ts";
import { REPORTED_SUBTASKS } from "../../simulators/contract/index.ts";
import type { WorkerLedger } from "./ledger.ts";
import type { Sheet } from "./sheet.ts";

/** What the loop keeps in variables of its own. */
export interface Rest {
  /** No service time was longer. @unit microseconds */
  readonly mostUs: number;
  readonly lagSumMs: number;
  readonly lagMaxMs: number;
}

/** Reports that were answered with 200, by bucket. */
export class Tally {
  /** Service times of those that left on time, and of those that did not. */
  readonly onTime = counts();
  readonly late = counts();
  /** Of those that left late: from the planned moment to the reply. */
  readonly lateResponse = counts();
  /** By how much they left late, while they waited for us, or for the endpoint's replies. */
  readonly ownLag = counts();
  readonly lanesLag = counts();
  /** Reports by place in the sheet. */
  readonly byPlace: number[];
  private readonly sheet: Pick<Sheet, "bytes" | "subtasks">;

  constructor(sheet: Pick<Sheet, "bytes" | "subtasks">) {
    this.sheet = sheet;
    this.byPlace = zeros(sheet.bytes.length);
  }

  /** Hands everything to the ledger and begins anew. */
  hand(ledger: WorkerLedger, { mostUs, lagSumMs, lagMaxMs }: Rest): void {
    // No later bucket of any count was raised: which spares a flush most of its time.
    const mostBucket = bucketOf(lagMaxMs * 1000 + mostUs);
    // What left on time was answered as long after its planned moment as after its sending.
    const punctual = give(this.onTime, mostBucket, [ledger.service, ledger.response]);
    if (punctual > 0) ledger.ownLag.put(0, punctual);
    const late = give(this.late, mostBucket, [ledger.service]);
    if (late > 0) {
      give(this.lateResponse, mostBucket, [ledger.response]);
      give(this.ownLag, mostBucket, [ledger.ownLag]);
      give(this.lanesLag, mostBucket, [ledger.lanesLag]);
    }
    const { bytes, bySubtask } = sumOf(this.byPlace, this.sheet);
    const right = { reports: punctual + late, bytes, lagSumMs, lagMaxMs };
    ledger.addRight(right, bySubtask);
  }
}

function counts(): number[] {
  return zeros(BUCKETS);
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

/** Moves counts into histograms; how many there were. */
function give(from: number[], most: number, to: readonly Histogram[]): number {
  let sum = 0;
  for (let bucket = 0; bucket <= most; bucket += 1) {
    const count = from[bucket] ?? 0;
    if (count === 0) continue;
    sum += count;
    for (const histogram of to) histogram.put(bucket, count);
  }
  from.fill(0, 0, most + 1);
  return sum;
}

/** What the reports by place come to; empties the counts. */
function sumOf(byPlace: number[], sheet: Pick<Sheet, "bytes" | "subtasks">) {
  const bySubtask = new Uint32Array(REPORTED_SUBTASKS.length);
  let bytes = 0;
  for (let place = 0; place < byPlace.length; place += 1) {
    const count = byPlace[place] ?? 0;
    if (count === 0) continue;
    const subtask = sheet.subtasks[place] ?? 0;
    bySubtask[subtask] = (bySubtask[subtask] ?? 0) + count;
    bytes += count * (sheet.bytes[place] ?? 0);
  }
  byPlace.fill(0);
  return { bytes, bySubtask };
}
