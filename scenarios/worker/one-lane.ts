/**
 * A worker with a single lane: it waits for each reply before it takes the next due report. It
 * needs no promises, which cost k6 as much as a quarter of a request; who wants more requests under
 * way has more workers. Latency counts from the planned moment, as in lanes.ts.
 *
 * A report that leaves late is put down to the endpoint where the lane waited for a reply most of
 * the time since the report was due, else to ourselves; pauses that it overslept are counted as the
 * heartbeat's ticks are. Everything that a right answer counts is
 * kept in variables of one loop and handed to the ledger at each flush.
 */

import { bucketOf } from "../../reports/evidence/histogram.ts";
import type { ClientId } from "../../simulators/report/index.ts";
import type { Fleet } from "./fleet.ts";
import { countPause } from "./heartbeat.ts";
import type { WorkerLedger } from "./ledger.ts";
import type { Reply } from "./replies.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Sweep } from "./sweep.ts";
import { Tally } from "./tally.ts";
import { countUnsent, filled } from "./timetable.ts";
import type { Wire } from "./wire.ts";

/** Sends requests and waits for their replies. */
export interface BlockingSender {
  /** What stands around a task's percent-encoded id in the URL of its report. */
  readonly around: readonly [before: string, after: string];
  /** Sends to a URL. */
  readonly putTo: (url: string, body: Wire, client: ClientId | undefined) => Reply;
  /** Looks at a task by its percent-encoded id. */
  readonly get: (task: string) => Reply;
}

export interface OneLaneOptions {
  readonly settings: Pick<WorkerSettings, "durationMs" | "drainMs" | "flushMs">;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
  readonly sender: Pick<BlockingSender, "around" | "putTo">;
  /** Told what became of the reports of the agents that it follows. */
  readonly sweep: Pick<Sweep, "followed" | "settle">;
  /** Looks at the agent's last report. */
  readonly readBack: (agent: number) => void;
  /** Which reports are looked at: see observer.ts. */
  readonly readBelow: number;
  /** Whole ms since the timetable's zero. */
  readonly nowMs: () => number;
  readonly sleep: (forMs: number) => void;
  /** Writes what the ledger has, until that time. */
  readonly flush: (untilMs: number) => void;
}

/** Whether a worker plays like this: an agent that sends again must let others go before it. */
export function waitsForReplies({
  lanes,
  retry,
}: Pick<WorkerSettings, "lanes" | "retry">): boolean {
  return lanes === 1 && retry.kind === "none";
}

/** Plays all agents to the end of the run, but for the last flush. */
export function playOneLane(options: OneLaneOptions): void {
  const { settings, fleet, readBack, readBelow, nowMs, sweep } = options;
  const { followed } = sweep;
  const { durationMs, flushMs } = settings;
  const stopMs = durationMs + settings.drainMs;
  const { plannedMs, places, draws, sheet, isPlain } = fleet;
  const { clients, wires, gapsMs, nexts, draws: reportDraws } = sheet;
  const hasClients = clients.some((client) => client !== undefined);
  const { putTo, around } = options.sender;
  const targetOf = fleet.targetsOf(...around);
  const wheel = filled(fleet, durationMs);
  const { take, add } = wheel;
  const tally = new Tally(sheet);
  const { onTime, byPlace, countLate } = tally;
  let now = nowMs();
  let flushAtMs = flushMs;
  /** Since when the lane has been waiting for nothing but replies. */
  let busyFromMs = now;
  let markBytes = 0;
  let mostBucket = 0;
  for (;;) {
    if (now >= flushAtMs) {
      tally.hand(options.ledger, markBytes, mostBucket);
      markBytes = mostBucket = 0;
      // Flushes of one number cover the same time in all workers, however long a reply took.
      for (; flushAtMs <= now; flushAtMs += flushMs) options.flush(flushAtMs);
    }
    const agent = now < stopMs ? take(now) : -1;
    if (agent < 0) {
      if (now >= stopMs || wheel.count === 0) break;
      now = pause(options, now, Math.min(wheel.nextMs(), stopMs, flushAtMs));
      busyFromMs = now;
      continue;
    }
    const place = places[agent] ?? 0;
    const plannedAtMs = plannedMs[agent] ?? now;
    const lagMs = now - plannedAtMs;
    const sentMs = now;
    const body = isPlain ? (wires[place] ?? "") : fleet.wireOf(agent);
    const reply = putTo(targetOf(agent), body, hasClients ? clients[place] : undefined);
    now = nowMs();
    if (followed[agent] === 1) sweep.settle(agent, reply.status);
    // Each look at a member of k6's reply costs a reflection.
    if (reply.status === 200) {
      const { timings } = reply;
      const serviceUs = (timings.blocked + timings.duration) * 1000;
      const bucket = bucketOf(serviceUs);
      if (bucket > mostBucket) mostBucket = bucket;
      if (lagMs === 0) onTime[bucket] = (onTime[bucket] ?? 0) + 1;
      else countLate(bucket, serviceUs, lagMs, lagMs <= 2 * (sentMs - busyFromMs));
      byPlace[place] = (byPlace[place] ?? 0) + 1;
      if (!isPlain) markBytes += fleet.markBytesOf(agent, body);
      // The reply lay unread for longer than the endpoint took: what waits now waits for us.
      if (now > sentMs + 1 && serviceUs < 500 * (now - sentMs)) busyFromMs = now;
      // The lane stays with the agent until its report was seen.
      if (((draws[agent] ?? 0) + (reportDraws[place] ?? 0)) >>> 0 < readBelow) {
        readBack(agent);
        now = nowMs();
      }
    } else countOther(options, { reply, agent, body, lagMs, workedMs: sentMs - busyFromMs });
    const nextMs = isPlain ? plannedAtMs + (gapsMs[place] ?? Infinity) : fleet.advance(agent);
    if (isPlain) {
      plannedMs[agent] = nextMs;
      places[agent] = nexts[place] ?? 0;
    }
    if (nextMs < durationMs) add(agent, nextMs < now ? now : nextMs);
  }
  tally.hand(options.ledger, markBytes, mostBucket);
  countUnsent(fleet, options.ledger, durationMs);
}

/** Rests; the time at which it woke. */
function pause({ ledger, sleep, nowMs }: OneLaneOptions, fromMs: number, untilMs: number): number {
  if (untilMs > fromMs) sleep(untilMs - fromMs);
  const wokeMs = nowMs();
  countPause(ledger.loopLag, { fromMs, untilMs, nowMs: wokeMs });
  return wokeMs;
}

/** What is not answered with 200 is rare, or the run has other troubles than speed. */
function countOther(
  { fleet, ledger }: OneLaneOptions,
  sent: {
    readonly reply: Reply;
    readonly agent: number;
    readonly body: Wire;
    readonly lagMs: number;
    /** For how long the lane had been waiting for nothing but replies when it was sent. */
    readonly workedMs: number;
  },
): void {
  const { reply, agent, body, lagMs, workedMs } = sent;
  const subtask = fleet.sheet.subtasks[fleet.places[agent] ?? 0] ?? 0;
  ledger.countSent(fleet.bytesOf(agent, body), lagMs, lagMs <= 2 * workedMs);
  if (reply.status > 0) {
    const { blocked, duration } = reply.timings;
    ledger.countLatency(blocked + duration, lagMs);
  }
  if (reply.status >= 200 && reply.status < 300) ledger.countAcknowledged(reply.status, subtask);
  else ledger.countFailure(reply, fleet.taskOf(agent), subtask);
}
