/**
 * What happened since the last flush: counts and histograms of one size, whatever the run's
 * length. `due = sent + unsent` and `sent = acknowledged + refused + timedOut + broken` hold over
 * the whole run: a report counts as due when it is sent or given up, and gets its outcome when it
 * is answered, which may be a flush later.
 */

import { Histogram } from "../../reports/evidence/histogram.ts";
import { REPORTED_SUBTASKS } from "../../simulators/contract/index.ts";
import { countCode } from "./codes.ts";
import { DIALLED_MS, errorName, failureOf, type Reply } from "./replies.ts";

/** Samples that one flush may carry. */
export const SAMPLES_MAX = 5;

export type ReadBackOutcome = "right" | "wrong" | "indefinite";

/** Counters that the lanes raise and the flush empties. */
export class WorkerLedger {
  due = 0;
  sent = 0;
  acknowledged = 0;
  refused = 0;
  timedOut = 0;
  broken = 0;
  unsent = 0;
  /** Reports that left once more, because the sending before was not answered or not taken. */
  resent = 0;
  bytesSent = 0;
  asked = 0;
  right = 0;
  wrong = 0;
  indefinite = 0;
  lagSumMs = 0;
  lagMaxMs = 0;
  /** By status or by the error's short name. */
  statuses: Record<string, number> = {};
  /** Refusals by status and the endpoint's code. */
  codes: Record<string, number> = {};
  /** New connections by protocol. */
  connections: Record<string, number> = {};
  /** Told whether refusals come, whose bodies are then worth reading. */
  wantBodies: (wanted: boolean) => void = () => {};
  private areBodiesWanted = false;
  samples: string[] = [];
  /** Acknowledged reports by position in REPORTED_SUBTASKS. */
  readonly subtasks = new Float64Array(REPORTED_SUBTASKS.length);
  readonly response = new Histogram();
  readonly service = new Histogram();
  readonly ownLag = new Histogram();
  readonly lanesLag = new Histogram();
  readonly loopLag = new Histogram();
  /** Looks of the final sweep. */
  sweep = { asked: 0, right: 0, wrong: 0, indefinite: 0 };
  /** Wrong ones among them, by how they were. */
  wrongs: Record<string, number> = {};
  /** Wrong looks beside the load, by how they were. */
  misreads: Record<string, number> = {};

  /** A report leaves. `forLanes`: it waited for the endpoint's replies, not for us. */
  countSent(bytes: number, lagMs: number, forLanes: boolean): void {
    this.due += 1;
    this.sent += 1;
    this.bytesSent += bytes;
    this.lagSumMs += lagMs;
    if (lagMs > this.lagMaxMs) this.lagMaxMs = lagMs;
    (forLanes ? this.lanesLag : this.ownLag).record(lagMs * 1000);
  }

  /** A report leaves once more: it fell due before. */
  countResent(bytes: number): void {
    this.resent += 1;
    this.bytesSent += bytes;
  }

  /** A reply came: `serviceMs` since the sending, of a report that left `lagMs` late. */
  countLatency(serviceMs: number, lagMs: number): void {
    this.service.record(serviceMs * 1000);
    this.response.record((lagMs + serviceMs) * 1000);
  }

  /** Reports that were due and will not be sent. */
  countUnsent(reports: number): void {
    this.due += reports;
    this.unsent += reports;
  }

  /** A report was answered with a 2xx status; `subtask` is its position in REPORTED_SUBTASKS. */
  countAcknowledged(status: number, subtask: number): void {
    this.acknowledged += 1;
    this.subtasks[subtask] = (this.subtasks[subtask] ?? 0) + 1;
    this.countStatus(status === 200 ? "200" : String(status));
  }

