/**
 * The schema of all that a run writes: one JSON object a line, in `events.ndjson` by the CLI and in
 * `load/<scenario>/flushes.ndjson` by the k6 workers, see flush-schema.ts. Append-only; a run that was killed leaves
 * whole lines up to its end. The k6 worker imports the types only.
 */

import * as v from "valibot";
import { baselineSchema } from "./baseline-schema.ts";
import { count } from "./count-schemas.ts";
import { type causeSchema, type exchangeSchema, findingSchema } from "./finding-schema.ts";
import { fleetShapeSchema } from "./fleet-shape-schema.ts";
import { objectiveSchema } from "./objective.ts";
import { EVIDENCE_VERSION } from "./version.ts";

export { type Flush, flushSchema, type Ledger, type Looks } from "./flush-schema.ts";
export { EVIDENCE_VERSION };

const texts = v.array(v.string());
/** A moment, UTC: files with dates of their own take it over. */
const moment = v.pipe(v.string(), v.isoTimestamp());

/** A failure that is known and accepted until a day, as the operator's file says. */
const waiver = v.object({
  requirement: v.string(),
  fingerprint: v.string(),
  reason: v.string(),
  owner: v.string(),
  /** The last day it holds, YYYY-MM-DD (UTC). */
  until: v.pipe(v.string(), v.isoDate()),
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
    startedAt: moment,
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
    /** What the build of the target is called, where the operator says so. */
    release: v.optional(v.string()),
    /** Folder of the baseline that the run promised to be compared with. */
    baseline: v.optional(v.string()),
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
    /** What it was meant to do. Absent: older evidence. */
    shape: v.optional(fleetShapeSchema),
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
  baseline: baselineSchema,
  interrupted: v.object({ kind: v.literal("interrupted"), signal: v.string() }),
  closed: v.object({ kind: v.literal("closed"), at: moment, durationMs: v.number() }),
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
  dataset.baseline,
  dataset.interrupted,
  dataset.closed,
]);

export type Event = v.InferOutput<typeof eventSchema>;
export type EventOf<K extends Event["kind"]> = Extract<Event, { kind: K }>;
export type RunEvent = EventOf<"run">;
export type RequirementEvent = EventOf<"requirement">;
export type CatalogueEntry = v.InferOutput<typeof catalogueEntry>;
export type Waiver = v.InferOutput<typeof waiver>;
export type Cause = v.InferOutput<typeof causeSchema>;
export type Finding = v.InferOutput<typeof findingSchema>;
export type Exchange = v.InferOutput<typeof exchangeSchema>;
