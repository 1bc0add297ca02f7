/**
 * The dispatcher of a fast fleet: what is due leaves together, as many reports as the worker has
 * lanes, and the worker waits for all their replies before it takes what fell due meanwhile. It
 * needs no promises, which cost k6 as much as a quarter of a request, and k6 makes its requests
 * cheaper by the batch. Its price: the slowest reply of a batch keeps the others' lanes. Where
 * replies are slow and rates low, lanes.ts is the better instrument. Latency counts from the planned
 * moment in both.
 *
 * A report that leaves late is put down to the endpoint where the worker waited for replies most of
 * the time since the report was due, else to ourselves; pauses that it overslept are counted as the
 * heartbeat's ticks are. Everything that a right answer counts is kept in arrays and variables
 * of one loop and handed to the ledger at each flush.
 *
 * The loop calls nothing that it can do itself, for a call costs k6's engine as much as ten of its
 * steps, and what is read from an array is in bounds: an agent is below the fleet's size, a
 * place below the sheet's length. What does not grow with the fleet is kept in plain arrays: the
 * engine boxes each number that it takes out of a typed one.
 */

import { bucketCeiling, bucketOf, bucketsBelow } from "../../reports/evidence/histogram.ts";
import type { Fleet } from "./fleet.ts";
import { countPause } from "./heartbeat.ts";
import type { WorkerLedger } from "./ledger.ts";
import { DIALLED_MS, type Reply } from "./replies.ts";
import type { BlockingSender, Put } from "./sender.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Sweep } from "./sweep.ts";
import { Tally } from "./tally.ts";
import { countUnsent, filled } from "./timetable.ts";
import { NONE, SLOT_MASK } from "./wheel.ts";
import type { Wire } from "./wire.ts";

