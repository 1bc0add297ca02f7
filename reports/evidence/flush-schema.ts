/** What a k6 worker writes of a load, one line a flush: counts and histograms that add up. */

import * as v from "valibot";
import { count, counts, sparse } from "./count-schemas.ts";
import { EVIDENCE_VERSION } from "./version.ts";

const texts = v.array(v.string());

/** What came of looks at tasks. */
const looks = v.object({
  asked: count,
  right: count,
  /** Shows an older report than the acknowledged one, another task's, or none at all. */
  wrong: count,
  /** The read itself was refused, timed out or broke. */
  indefinite: count,
});

/** Counts that only ever add up: a segment plus a segment is the whole. */
const ledger = v.object({
  /** Reports that fell due. */
  due: count,
  /** Reports that were sent. */
  sent: count,
  /** Answered 2xx. */
  acknowledged: count,
  /** Answered otherwise. */
  refused: count,
  timedOut: count,
  broken: count,
  /** Due before the end and never sent. */
  unsent: count,
  /** Sent once more, because the sending before was not answered or not taken. Absent: older evidence. */
  resent: v.optional(count),
  bytesSent: count,
  readBacks: looks,
  /** Looks at a sample of the tasks when all was sent. Absent: older evidence. */
  sweep: v.optional(looks),
});

/** One flush of one worker: what happened since its last. Written by k6, one line each. */
export const flushSchema = v.object({
  kind: v.literal("load-flush"),
  version: v.literal(EVIDENCE_VERSION),
  scenario: v.string(),
  /** Which attempt of the scenario; absent: the file's name says `attempt-<n>`, else it is 1. */
  attempt: v.optional(count),
  worker: count,
  /** 0, 1, 2 … without gaps; the last one has `last: true`. */
  sequence: count,
  last: v.boolean(),
  /** What its worker was told to play: see load-opened. Absent: older evidence. */
  identity: v.optional(v.string()),
  /** Zero of its worker's timetable by its machine's clock. Absent: older evidence. */
  startMs: v.optional(v.number()),
  /** Wall clock, milliseconds since the epoch. */
  fromMs: v.number(),
  toMs: v.number(),
  ledger,
  /** How often each status came, and each error, by name. */
  statuses: counts,
  /** Refusals by status and the endpoint's error code; new connections by protocol. Absent: older evidence. */
  codes: v.optional(counts),
  connections: v.optional(counts),
  /** Wrong looks of the sweep, by how they were: lost, stale, refused, torn, foreign. */
  wrongs: v.optional(counts),
  /** Wrong looks beside the load, by the same names. Absent: older evidence. */
  misreads: v.optional(counts),
  /** Acknowledged reports by subtask name. */
  subtasks: counts,
  /** Latency of what was answered, from the planned moment. */
  response: sparse,
  /** The same from the sending. */
  service: sparse,
  /** Lag of the generator's own: a lane was free and the report still left late. */
  ownLag: sparse,
  /** Lag because every lane waited for the endpoint. */
  lanesLag: sparse,
  /** By how much the worker's own clock ticks came late, each due tick. Absent: older evidence. */
  loopLag: v.optional(sparse),
  /** Sum and maximum of all lag, milliseconds. */
  lagSumMs: v.number(),
  lagMaxMs: v.number(),
  /** The first few wrong read-backs and refusals, for the report. */
  samples: texts,
});

export type Looks = v.InferOutput<typeof looks>;
export type Ledger = v.InferOutput<typeof ledger>;
export type Flush = v.InferOutput<typeof flushSchema>;
