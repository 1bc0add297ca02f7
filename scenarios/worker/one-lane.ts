/**
 * A worker with a single lane: it waits for each reply before it takes the next due report. It
 * needs no promises, which cost k6 as much as a quarter of a request; who wants more requests under
 * way has more workers. Latency counts from the planned moment, as in lanes.ts.
 *
 * A report that leaves late is put down to the endpoint where the lane waited for a reply most of
 * the time since the report was due, else to ourselves; pauses that it overslept are counted as the
 * heartbeat's ticks are. Everything that a right answer counts is kept in typed arrays and variables
 * of one loop and handed to the ledger at each flush.
 *
 * The loop calls nothing that it can do itself, for a call costs k6's engine as much as ten of its
 * steps, and what is read from a typed array is in bounds: an agent is below the fleet's size, a
 * place below the sheet's length.
 */

import { bucketOf, bucketsBelow } from "../../reports/evidence/histogram.ts";
import type { ClientId } from "../../simulators/report/index.ts";
import type { Fleet } from "./fleet.ts";
import { countPause } from "./heartbeat.ts";
import type { WorkerLedger } from "./ledger.ts";
import type { Reply } from "./replies.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Sweep } from "./sweep.ts";
import { Tally } from "./tally.ts";
import { countUnsent, filled } from "./timetable.ts";
import { NONE, SLOT_MASK } from "./wheel.ts";
import type { Wire } from "./wire.ts";

/** Sends requests and waits for their replies. */
export interface BlockingSender {
  /** What stands around a task's percent-encoded id in the URL of its report. */
  readonly around: readonly [before: string, after: string];
  /** The parameters of a client's reports; undefined: Headway's own. */
  readonly paramsOf: (client: ClientId | undefined) => object;
  readonly send: (method: "PUT", url: string, body: Wire, params: object) => Reply;
  /** Looks at a task by its percent-encoded id. */
  readonly get: (task: string) => Reply;
}

export interface OneLaneOptions {
  readonly settings: Pick<WorkerSettings, "durationMs" | "drainMs" | "flushMs">;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
  readonly sender: Pick<BlockingSender, "around" | "paramsOf" | "send">;
  /** Told what became of the reports of the agents that it follows. */
  readonly sweep: Pick<Sweep, "followed" | "settle">;
  /** Looks at the agent's last report. */
  readonly readBack: (agent: number) => void;
  /** How many right answers later the next look is due; Infinity: never. */
  readonly readGap: () => number;
  /** Whole ms; the timetable's zero is at `zeroMs`. */
  readonly clock: () => number;
  readonly zeroMs: number;
  readonly sleep: (forMs: number) => void;
  /** Writes what the ledger has, until that time. */
  readonly flush: (untilMs: number) => void;
}

/** Bucket of each number of microseconds below this one, without a call. */
const TABLE_US = 8192;
/** So far ahead of the wheel's cursor an agent may be put in by hand. */
const AHEAD_MS = (SLOT_MASK + 1) / 2;

/** Whether a worker plays like this: an agent that sends again must let others go before it. */
export function waitsForReplies({
  lanes,
  retry,
}: Pick<WorkerSettings, "lanes" | "retry">): boolean {
  return lanes === 1 && retry.kind === "none";
}

