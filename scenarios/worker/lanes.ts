/**
 * The dispatcher: a fixed number of requests under way, and whoever is due next. A lane that
 * finishes takes the next due report at once, else it parks; one timer wakes the parked lanes.
 *
 * Latency counts from the planned moment. A report that leaves late is put down to the endpoint
 * (`lanesLag`) where every lane, or the agent itself, waited for a reply; to ourselves (`ownLag`)
 * where a lane was free, or where a reply that was there lay unread for the greater part of the
 * time.
 *
 * Not seen here: a machine that is too slow for k6 itself. k6 then reads replies late and counts
 * that as the endpoint's time; the heartbeat sees it.
 */

import { Again } from "./again.ts";
import type { Fleet } from "./fleet.ts";
import { Lane } from "./lane.ts";
import type { WorkerLedger } from "./ledger.ts";
import { DIALLED_MS, errorName, type Reply } from "./replies.ts";
import type { ReadBack, Sender } from "./sender.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Sweep } from "./sweep.ts";
import type { Timers } from "./timers.ts";
import { countUnsent, filled } from "./timetable.ts";
import type { Wheel } from "./wheel.ts";

export interface LanesOptions {
  readonly settings: Pick<
    WorkerSettings,
    "lanes" | "durationMs" | "drainMs" | "retry" | "retryBudget" | "seed"
  >;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
  readonly put: Sender["put"];
  readonly readBack: ReadBack;
  /** Told what became of the reports of the agents that it follows. */
  readonly sweep: Pick<Sweep, "followed" | "settle">;
  readonly timers: Timers;
  /** Wall clock of the timetable's zero, ms since the epoch. */
  readonly startMs: number;
}

/** One worker's lanes. `run` may be called once. */
export class Lanes {
  private readonly fleet: Fleet;
  private readonly ledger: WorkerLedger;
  private readonly put: Sender["put"];
  private readonly readBack: ReadBack;
  private readonly sweep: LanesOptions["sweep"];
  private readonly wheel: Wheel;
  /** When each agent sends next: its planned time, or the one at which it tries again. */
  private readonly dues: Float64Array;
  private readonly again: Again;
  private readonly startMs: number;
  private readonly durationMs: number;
  private readonly lanes: number;
  /** From here on nothing is sent. */
  private stopMs: number;
  private readonly parked: Lane[] = [];
  /** Since when no lane has been parked. */
  private busyFromMs = 0;
  private readonly timers: Timers;
  private timer: number | undefined;
  /** When the timer fires; Infinity: none is set. */
  private armedMs = Infinity;
  private readonly wake = (): void => this.guard(() => this.dispatch());
  private resolve: () => void = () => {};
  private reject: (error: unknown) => void = () => {};

  constructor(options: LanesOptions) {
    const { settings, fleet } = options;
    this.fleet = fleet;
    this.ledger = options.ledger;
    this.put = options.put;
    this.readBack = options.readBack;
    this.sweep = options.sweep;
    this.timers = options.timers;
    this.startMs = options.startMs;
    this.durationMs = settings.durationMs;
    this.stopMs = settings.durationMs + settings.drainMs;
    this.lanes = settings.lanes;
    const { retry: policy, retryBudget: budgetShare, seed } = settings;
    this.again = new Again({ policy, budgetShare, seed, agents: fleet.size });
    this.dues = Float64Array.from(fleet.plannedMs);
    this.wheel = filled(fleet, settings.durationMs, this.dues);
    for (let i = 0; i < settings.lanes; i += 1) {
      this.parked.push(new Lane((lane, reply) => this.replied(lane, reply), this.wouldFail));
    }
  }

