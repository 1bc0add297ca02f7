/**
 * The property half of a run: every requirement of the profile against one target, as events. It
 * says what was seen; whether that lets a release pass is decided by whoever reads the events.
 */

import type { Event, Finding } from "../../reports/evidence/index.ts";
import { TWINS } from "../../simulators/endpoint/index.ts";
import { CATALOGUE_VERSION, type Requirement, requirementsOf } from "../requirements/index.ts";
import {
  messageOf,
  secretsOf,
  type Target,
  type TaskPool,
  type Transport,
} from "../target/index.ts";
import { checkRequirement } from "./check-requirement.ts";
import { type RecordedTarget, replayCommand } from "./counterexample.ts";
import { describeTrial } from "./describe-trial.ts";
import { withKillsBounded } from "./kill.ts";
import { Leftovers } from "./leftovers.ts";
import type { Effort, FirstSeen, RequirementResult, Violation } from "./requirement-result.ts";
import { storeCounterexample } from "./store-counterexample.ts";
import { type Claim, judgeWatching } from "./strays.ts";
import type { Trial } from "./trial.ts";
import { Turnstile } from "./turnstile.ts";

export interface CheckRequest {
  readonly target: Target;
  readonly pool: TaskPool;
  readonly seed: number;
  readonly effort: Effort;
  /** Only requirements whose id starts with one of these; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** How long the endpoint may be restarted for; undefined: what needs that is not checked. @unit milliseconds */
  readonly restartsMs?: number | undefined;
  /** Folder of the run, for counterexamples. */
  readonly folder: string;
  readonly home: string;
  readonly recorded: RecordedTarget;
  /** Version of the catalogue that gates; requirements that are newer do not. @defaultValue all do */
  readonly catalogue?: string | undefined;
  /** Trials that have failed before, by requirement: they are sent first. */
  readonly stored?: ReadonlyMap<string, readonly Trial[]>;
}

export interface CheckIo {
  record(event: Event): void;
  /** Told after each requirement. */
  progress(state: { readonly done: number; readonly all: number; readonly violated: number }): void;
  /** Told of each requirement's first violated trial, before it is shrunk. */
  violated?(requirement: string, seen: FirstSeen): void;
  /** Told of each trial, in words, that is still violated while a smaller one is looked for. */
  shrinking?(requirement: string, trial: string): void;
  readonly signal: AbortSignal;
}

/** Enough to keep a target busy, few enough that none of them waits long for a connection. */
const TRIALS_AT_ONCE = 24;

/** Other violated trials that a finding names. */
const ALSO_MAX = 5;

/** The requirements that a selection names, of those the profile has; restarts are asked for. */
export function selected(
  target: Pick<Target, "profile">,
  { only, restartsMs }: Pick<CheckRequest, "only" | "restartsMs">,
): readonly Requirement[] {
  const all = requirementsOf(target.profile).filter((requirement) => {
    return restartsMs !== undefined || !isRestarting(requirement);
  });
  return only === undefined ? all : all.filter((r) => only.some((p) => r.id.startsWith(p)));
}

/** Checks the requirements and records the catalogue and one event each. */
export async function check(request: CheckRequest, io: CheckIo): Promise<void> {
  const requirements = selected(request.target, request);
  recordCatalogue(requirements, request.catalogue, io);
  const turnstile = new Turnstile(TRIALS_AT_ONCE);
  const leftovers = new Leftovers();
  const startedMs = performance.now();
  const dialects = new Set<string>();
  let done = 0;
  let violated = 0;
  let sent = 0;
  const { transport } = request.target;
  const counting: Transport = {
    close: () => transport.close(),
    send: (...args) => {
      sent += 1;
      return transport.send(...args);
    },
  };
  const target = withKillsBounded(
    { ...request.target, transport: counting },
    request.restartsMs ?? 0,
  );
  const judged = async (requirement: Requirement, claim?: Claim) => {
    try {
      return await checkRequirement(requirement, {
        ...request,
        target,
        stored: request.stored?.get(requirement.id) ?? [],
        sent: () => sent,
        onViolated: (seen) => io.violated?.(requirement.id, seen),
        onShrinking: (trial) => io.shrinking?.(requirement.id, describeTrial(trial)),
        turnstile,
        leftovers,
        startedMs,
        claim,
        signal: io.signal,
      });
    } catch (error) {
      recordFault(requirement.id, error, io);
      return undefined;
    }
  };
  const told = (requirement: Requirement, result: RequirementResult | undefined) => {
    if (result?.outcome === "violated") violated += 1;
    if (result !== undefined) recordResult(requirement, result, request, io, dialects);
    done += 1;
    io.progress({ done, all: requirements.length, violated });
  };
  const one = async (requirement: Requirement) => told(requirement, await judged(requirement));
  // Races are judged when nothing else takes the target's time.
  const races = requirements.filter((r) => r.wantsOverlap === true);
  const breaking = requirements.filter((r) => r.breaks === true);
  const restarting = requirements.filter(isRestarting);
  const apart = [...races, ...breaking, ...restarting];
  const plain = requirements.filter((r) => !apart.includes(r));
  for (const first of plain.filter((r) => r.first === true)) await one(first);
  await Promise.all(plain.filter((r) => r.first !== true).map(one));
  for (const race of races.filter(({ watches }) => watches === undefined)) await one(race);
  // Those that watch histories go by the times of all calls, whatever else is under way.
  const watching = races.filter(({ watches }) => watches !== undefined);
  for (const [race, result] of await judgeWatching(watching, judged)) told(race, result);
  // What breaks connections comes last: whatever it leaves behind disturbs nobody.
  const beside = breaking.filter(({ alone }) => alone !== true);
  for (const [fault, result] of await judgeWatching(beside, judged)) told(fault, result);
  for (const fault of breaking.filter(({ alone }) => alone === true)) await one(fault);
  for (const [kill, result] of await judgeWatching(restarting, judged)) told(kill, result);
}

