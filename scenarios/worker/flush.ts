/** Ledger → one line of evidence. Each line says what happened since the one before. */

import type { Flush } from "../../reports/evidence/schema.ts";
import { REPORTED_SUBTASKS } from "../../simulators/contract/index.ts";
import type { WorkerLedger } from "./ledger.ts";
import type { WorkerSettings } from "./settings.ts";

/** Numbers the flushes of one worker and empties its ledger with each. */
export class Flusher {
  private readonly settings: Pick<WorkerSettings, "scenario" | "identity">;
  private readonly worker: number;
  private readonly ledger: WorkerLedger;
  private readonly startMs: number;
  private sequence = 0;
  private fromMs: number;

  /** `startMs` is the wall clock where the first flush begins, ms since the epoch. */
  constructor(options: {
    settings: Pick<WorkerSettings, "scenario" | "identity">;
    worker: number;
    ledger: WorkerLedger;
    startMs: number;
  }) {
    this.settings = options.settings;
    this.worker = options.worker;
    this.ledger = options.ledger;
    this.startMs = options.startMs;
    this.fromMs = options.startMs;
  }

  /** The flush from the last one until `toMs`, as the evidence schema wants it. */
  take(toMs: number, last: boolean): Flush {
    const { ledger } = this;
    const { scenario, identity } = this.settings;
    const flush: Flush = {
      kind: "load-flush",
      version: 1,
      scenario,
      ...(identity === undefined ? {} : { identity }),
      worker: this.worker,
      sequence: this.sequence,
      last,
      startMs: this.startMs,
      fromMs: this.fromMs,
      toMs,
      ledger: countsOf(ledger),
      statuses: ledger.statuses,
      codes: ledger.codes,
      connections: ledger.connections,
      wrongs: ledger.wrongs,
      misreads: ledger.misreads,
      subtasks: subtasksOf(ledger),
      response: ledger.response.sparse(),
      service: ledger.service.sparse(),
      ownLag: ledger.ownLag.sparse(),
      lanesLag: ledger.lanesLag.sparse(),
      loopLag: ledger.loopLag.sparse(),
      lagSumMs: ledger.lagSumMs,
      lagMaxMs: ledger.lagMaxMs,
      samples: ledger.samples,
    };
    ledger.clear();
    this.sequence += 1;
    this.fromMs = toMs;
    return flush;
  }
}

function countsOf(ledger: WorkerLedger): Flush["ledger"] {
  const { due, sent, acknowledged, refused, timedOut, broken, unsent, resent, bytesSent } = ledger;
  const { asked, right, wrong, indefinite } = ledger;
  const readBacks = { asked, right, wrong, indefinite };
  const { sweep } = ledger;
  return {
    due,
    sent,
    acknowledged,
    refused,
    timedOut,
    broken,
    unsent,
    resent,
    bytesSent,
    readBacks,
    sweep,
  };
}

function subtasksOf(ledger: WorkerLedger): Record<string, number> {
  const subtasks: Record<string, number> = {};
  REPORTED_SUBTASKS.forEach((name, index) => {
    const count = ledger.subtasks[index] ?? 0;
    if (count > 0) subtasks[name] = count;
  });
  return subtasks;
}
