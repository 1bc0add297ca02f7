/**
 * What happened in each part of a scenario whose pace changes. A flush counts for the part that it
 * lies in whole; one that reaches over a border counts for none, so that no part is judged by what
 * another one caused.
 */

import { Histogram } from "./histogram.ts";
import type { EventOf, Flush } from "./schema.ts";

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

/** Adds flushes up by the parts of a scenario, in any order. */
export class Parts {
  private readonly parts: readonly Part[];

  constructor({ parts = [] }: Pick<EventOf<"load-opened">, "parts">) {
    this.parts = parts.map(({ name, fromMs, untilMs }) => new Part(name, fromMs, untilMs));
  }

  /** `zeroMs`: the zero of the flush's worker by its own clock. */
  add(flush: Flush, zeroMs: number): void {
    for (const part of this.parts) {
      if (flush.fromMs - zeroMs < part.fromMs || flush.toMs - zeroMs > part.untilMs) continue;
      part.count(flush);
    }
  }

  /** In order; none where the pace does not change. */
  figures(): readonly PartFigures[] {
    return this.parts.map((part) => part.figures());
  }
}

class Part {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
  private readonly response = new Histogram();
  private readonly service = new Histogram();
  private readonly ownLag = new Histogram();
  private readonly loopLag = new Histogram();
  private due = 0;
  private acknowledged = 0;
  private failed = 0;
  private workerMs = 0;
  private readonly workers = new Set<number>();

  constructor(name: string, fromMs: number, untilMs: number) {
    this.name = name;
    this.fromMs = fromMs;
    this.untilMs = untilMs;
  }

  count(flush: Flush): void {
    const { ledger } = flush;
    this.response.add(flush.response);
    this.service.add(flush.service);
    this.ownLag.add(flush.ownLag);
    this.loopLag.add(flush.loopLag ?? []);
    this.due += ledger.due;
    this.acknowledged += ledger.acknowledged;
    this.failed += ledger.refused + ledger.timedOut + ledger.broken;
    this.workers.add(flush.worker);
    this.workerMs += flush.toMs - flush.fromMs;
  }

  figures(): PartFigures {
    const { name, fromMs, untilMs, due, acknowledged, failed, workers, workerMs } = this;
    const { response, service, ownLag, loopLag } = this;
    const coveredMs = workers.size === 0 ? 0 : workerMs / workers.size;
    const counts = { due, acknowledged, failed, coveredMs };
    return { name, fromMs, untilMs, ...counts, response, service, ownLag, loopLag };
  }
}
