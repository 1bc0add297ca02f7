/**
 * The schema of all that a run writes: one JSON object a line, in `events.ndjson` by the CLI and in
 * `load/<scenario>/flushes.ndjson` by the k6 workers. Append-only; a run that was killed leaves
 * whole lines up to its end. The k6 worker imports the types only.
 *
 * A change that old readers would misread raises EVIDENCE_VERSION.
 */

import * as v from "valibot";
import { type causeSchema, type exchangeSchema, findingSchema } from "./finding-schema.ts";
import { BUCKETS } from "./histogram.ts";
import { objectiveSchema } from "./objective.ts";

export const EVIDENCE_VERSION = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(v.string());

/** A failure that is known and accepted until a day, as the operator's file says. */
const waiver = v.object({
  requirement: v.string(),
  fingerprint: v.string(),
  reason: v.string(),
  owner: v.string(),
  /** The last day it holds, YYYY-MM-DD (UTC). */
  until: v.string(),
  /** Seen now and then only: up to that share of like requests. */
  flaky: v.optional(v.object({ maxRate: v.number() })),
});

const catalogueEntry = v.object({
  id: v.string(),
  statement: v.string(),
  basis: v.picklist(["stated", "adopted", "inferred", "assumed"]),
  level: v.picklist(["MUST", "SHOULD"]),
  /** Table or section of the source that the requirement belongs to, e.g. "Table 3: body". */
  table: v.string(),
  source: v.string(),
  ruling: v.optional(v.string()),
  /** What must be there for it to be tested, e.g. "observation". */
  needs: texts,
  twins: texts,
  /** Version of the catalogue that it entered with. */
  since: v.optional(v.string()),
  /** Set when the run was pinned to an older catalogue: it was tested, and does not gate. */
  addedLater: v.optional(v.literal(true)),
});

const dataset = {
  run: v.object({
    kind: v.literal("run"),
    version: v.literal(EVIDENCE_VERSION),
    startedAt: v.string(),
    verb: v.string(),
    tool: v.string(),
    node: v.string(),
    gitRevision: v.optional(v.string()),
    machine: v.object({ platform: v.string(), cpus: count, memoryBytes: count }),
    seed: v.number(),
    profile: v.string(),
    /** Without secrets. `embedded` names our own endpoint or the twin that was asked for. */
    target: v.object({
      url: v.string(),
      embedded: v.optional(v.string()),
      auth: v.optional(v.string()),
      tasks: v.string(),
      observe: v.string(),
      visibleWithinMs: v.number(),
    }),
    strict: v.boolean(),
    minTested: count,
    /** Why the run does not cover everything; absent when it does. */
    partial: v.optional(v.string()),
    /** Halves that the verb promised. */
    halves: v.array(v.picklist(["check", "load"])),
    command: v.string(),
  }),
  catalogue: v.object({
    kind: v.literal("catalogue"),
    version: v.string(),
    requirements: v.array(catalogueEntry),
  }),
  waivers: v.object({
    kind: v.literal("waivers"),
    /** Where they were read, as the operator would find them. */
    file: v.string(),
    entries: v.array(waiver),
  }),
  prerequisite: v.object({
    kind: v.literal("prerequisite"),
    name: v.string(),
    /** `ok`, or `missing`: the run (or the half of it that needs it) could not happen. */
    state: v.picklist(["ok", "missing"]),
    detail: v.string(),
    remedy: v.optional(v.string()),
  }),
  dialect: v.object({
    kind: v.literal("dialect"),
    name: v.string(),
    value: v.string(),
    how: v.picklist(["declared", "detected"]),
  }),
  requirement: v.object({
    kind: v.literal("requirement"),
    id: v.string(),
    outcome: v.picklist(["held", "violated", "unknown", "untestable"]),
    /** Why it is unknown or untestable. */
    reason: v.optional(v.string()),
    trials: count,
    requests: count,
    /** Trials whose replies did not come: timeouts, broken connections. */
    indefinite: count,
    durationMs: v.number(),
    /** What must have been seen for the outcome to mean anything. */
    goals: v.array(v.object({ name: v.string(), want: count, got: count })),
    /** Legal but not best behaviour, with how often it was seen. */
    nonStrict: v.array(v.object({ what: v.string(), count })),
    /** Where the history of a task was watched: in how many trials, and what all of them keep. */
    consistency: v.optional(
      v.object({
        histories: count,
        /** Too large to be decided. */
        undecided: count,
        /** Levels of consistency that all keep for certain, the strongest first. */
        kept: texts,
      }),
    ),
    finding: v.optional(findingSchema),
  }),
  loadOpened: v.object({
    kind: v.literal("load-opened"),
    scenario: v.string(),
    question: v.string(),
    attempt: count,
    agents: count,
    plans: count,
    /** Name of the fleet that was asked for; absent: the usual mixture. */
    fleet: v.optional(v.string()),
    intervalMs: v.number(),
    durationMs: v.number(),
    /** What the scenario asks beyond its objectives: where it bends, what grows, how it comes back. */
    asks: v.optional(v.picklist(["knee", "drift", "recovery"])),
    /** Where the pace changes: times from the begin of the load. Absent: it does not. */
    parts: v.optional(
      v.array(v.object({ name: v.string(), fromMs: v.number(), untilMs: v.number() })),
    ),
    workers: count,
    /** Processes that played it, each a part. Absent: one. */
    segments: v.optional(count),
    /** Fingerprint of settings and plans, which every flush repeats. Absent: older evidence. */
    identity: v.optional(v.string()),
    lanes: count,
    readBackShare: v.number(),
    objectives: v.array(objectiveSchema),
    /** Lag of our own, from the 99th percentile, above which the run is INVALID. */
    ownLagBudgetMs: v.number(),
    /** Rate of a short probe before, where one was run. */
    probedPerSecond: v.optional(v.number()),
  }),
  /** What was done beside the fleet, and what came of it, in words. */
  loadBeside: v.object({
    kind: v.literal("load-beside"),
    scenario: v.string(),
    attempt: count,
    what: v.string(),
  }),
  loadMemory: v.object({
    kind: v.literal("load-memory"),
    scenario: v.string(),
    attempt: count,
    /** Where the endpoint's memory was read, in the operator's words. */
    source: v.string(),
    /** Times from the begin of the load. */
    samples: v.array(v.object({ atMs: v.number(), bytes: count })),
    /** Why there are no more, where reading failed. */
    problem: v.optional(v.string()),
  }),
  loadClosed: v.object({
    kind: v.literal("load-closed"),
    scenario: v.string(),
    attempt: count,
    /** `finished`, or why the generator did not come to its end. */
    ending: v.picklist(["finished", "failed", "interrupted", "timeout"]),
    detail: v.string(),
    exitCode: v.nullable(v.number()),
    k6: v.object({ version: v.string(), how: v.string() }),
    cpuSeconds: v.number(),
    memory: v.array(v.object({ atMs: v.number(), bytes: count })),
    /** Its threads together, watched from outside; sums since its start. Absent: older evidence. */
    scheduling: v.optional(
      v.object({
        /** Cores that it might use. */
        cpus: count,
        /** Time on a core, and time ready and waiting for one. None: the system does not tell. */
        samples: v.array(
          v.object({ atMs: v.number(), runSeconds: v.number(), waitSeconds: v.number() }),
        ),
      }),
    ),
  }),
  harnessError: v.object({
    kind: v.literal("harness-error"),
    place: v.string(),
    message: v.string(),
    stack: v.optional(v.string()),
  }),
  interrupted: v.object({ kind: v.literal("interrupted"), signal: v.string() }),
  closed: v.object({ kind: v.literal("closed"), at: v.string(), durationMs: v.number() }),
} as const;

