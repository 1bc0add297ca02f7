/**
 * Counts of right answers between two flushes, in typed arrays that a loop raises by itself: a call
 * a report would cost k6 more than the counting.
 */

import { BUCKETS, bucketOf, type Histogram } from "../../reports/evidence/histogram.ts";
import { REPORTED_SUBTASKS } from "../../simulators/contract/index.ts";
import type { WorkerLedger } from "./ledger.ts";
import type { Sheet } from "./sheet.ts";

/** Reports that were answered with 200. */
export class Tally {
  /** By bucket of their service time: those that left on time. */
  readonly onTime = new Uint32Array(BUCKETS);
  /** By place in the sheet. */
  readonly byPlace: Uint32Array;

  private readonly sheet: Pick<Sheet, "bytes" | "subtasks">;
  /** By bucket of their service time: those that left late. */
  private readonly late = new Uint32Array(BUCKETS);
  /** The same by bucket of the time from the planned moment. */
  private readonly lateResponse = new Uint32Array(BUCKETS);
  private readonly ownLag = new Uint32Array(BUCKETS);
  private readonly lanesLag = new Uint32Array(BUCKETS);
  private lagSumMs = 0;
  private lagMaxMs = 0;
  /** The last lag and its bucket: the next one is often the same. */
  private lagMs = 0;
  private bucket = 0;
  private lateMost = 0;

  constructor(sheet: Pick<Sheet, "bytes" | "subtasks">) {
    this.sheet = sheet;
    this.byPlace = new Uint32Array(sheet.bytes.length);
  }

  /** A report left late. `forLanes`: it waited for the endpoint's replies, not for us. */
  countLate(serviceUs: number, lagMs: number, forLanes: boolean): void {
    const { late, lateResponse } = this;
    const service = bucketOf(serviceUs);
    const response = bucketOf(lagMs * 1000 + serviceUs);
    late[service] = (late[service] ?? 0) + 1;
    lateResponse[response] = (lateResponse[response] ?? 0) + 1;
    if (response > this.lateMost) this.lateMost = response;
    if (lagMs !== this.lagMs) {
      this.lagMs = lagMs;
      this.bucket = bucketOf(lagMs * 1000);
      if (lagMs > this.lagMaxMs) this.lagMaxMs = lagMs;
    }
    const { bucket } = this;
    const counts = forLanes ? this.lanesLag : this.ownLag;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.lagSumMs += lagMs;
  }

  /**
   * Hands everything to the ledger and begins anew. `markBytes`: bytes beyond those of the sheet;
   * `onTimeMost`: no later bucket of `onTime` was raised, which spares a flush most of its time.
   */
  hand(ledger: WorkerLedger, markBytes: number, onTimeMost: number): void {
    const mostBucket = Math.max(onTimeMost, this.lateMost);
    const { onTime, late, lateResponse, ownLag, lanesLag } = this;
    let reports = 0;
    for (let bucket = 0; bucket <= mostBucket; bucket += 1) {
      const punctual = onTime[bucket] ?? 0;
      if (punctual > 0) {
        ledger.service.put(bucket, punctual);
        ledger.response.put(bucket, punctual);
        ledger.ownLag.put(0, punctual);
        reports += punctual;
      }
      const delayed = late[bucket] ?? 0;
      if (delayed > 0) {
        ledger.service.put(bucket, delayed);
        reports += delayed;
      }
    }
    give(lateResponse, ledger.response, mostBucket);
    give(ownLag, ledger.ownLag, mostBucket);
    give(lanesLag, ledger.lanesLag, mostBucket);
    const { byPlace, sheet, lagSumMs, lagMaxMs } = this;
    const bySubtask = new Uint32Array(REPORTED_SUBTASKS.length);
    let bytes = markBytes;
    for (let place = 0; place < byPlace.length; place += 1) {
      const count = byPlace[place] ?? 0;
      if (count === 0) continue;
      const subtask = sheet.subtasks[place] ?? 0;
      bySubtask[subtask] = (bySubtask[subtask] ?? 0) + count;
      bytes += count * (sheet.bytes[place] ?? 0);
    }
    ledger.addRight({ reports, bytes, lagSumMs, lagMaxMs }, bySubtask);
    for (const counts of [onTime, late, byPlace]) counts.fill(0);
    this.lagSumMs = this.lagMaxMs = this.lagMs = this.bucket = this.lateMost = 0;
  }
}

function give(counts: Uint32Array, to: Histogram, mostBucket: number): void {
  for (let bucket = 0; bucket <= mostBucket; bucket += 1) {
    const count = counts[bucket] ?? 0;
    if (count > 0) to.put(bucket, count);
  }
  counts.fill(0);
}