  /** Reports that were answered with 200, at once. Their latencies and lags are counted apart. */
  addRight(
    right: {
      readonly reports: number;
      readonly bytes: number;
      readonly lagSumMs: number;
      readonly lagMaxMs: number;
    },
    bySubtask: Uint32Array,
  ): void {
    const { reports } = right;
    if (reports === 0) return;
    this.due += reports;
    this.sent += reports;
    this.acknowledged += reports;
    this.bytesSent += right.bytes;
    this.lagSumMs += right.lagSumMs;
    if (right.lagMaxMs > this.lagMaxMs) this.lagMaxMs = right.lagMaxMs;
    this.statuses["200"] = (this.statuses["200"] ?? 0) + reports;
    for (let i = 0; i < this.subtasks.length; i += 1) {
      this.subtasks[i] = (this.subtasks[i] ?? 0) + (bySubtask[i] ?? 0);
    }
  }

  /** A report was not answered with a 2xx status; `subtask` is its position. */
  countFailure(reply: Reply, task: string, subtask: number): void {
    const outcome = failureOf(reply);
    const name = outcome === "refused" ? String(reply.status) : errorName(reply);
    this[outcome] += 1;
    this.countStatus(name);
    if (outcome === "refused") this.countRefusal(reply);
    if (this.samples.length >= SAMPLES_MAX) return;
    const words = outcome === "refused" ? `refused with ${name}` : name;
    this.addSample(`task ${task}: the report of ${REPORTED_SUBTASKS[subtask] ?? ""}: ${words}`);
  }

  /** One reply's status, or one error's short name. */
  countStatus(name: string): void {
    this.statuses[name] = (this.statuses[name] ?? 0) + 1;
  }

  /** A refusal's code, whether or not its report is sent again. */
  countRefusal(reply: Reply): void {
    countCode(this.codes, reply);
    if (this.areBodiesWanted) return;
    this.areBodiesWanted = true;
    this.wantBodies(true);
  }

  /** A reply that may have needed a connection of its own. */
  countConnection({ proto = "unknown", timings }: Pick<Reply, "proto" | "timings">): void {
    if (timings.blocked <= DIALLED_MS || (timings.connecting ?? 0) <= 0) return;
    this.connections[proto] = (this.connections[proto] ?? 0) + 1;
  }

  /** One read-back came to its end. */
  countReadBack(outcome: ReadBackOutcome): void {
    this.asked += 1;
    this[outcome] += 1;
  }

  /** One look of the final sweep came to its end. */
  countSwept(outcome: ReadBackOutcome): void {
    this.sweep.asked += 1;
    this.sweep[outcome] += 1;
  }

  /** What a wrong look of the sweep was. */
  countWrong(name: string): void {
    this.wrongs[name] = (this.wrongs[name] ?? 0) + 1;
  }

  /** What a wrong look beside the load was. */
  countMisread(name: string): void {
    this.misreads[name] = (this.misreads[name] ?? 0) + 1;
  }

  /** Keeps a text for the report; only the first few of a flush. */
  addSample(text: string): void {
    if (this.samples.length < SAMPLES_MAX) this.samples.push(text);
  }

  /** Forgets everything; the histograms' memory stays. */
  clear(): void {
    this.due = this.sent = this.acknowledged = this.refused = 0;
    this.timedOut = this.broken = this.unsent = this.bytesSent = 0;
    this.resent = 0;
    this.asked = this.right = this.wrong = this.indefinite = 0;
    this.lagSumMs = this.lagMaxMs = 0;
    this.statuses = {};
    if (this.areBodiesWanted && Object.keys(this.codes).length === 0) {
      this.areBodiesWanted = false;
      this.wantBodies(false);
    }
    this.codes = {};
    this.connections = {};
    this.samples = [];
    this.subtasks.fill(0);
    for (const histogram of [this.response, this.service, this.ownLag, this.lanesLag]) {
      histogram.clear();
    }
    this.loopLag.clear();
    this.sweep = { asked: 0, right: 0, wrong: 0, indefinite: 0 };
    this.wrongs = {};
    this.misreads = {};
  }
}
