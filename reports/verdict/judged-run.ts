/** What a run's evidence means: the types that every format is written from. */

import type { MergedLoad } from "../evidence/merge.ts";
import type { Objective } from "../evidence/objective.ts";
import type {
  CatalogueEntry,
  EventOf,
  Finding,
  RequirementEvent,
  RunEvent,
  Waiver,
} from "../evidence/schema.ts";

/** All verdicts of a requirement, the gravest first; pages list them in this order. */
export const REQUIREMENT_VERDICTS = [
  "FAIL",
  "FLAKY",
  "HARNESS-ERROR",
  "STALE-WAIVER",
  "INCONCLUSIVE",
  "VACUOUS",
  "UNTESTABLE",
  "WAIVED",
  "PASS-NONSTRICT",
  "PASS",
] as const;
export type RequirementVerdict = (typeof REQUIREMENT_VERDICTS)[number];

export type RunVerdict = "CONFORMS" | "VIOLATES" | "INVALID" | "INCOMPLETE" | "ERROR";
export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 5 | 130;

/** Share of like requests that showed a violation, with the 95 % interval of Wilson. */
export interface Rate {
  readonly violated: number;
  readonly runs: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface JudgedRequirement {
  readonly entry: CatalogueEntry;
  readonly verdict: RequirementVerdict;
  /** Whether the verdict counts for the exit status. */
  readonly gating: boolean;
  /** Whether it was put to the test, so that it could have failed. */
  readonly tested: boolean;
  /** Why the verdict is what it is, where the verdict alone does not say so. */
  readonly reason: string | undefined;
  readonly result: RequirementEvent | undefined;
  readonly finding: Finding | undefined;
  /** Names of the finding's causes, its own first; empty where there is none. */
  readonly fingerprints: readonly string[];
  /** What the operator's file says of it; absent: nothing. */
  readonly waivers?: readonly Waiver[];
  /** The file that says so. */
  readonly waiversFile?: string;
  /** Of FLAKY only. */
  readonly rate: Rate | undefined;
}

export type ScenarioVerdict = "MET" | "MISSED" | "INVALID" | "INCONCLUSIVE" | "HARNESS-ERROR";

export interface JudgedObjective {
  readonly objective: Objective;
  /** What was measured; undefined when nothing was. */
  readonly value: number | undefined;
  /** Reports or looks that it was measured by. */
  readonly samples: number;
  readonly state: "met" | "missed" | "not judged";
  /** Of a time that is beyond its limit by no more than the generator's own lag: that lag. */
  readonly blurredByMs?: number;
}

export interface JudgedScenario {
  readonly opened: EventOf<"load-opened">;
  readonly closed: EventOf<"load-closed"> | undefined;
  readonly load: MergedLoad;
  readonly verdict: ScenarioVerdict;
  readonly reason: string | undefined;
  readonly objectives: readonly JudgedObjective[];
  /** What else was found, in words: where it bends, what grows. */
  readonly remarks: readonly string[];
  /** Attempts before this one, which do not count. */
  readonly earlierAttempts: number;
  /** 99th percentile of the generator's own lag, in sending or in its event loop. */
  readonly generatorLagP99Ms: number | undefined;
}

export interface JudgedRun {
  readonly verdict: RunVerdict;
  readonly status: ExitStatus;
  /** The verdict in one line, e.g. "CONFORMS, 41 of 58 gating requirements tested". */
  readonly line: string;
  /** Why the exit status is what it is, in one line. */
  readonly reason: string;
  /** What the reader can do now, the most useful first. */
  readonly next: readonly string[];
  readonly run: RunEvent | undefined;
  readonly requirements: readonly JudgedRequirement[];
  readonly scenarios: readonly JudgedScenario[];
  readonly counts: Readonly<Record<RequirementVerdict, number>>;
  readonly gating: { readonly total: number; readonly tested: number; readonly red: number };
  readonly dialects: readonly EventOf<"dialect">[];
  readonly missing: readonly EventOf<"prerequisite">[];
  readonly harnessErrors: readonly EventOf<"harness-error">[];
  /** The signal, when the run was interrupted. */
  readonly interrupted: string | undefined;
  readonly durationMs: number | undefined;
  /** What is otherwise than in the baseline, where there is one. */
  readonly baseline: EventOf<"baseline"> | undefined;
  /** Evidence that could not be read or written, or contradicts itself. */
  readonly problems: readonly string[];
  /** Reports for which there was no room, or no leave: a name and the reason each. */
  readonly unwritten: readonly string[];
}