/** Plays all agents to the end of the run, but for the last flush. */
export function playOneLane(options: OneLaneOptions): void {
  const { settings, fleet, sweep, readBack, readGap, clock, zeroMs } = options;
  const { followed } = sweep;
  const { durationMs, flushMs } = settings;
  const stopMs = durationMs + settings.drainMs;
  const { plannedMs, places, sheet, isPlain } = fleet;
  const { wires, gapsMs, nexts } = sheet;
  const { send, paramsOf } = options.sender;
  const params = sheet.clients.map((client) => paramsOf(client));
  const target = fleet.targetOf(...options.sender.around);
  const { head, tail, first, step } = target;
  const wheel = filled(fleet, durationMs, plannedMs);
  const { takeSlot, heads, successors, cursor } = wheel;
  const buckets = bucketsBelow(TABLE_US);
  const tally = new Tally(sheet);
  const { onTime, byPlace, countLate } = tally;
  let left = wheel.count;
  let readIn = readGap();
  let now = clock() - zeroMs;
  let flushAtMs = flushMs;
  /** Since when the lane has been waiting for nothing but replies. */
  let busyFromMs = now;
  let markBytes = 0;
  let mostBucket = 0;
  /** Agents of one slot of the wheel, each followed by its successor. */
  let agent = NONE;
  let aheadMs = 0;
  for (;;) {
    if (now >= flushAtMs || now >= stopMs) {
      if (now >= flushAtMs) {
        tally.hand(options.ledger, markBytes, mostBucket);
        markBytes = mostBucket = 0;
        // Flushes of one number cover the same time in all workers, however long a reply took.
        for (; flushAtMs <= now; flushAtMs += flushMs) options.flush(flushAtMs);
      }
      if (now >= stopMs) break;
    }
    if (agent === NONE) {
      if (left === 0) break;
      agent = takeSlot(now);
      if (agent === NONE) {
        now = pause(options, now, Math.min(wheel.nextMs(), stopMs, flushAtMs));
        busyFromMs = now;
        continue;
      }
      aheadMs = (cursor[0] as number) + AHEAD_MS;
    }
    const place = places[agent] as number;
    const plannedAtMs = plannedMs[agent] as number;
    const sentMs = now;
    const lagMs = now - plannedAtMs;
    const url = step === 0 ? target.urlOf(agent) : head + (first + agent * step) + tail;
    const body = isPlain ? (wires[place] as Wire) : fleet.wireOf(agent);
    const reply = send("PUT", url, body, params[place] as object);
    now = clock() - zeroMs;
    // Each look at a member of k6's reply costs a reflection.
    if (reply.status === 200) {
      const { timings } = reply;
      const serviceUs = (timings.blocked + timings.duration) * 1000;
      const bucket =
        serviceUs < TABLE_US ? (buckets[serviceUs | 0] as number) : bucketOf(serviceUs);
      if (bucket > mostBucket) mostBucket = bucket;
      if (lagMs === 0) onTime[bucket] = (onTime[bucket] as number) + 1;
      else countLate(bucket, serviceUs, lagMs, lagMs <= 2 * (sentMs - busyFromMs));
      byPlace[place] = (byPlace[place] as number) + 1;
      if (!isPlain) markBytes += fleet.markBytesOf(agent, body);
      if (followed[agent] === 1) sweep.settle(agent, 200);
      // The reply lay unread for longer than the endpoint took: what waits now waits for us.
      if (now > sentMs + 1 && serviceUs < 500 * (now - sentMs)) busyFromMs = now;
      readIn -= 1;
      if (readIn <= 0) {
        // The lane stays with the agent until its report was seen.
        readBack(agent);
        readIn = readGap();
        now = clock() - zeroMs;
      }
    } else countOther(options, { reply, agent, body, lagMs, workedMs: sentMs - busyFromMs });
    const successor = successors[agent] as number;
    let nextMs = 0;
    if (isPlain) {
      nextMs = plannedAtMs + (gapsMs[place] as number);
      plannedMs[agent] = nextMs;
      places[agent] = nexts[place] as number;
    } else nextMs = fleet.advance(agent);
    if (nextMs >= durationMs) left -= 1;
    else if (nextMs >= now && nextMs < aheadMs) {
      const slot = nextMs & SLOT_MASK;
      successors[agent] = heads[slot] as number;
      heads[slot] = agent;
    } else wheel.add(agent, nextMs < now ? now : nextMs);
    agent = successor;
  }
  tally.hand(options.ledger, markBytes, mostBucket);
  countUnsent(fleet, options.ledger, durationMs);
}

/** Rests; the time at which it woke. */
function pause(options: OneLaneOptions, fromMs: number, untilMs: number): number {
  const { ledger, sleep, clock, zeroMs } = options;
  if (untilMs > fromMs) sleep(untilMs - fromMs);
  const wokeMs = clock() - zeroMs;
  countPause(ledger.loopLag, { fromMs, untilMs, nowMs: wokeMs });
  return wokeMs;
}

/** What is not answered with 200 is rare, or the run has other troubles than speed. */
function countOther(
  { fleet, ledger, sweep }: OneLaneOptions,
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
  if (sweep.followed[agent] === 1) sweep.settle(agent, reply.status);
  ledger.countSent(fleet.bytesOf(agent, body), lagMs, lagMs <= 2 * workedMs);
  if (reply.status > 0) {
    const { blocked, duration } = reply.timings;
    ledger.countLatency(blocked + duration, lagMs);
  }
  if (reply.status >= 200 && reply.status < 300) ledger.countAcknowledged(reply.status, subtask);
  else ledger.countFailure(reply, fleet.taskOf(agent), subtask);
}
