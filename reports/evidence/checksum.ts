/** What tells two flushes apart that should be one. */

import type { Flush } from "./schema.ts";

/** 32 bits out of all that a flush says: two that differ are told apart without keeping either. */
export function checksumOf(flush: Flush): number {
  const { ledger, fromMs, toMs, lagSumMs, lagMaxMs, last } = flush;
  let sum = 17;
  for (const value of [fromMs, toMs, lagSumMs, lagMaxMs, Number(last)]) {
    sum = mixed(sum, value % 1e6);
  }
  for (const name of COUNTS) sum = mixed(sum, ledger[name] ?? 0);
  for (const looks of [ledger.readBacks, ledger.sweep]) {
    if (looks === undefined) continue;
    for (const name of LOOKS) sum = mixed(sum, looks[name]);
  }
  const { response, service, ownLag, lanesLag, loopLag = [] } = flush;
  for (const sparse of [response, service, ownLag, lanesLag, loopLag]) {
    sum = mixedAll(sum, sparse);
  }
  const { codes = {}, connections = {}, wrongs = {}, misreads = {} } = flush;
  for (const record of [flush.statuses, flush.subtasks, codes, connections, wrongs, misreads]) {
    for (const name of Object.keys(record)) sum = mixed(sum, (record[name] ?? 0) + name.length);
  }
  return sum;
}

function mixed(sum: number, value: number): number {
  return (Math.imul(sum, 31) + (Math.round(value * 1000) | 0)) | 0;
}

/** Whole numbers, many of them. */
function mixedAll(sum: number, values: readonly number[]): number {
  let mixing = sum;
  for (const value of values) mixing = (Math.imul(mixing, 31) + value) | 0;
  return mixing;
}

const LOOKS = ["asked", "right", "wrong", "indefinite"] as const;
const COUNTS = [
  "due",
  "sent",
  "acknowledged",
  "refused",
  "timedOut",
  "broken",
  "unsent",
  "resent",
  "bytesSent",
] as const;
