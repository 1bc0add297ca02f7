/** Ledgers put together, count by count. */

import type { Ledger, Looks } from "./schema.ts";

type Sums<T> = {
  -readonly [K in keyof T]-?: NonNullable<T[K]> extends number ? number : Sums<NonNullable<T[K]>>;
};

/** Adds ledgers in any order; what an older ledger does not say counts as 0. */
export class LedgerSum {
  private readonly sums: Sums<Ledger> = {
    due: 0,
    sent: 0,
    acknowledged: 0,
    refused: 0,
    timedOut: 0,
    broken: 0,
    unsent: 0,
    resent: 0,
    bytesSent: 0,
    readBacks: noLooks(),
    sweep: noLooks(),
  };

  add(ledger: Ledger): void {
    const { sums } = this;
    sums.due += ledger.due;
    sums.sent += ledger.sent;
    sums.acknowledged += ledger.acknowledged;
    sums.refused += ledger.refused;
    sums.timedOut += ledger.timedOut;
    sums.broken += ledger.broken;
    sums.unsent += ledger.unsent;
    sums.resent += ledger.resent ?? 0;
    sums.bytesSent += ledger.bytesSent;
    addLooks(sums.readBacks, ledger.readBacks);
    if (ledger.sweep !== undefined) addLooks(sums.sweep, ledger.sweep);
  }

  /** As they are now. */
  total(): Ledger {
    const { readBacks, sweep, ...counts } = this.sums;
    return { ...counts, readBacks: { ...readBacks }, sweep: { ...sweep } };
  }
}

function noLooks(): Sums<Looks> {
  return { asked: 0, right: 0, wrong: 0, indefinite: 0 };
}

function addLooks(sums: Sums<Looks>, looks: Looks): void {
  sums.asked += looks.asked;
  sums.right += looks.right;
  sums.wrong += looks.wrong;
  sums.indefinite += looks.indefinite;
}