  /** Resolves when all that fell due was answered or given up. Rejects on faults of our own. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.wake();
    });
  }

  private readonly wouldFail = (error: unknown): void => {
    this.stopMs = -1;
    this.reject(error);
  };

  /** What is thrown in a callback has no caller of ours: it must end the run. */
  private guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.wouldFail(error);
    }
  }

  private nowMs(): number {
    return Date.now() - this.startMs;
  }

  /** The timer fired: every parked lane takes what is due. */
  private dispatch(): void {
    this.armedMs = Infinity;
    const nowMs = this.nowMs();
    while (this.parked.length > 0) {
      const agent = this.takeDue(nowMs);
      if (agent < 0) break;
      const lane = this.parked.pop();
      if (lane !== undefined) this.send(lane, agent, nowMs, this.fleet.waited[agent] === 1);
    }
    if (this.parked.length === 0) this.busyFromMs = nowMs;
    this.rest(nowMs);
  }

  private takeDue(nowMs: number): number {
    return nowMs < this.stopMs ? this.wheel.take(nowMs) : -1;
  }

  private send(lane: Lane, agent: number, nowMs: number, forLanes: boolean): void {
    const { fleet } = this;
    const { sheet } = fleet;
    const place = fleet.places[agent] ?? 0;
    const lagMs = nowMs - (fleet.plannedMs[agent] ?? nowMs);
    lane.agent = agent;
    lane.subtask = sheet.subtasks[place] ?? 0;
    lane.lagMs = lagMs;
    lane.sentMs = nowMs;
    const body = fleet.wireOf(agent);
    const bytes = sheet.bytes[place] ?? 0;
    if (this.again.isAgain(agent)) this.ledger.countResent(bytes);
    else {
      this.again.earn();
      this.ledger.countSent(bytes, lagMs, forLanes);
    }
    this.put(fleet.taskOf(agent), body, sheet.clients[place]).then(lane.replied, lane.failed);
  }

  private replied(lane: Lane, reply: Reply): void {
    try {
      const nowMs = this.nowMs();
      // Each look at a member of k6's reply costs a reflection.
      const { status } = reply;
      lane.isOurs = false;
      if (status > 0) {
        const { timings } = reply;
        const { blocked } = timings;
        if (blocked > DIALLED_MS) this.ledger.countConnection(reply);
        const serviceMs = blocked + timings.duration;
        // The reply lay unread for longer than the endpoint took.
        lane.isOurs = 2 * serviceMs < nowMs - lane.sentMs;
        if (isTaken(status) || !this.sentAgain(lane, reply, nowMs)) {
          this.ledger.countLatency(serviceMs, lane.lagMs);
        } else return;
      } else if (this.sentAgain(lane, reply, nowMs)) return;
      if (this.sweep.followed[lane.agent] === 1) this.sweep.settle(lane.agent, status);
      // What waits behind a report that was sent again waits for the endpoint, not for us.
      if (this.again.isAgain(lane.agent)) lane.isOurs = false;
      this.again.settle(lane.agent);
      if (isTaken(status)) this.acknowledged(lane, status, nowMs);
      else this.failed(lane, reply, nowMs);
    } catch (error) {
      this.wouldFail(error);
    }
  }

  private acknowledged(lane: Lane, status: number, nowMs: number): void {
    this.ledger.countAcknowledged(status, lane.subtask);
    const reading = this.readBack(lane.agent);
    if (reading === undefined) {
      this.finish(lane, nowMs);
      return;
    }
    // The lane stays with the agent until its report was seen.
    lane.isOurs = false;
    reading.then(() => this.guard(() => this.finish(lane, this.nowMs())), this.wouldFail);
  }

  /** Whether the report will be sent again; then the lane is free and the agent waits. */
  private sentAgain(lane: Lane, reply: Reply, nowMs: number): boolean {
    const { agent } = lane;
    const waitMs = this.again.waitMs(agent, this.fleet.numberOf(agent), reply);
    if (waitMs === undefined) return false;
    // It may have been taken all the same: that is for the sweep to know.
    if (this.sweep.followed[agent] === 1) this.sweep.settle(agent, reply.status);
    this.ledger.countStatus(reply.status > 0 ? String(reply.status) : errorName(reply));
    if (reply.status > 0) this.ledger.countRefusal(reply);
    this.plan(agent, nowMs + waitMs);
    this.takeNext(lane, nowMs);
    return true;
  }

  private failed(lane: Lane, reply: Reply, nowMs: number): void {
    this.ledger.countFailure(reply, this.fleet.taskOf(lane.agent), lane.subtask);
    this.finish(lane, nowMs);
  }

  /** The agent's exchange is over: plans its next report, and the lane takes another one. */
  private finish(lane: Lane, nowMs: number): void {
    const { fleet } = this;
    const { agent } = lane;
    const nextMs = fleet.advance(agent);
    const isLate = nextMs < nowMs;
    fleet.waited[agent] = isLate && !lane.isOurs ? 1 : 0;
    if (nextMs < this.durationMs) this.plan(agent, isLate ? nowMs : nextMs);
    this.takeNext(lane, nowMs);
  }

  private plan(agent: number, atMs: number): void {
    this.dues[agent] = atMs;
    this.wheel.add(agent, atMs);
  }

  private takeNext(lane: Lane, nowMs: number): void {
    const due = this.takeDue(nowMs);
    if (due >= 0) this.send(lane, due, nowMs, this.waitedForLanes(lane, due, nowMs));
    else {
      this.parked.push(lane);
      this.rest(nowMs);
    }
  }

  /** Whether a report that a just finished lane takes is late because of the endpoint. */
  private waitedForLanes(lane: Lane, due: number, nowMs: number): boolean {
    if (this.fleet.waited[due] === 1) return true;
    if (lane.isOurs || this.parked.length > 0) return false;
    const plannedMs = this.fleet.plannedMs[due] ?? nowMs;
    return this.busyFromMs - plannedMs <= nowMs - this.busyFromMs;
  }

  /** Nothing is left to take: ends the run, or sets the timer for the next due report. */
  private rest(nowMs: number): void {
    const parked = this.parked.length;
    if (parked === 0) return;
    const isOver = this.wheel.count === 0 || nowMs >= this.stopMs;
    if (isOver) {
      if (parked === this.lanes) this.close();
      return;
    }
    const nextMs = Math.min(this.wheel.nextMs(), this.stopMs);
    if (nextMs >= this.armedMs) return;
    if (this.timer !== undefined) this.timers.clear(this.timer);
    this.armedMs = nextMs;
    this.timer = this.timers.set(this.wake, Math.max(0, nextMs - nowMs));
  }

  /** What fell due and was not sent is counted, each report of it. */
  private close(): void {
    if (this.timer !== undefined) this.timers.clear(this.timer);
    this.again.giveUp(this.ledger, (agent) => this.fleet.advance(agent));
    countUnsent(this.fleet, this.ledger, this.durationMs);
    this.resolve();
  }
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}