/** One line of `events.ndjson`. */
export const eventSchema = v.variant("kind", [
  dataset.run,
  dataset.catalogue,
  dataset.waivers,
  dataset.prerequisite,
  dataset.dialect,
  dataset.requirement,
  dataset.loadOpened,
  dataset.loadClosed,
  dataset.loadBeside,
  dataset.loadMemory,
  dataset.harnessError,
  dataset.interrupted,
  dataset.closed,
]);

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

/** A sparse histogram in microseconds: [bucket, count, bucket, count …], see histogram.ts. */
const sparse = v.pipe(
  v.array(count),
  v.check(
    (values) => values.length % 2 === 0 && values.every((n, i) => i % 2 === 1 || n < BUCKETS),
    `want pairs of a bucket below ${BUCKETS} and a count`,
  ),
);

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
  statuses: v.record(v.string(), count),
  /** Refusals by status and the endpoint's error code; new connections by protocol. Absent: older evidence. */
  codes: v.optional(v.record(v.string(), count)),
  connections: v.optional(v.record(v.string(), count)),
  /** Wrong looks of the sweep, by how they were: lost, stale, refused, torn, foreign. */
  wrongs: v.optional(v.record(v.string(), count)),
  /** Wrong looks beside the load, by the same names. Absent: older evidence. */
  misreads: v.optional(v.record(v.string(), count)),
  /** Acknowledged reports by subtask name. */
  subtasks: v.record(v.string(), count),
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

export type Event = v.InferOutput<typeof eventSchema>;
export type EventOf<K extends Event["kind"]> = Extract<Event, { kind: K }>;
export type RunEvent = EventOf<"run">;
export type RequirementEvent = EventOf<"requirement">;
export type CatalogueEntry = v.InferOutput<typeof catalogueEntry>;
export type Waiver = v.InferOutput<typeof waiver>;
export type Cause = v.InferOutput<typeof causeSchema>;
export type Finding = v.InferOutput<typeof findingSchema>;
export type Exchange = v.InferOutput<typeof exchangeSchema>;
export type Looks = v.InferOutput<typeof looks>;
export type Ledger = v.InferOutput<typeof ledger>;
export type Flush = v.InferOutput<typeof flushSchema>;
