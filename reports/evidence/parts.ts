/**
 * What happened in each part of a scenario whose pace changes. A flush counts for the part that it
 * lies in whole; one that reaches over a border counts for none, so that no part is judged by what
 * another one caused.
 */

import { Histogram } from "./histogram.ts";
import type { AttemptFlush } from "./run-record.ts";
import type { EventOf } from "./schema.ts";

/** Figures of one part; times count from the begin of the load. */
export interface PartFigures {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Time that the counted flushes cover; 0: none lies in the part. */
  readonly coveredMs: number;
  /** Reports that fell due. */
  readonly due: number;
  readonly acknowledged: number;
  /** Refused, timed out and broken. */
  readonly failed: number;
  readonly response: Histogram;
  readonly service: Histogram;
  readonly ownLag: Histogram;
  readonly loopLag: Histogram;
}

/** The part of a scenario in which the endpoint's network is away. */
export const OUTAGE_PART = "outage";

/** The parts of a scenario, in order; none where its pace does not change. */
export function partsOf(
  { parts = [] }: Pick<EventOf<"load-opened">, "parts">,
  flushes: readonly AttemptFlush[],
): readonly PartFigures[] {
  const beginMs = flushes.reduce((least, flush) => Math.min(least, flush.fromMs), Infinity);
  return parts.map(({ name, fromMs, untilMs }) => {
    const own = flushes.filter(
      (flush) => flush.fromMs - beginMs >= fromMs && flush.toMs - beginMs <= untilMs,
    );
    return { name, fromMs, untilMs, ...figuresOf(own) };
  });
}

function figuresOf(
  flushes: readonly AttemptFlush[],
): Omit<PartFigures, "name" | "fromMs" | "untilMs"> {
  const [response, service] = [new Histogram(), new Histogram()];
  const [ownLag, loopLag] = [new Histogram(), new Histogram()];
  const counts = { due: 0, acknowledged: 0, failed: 0 };
  const workers = new Set<number>();
  let workerMs = 0;
  for (const flush of flushes) {
    const { ledger } = flush;
    response.add(flush.response);
    service.add(flush.service);
    ownLag.add(flush.ownLag);
    loopLag.add(flush.loopLag ?? []);
    counts.due += ledger.due;
    counts.acknowledged += ledger.acknowledged;
    counts.failed += ledger.refused + ledger.timedOut + ledger.broken;
    workers.add(flush.worker);
    workerMs += flush.toMs - flush.fromMs;
  }
  const coveredMs = workers.size === 0 ? 0 : workerMs / workers.size;
  return { ...counts, response, service, ownLag, loopLag, coveredMs };
}