function isRestarting({ needs }: Requirement): boolean {
  return needs.includes("restart");
}

/** Whether a requirement is newer than the catalogue that a run is pinned to. */
function isLater({ since }: Requirement, pinned: string | undefined): boolean {
  return pinned !== undefined && Number(since) > Number(pinned);
}

function recordCatalogue(
  requirements: readonly Requirement[],
  pinned: string | undefined,
  io: CheckIo,
): void {
  io.record({
    kind: "catalogue",
    version: CATALOGUE_VERSION,
    requirements: requirements.map((r) => ({
      id: r.id,
      statement: r.statement,
      basis: r.basis,
      level: r.level,
      table: r.table,
      source: r.source,
      ...(r.ruling === undefined ? {} : { ruling: r.ruling }),
      needs: [...r.needs],
      twins: [...twinsOf(r.id)],
      since: r.since,
      ...(isLater(r, pinned) ? { addedLater: true as const } : {}),
    })),
  });
}

/** The twins that a requirement is known to catch. */
export function twinsOf(requirement: string): readonly string[] {
  return TWINS.filter((twin) => twin.caughtBy.includes(requirement)).map((twin) => twin.id);
}

function recordResult(
  requirement: Requirement,
  result: RequirementResult,
  request: CheckRequest,
  io: CheckIo,
  dialects: Set<string>,
): void {
  for (const note of result.notes) {
    if (note.kind !== "dialect" || dialects.has(note.what)) continue;
    dialects.add(note.what);
    const cut = note.what.lastIndexOf(": ");
    const [name, value] = [note.what.slice(0, cut), note.what.slice(cut + 2)];
    io.record({ kind: "dialect", name, value, how: "detected" });
  }
  const { violation } = result;
  io.record({
    kind: "requirement",
    id: requirement.id,
    outcome: result.outcome,
    ...(result.reason === undefined ? {} : { reason: result.reason }),
    trials: result.trials,
    requests: result.requests,
    indefinite: result.indefinite,
    durationMs: result.durationMs,
    goals: result.goals.map((goal) => ({ ...goal })),
    nonStrict: countNotes(result),
    ...(result.consistency === undefined
      ? {}
      : { consistency: { ...result.consistency, kept: [...result.consistency.kept] } }),
    ...(violation === undefined
      ? {}
      : { finding: findingOf(requirement, result, violation, request, io) }),
  });
}

function countNotes(result: RequirementResult): { what: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const note of result.notes) {
    if (note.kind === "non-strict") counts.set(note.what, (counts.get(note.what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => ({ what, count }));
}

function findingOf(
  requirement: Requirement,
  result: RequirementResult,
  violation: Violation,
  request: CheckRequest,
  io: CheckIo,
): Finding {
  const { folder, home, recorded } = request;
  let files: readonly string[] = [];
  try {
    files = storeCounterexample({
      folder,
      requirement,
      violation,
      target: recorded,
      secrets: secretsOf(request.target),
      home,
    });
  } catch (error) {
    // The finding itself is kept in the evidence; only its files could not be written.
    const message = `the counterexample's files were not written: ${messageOf(error)}`;
    io.record({ kind: "harness-error", place: requirement.id, message });
  }
  return {
    expected: violation.expected,
    actual: violation.actual,
    cause: { ...violation.cause },
    ...(violation.otherCauses.length === 0
      ? {}
      : { otherCauses: violation.otherCauses.map((cause) => ({ ...cause })) }),
    counterexample: describeTrial(violation.trial),
    ...(violation.needed === undefined ? {} : { matters: [...violation.needed] }),
    ...(violation.firstSeen === undefined ? {} : { firstSeen: { ...violation.firstSeen } }),
    ...traceOf(violation),
    ...alsoOf(violation),
    exchanges: [...violation.exchanges],
    confirmation: { ...violation.confirmation },
    like: { runs: result.trials, violated: result.violated },
    replay: replayCommand(`${folder}/${files[0] ?? ""}`),
    files: [...files],
  };
}

/** Other trials of the requirement that were violated, each once, a few of them by name. */
function alsoOf(violation: Violation): Pick<Finding, "also"> {
  const titles = [...new Set(violation.also)].filter((title) => title !== violation.trial.title);
  if (titles.length === 0) return {};
  const more = titles.length > ALSO_MAX ? [`${titles.length - ALSO_MAX} more`] : [];
  return { also: [...titles.slice(0, ALSO_MAX), ...more] };
}

function traceOf({ exchanges }: Violation): Pick<Finding, "trace"> {
  const header = exchanges.at(-1)?.headers.find(([name]) => name === "traceparent");
  return header === undefined ? {} : { trace: header[1] };
}

function recordFault(place: string, error: unknown, io: CheckIo): void {
  const stack = error instanceof Error ? error.stack : undefined;
  const message = messageOf(error);
  io.record({ kind: "harness-error", place, message, ...(stack === undefined ? {} : { stack }) });
}
