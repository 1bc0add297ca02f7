/**
 * Counts of right answers between two flushes, in typed arrays that a loop raises by itself: a call
 * a report would cost k6 more than the counting.
 */

import { BUCKETS, bucketOf, type Histogram } from "../../reports/evidence/histogram.ts";
import { REPORTED_SUBTASKS } from "../../simulators/contract/index.ts";
import type { WorkerLedger } from "./ledger.ts";
import type { Sheet } from "./sheet.ts";

/**
 * Reports that were answered with 200. Its state lives in variables of the constructor, as the
 * wheel's does: a member of an object costs k6 a look-up in a table.
 */
export class Tally {
  /** By bucket of their service time: those that left on time. */
  readonly onTime = new Uint32Array(BUCKETS);
  /** By place in the sheet. */
  readonly byPlace: Uint32Array;
  /**
   * A report left `lagMs` late. `bucket`: of its service time; `forLanes`: it waited for the
   * endpoint's replies, not for us.
   */
  readonly countLate: (bucket: number, serviceUs: number, lagMs: number, forLanes: boolean) => void;
  /**
   * Hands everything to the ledger and begins anew. `markBytes`: bytes beyond those of the sheet;
   * `onTimeMost`: no later bucket of `onTime` was raised, which spares a flush most of its time.
   */
  readonly hand: (ledger: WorkerLedger, markBytes: number, onTimeMost: number) => void;

  constructor(sheet: Pick<Sheet, "bytes" | "subtasks">) {
    const { onTime } = this;
    const byPlace = new Uint32Array(sheet.bytes.length);
    const [late, lateResponse, ownLag, lanesLag] = [counts(), counts(), counts(), counts()];
    let [lagSumMs, lagMaxMs, lateMost] = [0, 0, 0];
    // The last lag and its bucket: the next one is often the same.
    let [knownMs, lagBucket] = [0, 0];
    this.byPlace = byPlace;
    this.countLate = (bucket, serviceUs, lagMs, forLanes) => {
      const response = bucketOf(lagMs * 1000 + serviceUs);
      late[bucket] = (late[bucket] ?? 0) + 1;
      lateResponse[response] = (lateResponse[response] ?? 0) + 1;
      if (response > lateMost) lateMost = response;
      if (lagMs !== knownMs) {
        knownMs = lagMs;
        lagBucket = bucketOf(lagMs * 1000);
        if (lagMs > lagMaxMs) lagMaxMs = lagMs;
      }
      if (forLanes) lanesLag[lagBucket] = (lanesLag[lagBucket] ?? 0) + 1;
      else ownLag[lagBucket] = (ownLag[lagBucket] ?? 0) + 1;
      lagSumMs += lagMs;
    };
    this.hand = (ledger, markBytes, onTimeMost) => {
      const most = onTimeMost > lateMost ? onTimeMost : lateMost;
      // What left on time was answered as long after its planned moment as after its sending.
      const punctual = give(onTime, most, [ledger.service, ledger.response]);
      if (punctual > 0) ledger.ownLag.put(0, punctual);
      const reports = punctual + give(late, most, [ledger.service]);
      give(lateResponse, most, [ledger.response]);
      give(ownLag, most, [ledger.ownLag]);
      give(lanesLag, most, [ledger.lanesLag]);
      const { bytes, bySubtask } = sumOf(byPlace, sheet);
      ledger.addRight({ reports, bytes: bytes + markBytes, lagSumMs, lagMaxMs }, bySubtask);
      lagSumMs = lagMaxMs = lateMost = knownMs = lagBucket = 0;
    };
  }
}

function counts(): Uint32Array {
  return new Uint32Array(BUCKETS);
}

/** Moves counts into histograms; how many there were. */
function give(from: Uint32Array, most: number, to: readonly Histogram[]): number {
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
function sumOf(byPlace: Uint32Array, sheet: Pick<Sheet, "bytes" | "subtasks">) {
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