export interface BatchesOptions {
  readonly settings: Pick<WorkerSettings, "lanes" | "durationMs" | "drainMs" | "flushMs">;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
  readonly sender: Pick<BlockingSender, "around" | "paramsOf" | "sendAll">;
  /** What the sender makes of a text beforehand. */
  readonly encode: (text: string) => Wire;
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
/** Bucket of each whole lag below this one, likewise. */
const TABLE_MS = 8192;
/** So far ahead of the wheel's cursor an agent may be put in by hand. */
const AHEAD_MS = (SLOT_MASK + 1) / 2;

/** Plays all agents to the end of the run, but for the last flush. */
export function playBatches(options: BatchesOptions): void {
  const { settings, fleet, sweep, readBack, readGap, clock, zeroMs } = options;
  const { followed } = sweep;
  const { durationMs, flushMs, lanes } = settings;
  const stopMs = durationMs + settings.drainMs;
  const { plannedMs, places, sequences, sheet, isPlain } = fleet;
  const { wires, gapsMs, nexts } = sheet;
  const { sendAll, paramsOf } = options.sender;
  const params = sheet.clients.map((client) => paramsOf(client));
  const target = fleet.targetOf(...options.sender.around);
  const { head, tail, first, step } = target;
  const wheel = filled(fleet, durationMs, plannedMs);
  const { takeSlot, heads, successors, cursor } = wheel;
  const buckets = bucketsBelow(TABLE_US);
  const { lagBuckets, roomsUs } = lagTables();
  const tally = new Tally(sheet);
  const { onTime, late, lateResponse, ownLag, lanesLag, byPlace } = tally;
  const stamper = fleet.stamperOf(options.encode);
  const hasMarks = sequences.length > 0;
  const numberFrom = fleet.numberOf(0);
  const numberStep = fleet.numberOf(1) - numberFrom;
  const { puts, batches } = batchesOf(lanes);
  const agents: number[] = Array.from({ length: lanes }, () => 0);
  let left = wheel.count;
  let readIn = readGap();
  let now = clock() - zeroMs;
  let flushAtMs = flushMs;
  /** Since when the worker has been waiting for nothing but replies. */
  let busyFromMs = now;
  /** Since the last flush: the longest service time, the lags. */
  let [mostUs, lagSumMs, lagMaxMs] = [0, 0, 0];
  /** Agents of one slot of the wheel, each followed by its successor. */
  let next = NONE;
  let aheadMs = 0;
  for (;;) {
    if (now >= flushAtMs || now >= stopMs) {
      if (now >= flushAtMs) {
        tally.hand(options.ledger, { mostUs, lagSumMs, lagMaxMs });
        mostUs = lagSumMs = lagMaxMs = 0;
        // Flushes of one number cover the same time in all workers, however long a reply took.
        for (; flushAtMs <= now; flushAtMs += flushMs) options.flush(flushAtMs);
      }
      if (now >= stopMs) break;
    }
    let count = 0;
    stamper?.begin();
    while (count < lanes) {
      if (next === NONE) {
        next = takeSlot(now);
        if (next === NONE) break;
        aheadMs = (cursor[0] as number) + AHEAD_MS;
      }
      const place = places[next] as number;
      const put = puts[count] as Put;
      put[1] = step === 0 ? target.urlOf(next) : head + (first + next * step) + tail;
      put[2] =
        stamper === undefined
          ? (wires[place] ?? fleet.wireOf(next))
          : stamper.stamp(
              place,
              numberFrom + next * numberStep,
              sequences[next] as number,
              plannedMs[next] as number,
            );
      put[3] = params[place] as object;
      agents[count] = next;
      count += 1;
      next = successors[next] as number;
    }
    if (count === 0) {
      if (left === 0) break;
      now = pause(options, now, Math.min(wheel.nextMs(), stopMs, flushAtMs));
      busyFromMs = now;
      continue;
    }
    const sentMs = now;
    const replies = sendAll(batches[count] as readonly Put[]);
    now = clock() - zeroMs;
    let slowestUs = 0;
    let others = 0;
    // One look at the gap for all, unless the next agent to be read back is among them.
    const reads = readIn <= count;
    let hasRead = false;
    const workedMs = sentMs - busyFromMs;
    for (let i = 0; i < count; i += 1) {
      const agent = agents[i] as number;
      const place = places[agent] as number;
      const plannedAtMs = plannedMs[agent] as number;
      const lagMs = sentMs - plannedAtMs;
      const reply = replies[i] as Reply;
      // Each look at a member of k6's reply costs a reflection.
      if (reply.status === 200) {
        const { timings } = reply;
        const { blocked } = timings;
        if (blocked > DIALLED_MS) options.ledger.countConnection(reply);
        const serviceUs = (blocked + timings.duration) * 1000;
        const bucket =
          serviceUs < TABLE_US ? (buckets[serviceUs | 0] as number) : bucketOf(serviceUs);
        if (serviceUs > slowestUs) slowestUs = serviceUs;
        if (lagMs === 0) onTime[bucket] = (onTime[bucket] as number) + 1;
        else {
          late[bucket] = (late[bucket] as number) + 1;
          const lagBucket =
            lagMs < TABLE_MS ? (lagBuckets[lagMs] as number) : bucketOf(lagMs * 1000);
          const last =
            lagMs < TABLE_MS && serviceUs < (roomsUs[lagMs] as number)
              ? lagBucket
              : bucketOf(lagMs * 1000 + serviceUs);
          lateResponse[last] = (lateResponse[last] as number) + 1;
          lagSumMs += lagMs;
          if (lagMs > lagMaxMs) lagMaxMs = lagMs;
          if (lagMs <= 2 * workedMs) lanesLag[lagBucket] = (lanesLag[lagBucket] as number) + 1;
          else ownLag[lagBucket] = (ownLag[lagBucket] as number) + 1;
        }
        byPlace[place] = (byPlace[place] as number) + 1;
        if (followed[agent] === 1) sweep.settle(agent, 200);
        if (reads) {
          readIn -= 1;
          if (readIn <= 0) {
            // The worker stays with the agent until its report was seen.
            readBack(agent);
            readIn = readGap();
            hasRead = true;
          }
        }
      } else {
        others += 1;
        countOther(options, { reply, agent, lagMs, workedMs });
      }
      let nextMs = 0;
      if (isPlain) {
        nextMs = plannedAtMs + (gapsMs[place] as number);
        plannedMs[agent] = nextMs;
        places[agent] = nexts[place] as number;
        if (hasMarks) sequences[agent] = (sequences[agent] as number) + 1;
      } else nextMs = fleet.advance(agent);
      if (nextMs >= durationMs) left -= 1;
      else {
        const atMs = nextMs > now ? nextMs : now;
        // The wheel's cursor may stand one past the moment of the sending.
        if (atMs > sentMs && atMs < aheadMs) {
          const slot = atMs & SLOT_MASK;
          successors[agent] = heads[slot] as number;
          heads[slot] = agent;
        } else wheel.add(agent, atMs);
      }
    }
    if (slowestUs > mostUs) mostUs = slowestUs;
    if (!reads) readIn -= count - others;
    // The replies lay unread for longer than the endpoint took: what waits now waits for us.
    if (others === 0 && now > sentMs + 1 && slowestUs < 500 * (now - sentMs)) busyFromMs = now;
    if (hasRead) now = clock() - zeroMs;
  }
  tally.hand(options.ledger, { mostUs, lagSumMs, lagMaxMs });
  countUnsent(fleet, options.ledger, durationMs);
}

/** Requests to be filled, and the first n of them by n. */
function batchesOf(lanes: number) {
  const puts = Array.from({ length: lanes }, (): Put => ["PUT", "", "", {}]);
  const batches = Array.from({ length: lanes + 1 }, (_, count) => puts.slice(0, count));
  return { puts, batches };
}

/** By whole ms: the lag's bucket, and what a service time may add to the lag within that bucket. */
function lagTables() {
  const lagBuckets = Array.from({ length: TABLE_MS }, (_, ms) => bucketOf(ms * 1000));
  const roomsUs = lagBuckets.map((bucket, ms) => bucketCeiling(bucket) - ms * 1000);
  return { lagBuckets, roomsUs };
}

/** Rests; the time at which it woke. */
function pause(options: BatchesOptions, fromMs: number, untilMs: number): number {
  const { ledger, sleep, clock, zeroMs } = options;
  if (untilMs > fromMs) sleep(untilMs - fromMs);
  const wokeMs = clock() - zeroMs;
  countPause(ledger.loopLag, { fromMs, untilMs, nowMs: wokeMs });
  return wokeMs;
}

/** What is not answered with 200 is rare, or the run has other troubles than speed. */
function countOther(
  { fleet, ledger, sweep }: BatchesOptions,
  sent: {
    readonly reply: Reply;
    readonly agent: number;
    readonly lagMs: number;
    /** For how long the worker had been waiting for nothing but replies when it was sent. */
    readonly workedMs: number;
  },
): void {
  const { reply, agent, lagMs, workedMs } = sent;
  const place = fleet.places[agent] ?? 0;
  const subtask = fleet.sheet.subtasks[place] ?? 0;
  if (sweep.followed[agent] === 1) sweep.settle(agent, reply.status);
  ledger.countSent(fleet.sheet.bytes[place] ?? 0, lagMs, lagMs <= 2 * workedMs);
  if (reply.status > 0) {
    const { blocked, duration } = reply.timings;
    ledger.countConnection(reply);
    ledger.countLatency(blocked + duration, lagMs);
  }
  if (reply.status >= 200 && reply.status < 300) ledger.countAcknowledged(reply.status, subtask);
  else ledger.countFailure(reply, fleet.taskOf(agent), subtask);
}
