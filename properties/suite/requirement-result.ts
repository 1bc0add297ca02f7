/** What checking a requirement takes, and what comes of it. */

import type { Exchange } from "../../reports/evidence/index.ts";
import type { Need, Requirement } from "../requirements/index.ts";
import type { Target, TaskPool } from "../target/index.ts";
import type { Consistency } from "./consistency.ts";
import type { Cause, Note } from "./judge.ts";
import type { TrialResult } from "./run-trial.ts";
import type { Trial } from "./trial.ts";

/** Numbers that bound the work on one requirement. */
export interface Effort {
  /** Drawn trials, whatever they take. */
  readonly randomRuns: number;
  /** Drawn trials at the most: what is beyond `randomRuns` is drawn while there is time. */
  readonly randomRunsMax: number;
  /** After so much time of the whole check no further trials are drawn. */
  readonly drawMs: number;
  /** The same of requirements that break connections, counted from where they begin. */
  readonly breakMs: number;
  /** Times a counterexample is sent again. */
  readonly confirmRuns: number;
  /** Shrunk values that are tried. */
  readonly shrinkRuns: number;
  /** Time in which a counterexample may be made smaller: what is slow to answer is slow to shrink. */
  readonly reduceMs: number;
}

/** What a gate takes. */
export const DEFAULT_EFFORT: Effort = {
  randomRuns: 60,
  randomRunsMax: 480,
  drawMs: 9000,
  breakMs: 1600,
  confirmRuns: 3,
  shrinkRuns: 150,
  reduceMs: 12_000,
};

/** For a night: many times the draws, and time for them. */
export const EXPLORE_EFFORT: Effort = {
  ...DEFAULT_EFFORT,
  randomRuns: 240,
  randomRunsMax: 4800,
  drawMs: 120_000,
  breakMs: 30_000,
  confirmRuns: 5,
};

/** For a first impression: what was drawn is little. */
export const QUICK_EFFORT: Effort = { ...DEFAULT_EFFORT, randomRuns: 5, randomRunsMax: 5 };

export interface FirstSeen {
  readonly afterMs: number;
  readonly requests: number;
}

/** One sending of a trial, on these tasks. */
export interface Attempt {
  readonly result: TrialResult;
  readonly ids: Ids;
}

/** An attempt and what it tried. */
export type Shown = Attempt & { readonly trial: Trial };

/** A violated trial, made small and sent again. */
export interface Violation {
  readonly trial: Trial;
  readonly expected: string;
  readonly actual: string;
  readonly cause: Cause;
  /** Causes of the other trials that were violated, each once, without this one's own. */
  readonly otherCauses: readonly Cause[];
  readonly exchanges: readonly Exchange[];
  readonly confirmation: { readonly runs: number; readonly violated: number };
  readonly ids: Ids;
  /** When the first violated trial was seen, counted from the beginning of the whole check. */
  readonly firstSeen: FirstSeen | undefined;
  /** Titles of the other trials that were violated. */
  readonly also: readonly string[];
  /** Members whose value matters; absent where there is none to speak of. */
  readonly needed?: readonly string[];
}

/** What was seen of one requirement, with counts; no verdict. */
export interface RequirementResult {
  readonly outcome: "held" | "violated" | "unknown" | "untestable";
  readonly reason?: string;
  readonly trials: number;
  readonly requests: number;
  readonly indefinite: number;
  readonly violated: number;
  readonly durationMs: number;
  readonly goals: readonly { readonly name: string; readonly want: number; readonly got: number }[];
  readonly notes: readonly Note[];
  /** Of watched histories; absent where there were none. */
  readonly consistency?: Consistency;
  /** Violated trials of other requirements, which these trials showed. */
  readonly strays?: readonly Shown[];
  readonly violation?: Violation;
}

/** Trials that must really have overlapped, and requests that must really have been broken. */
const OVERLAPS_WANTED = 3;
const FAULTS_WANTED = 3;
const UNDER_WAY_WANTED = 1;

/** What must have happened for the outcome to mean anything. */
export function goalsOf(
  { wantsOverlap, breaks, wantsUnderWay }: Requirement,
  wanted: number,
  got: { readonly judged: number; readonly overlapped: number; readonly faulted: number },
): RequirementResult["goals"] {
  const { judged, overlapped, faulted } = got;
  const overlaps = { name: "trials that overlapped", want: OVERLAPS_WANTED, got: overlapped };
  const faults = { name: "faults that happened", want: FAULTS_WANTED, got: faulted };
  const killed = { name: "reports under way at a kill", want: UNDER_WAY_WANTED, got: faulted };
  return [
    { name: "trials judged", want: wanted, got: judged },
    ...(wantsOverlap === true ? [overlaps] : []),
    ...(breaks === true ? [faults] : []),
    ...(wantsUnderWay === true ? [killed] : []),
  ];
}

/** The leased ids of a trial. */
export type Ids = { readonly a?: string; readonly b?: string };

function isChecked({ auth }: Target): boolean {
  return auth.kind === "token" || auth.kind === "signature";
}

const RESTART = "a way to kill the endpoint and start it again (--restart-command)";

/** What a target cannot lend; empty when the requirement can be tested. */
export function missingNeeds(
  needs: readonly Need[],
  target: Target,
  pool: TaskPool,
): readonly string[] {
  return needs.flatMap((need) => {
    switch (need) {
      case "observation":
        return target.observation.kind === "none" ? ["an observation (--observe)"] : [];
      case "credential":
        return isChecked(target) ? [] : ["a credential that is checked (HEADWAY_TOKEN, --auth)"];
      case "token":
        return target.auth.kind === "token" ? [] : ["a token (HEADWAY_TOKEN, --auth)"];
      case "signature":
        return target.auth.kind === "signature" ? [] : ["a signing key (--auth sdk-hmac)"];
      case "foreign task":
        return target.foreignTask === undefined ? ["somebody else's task (--foreign-task)"] : [];
      case "direct connection":
        return target.isDirect ? [] : ["a connection without a proxy"];
      case "network faults":
        return target.mayBreak ? [] : ["leave to break connections (--faults on)"];
      case "probes":
        return target.mayProbe ? [] : ["leave to try what an attacker would (--security on)"];
      case "plain connection":
        return target.isEncrypted ? ["a connection without TLS"] : [];
      case "restart":
        return target.restart === undefined ? [RESTART] : [];
      case "two tasks":
        return pool.canLend(2) ? [] : ["two tasks (--tasks)"];
    }
    return [];
  });
}

/** Up to half of the trials may turn out not to apply, because what they build on was refused. */
export function wantedOf(trials: number): number {
  return Math.ceil(trials / 2);
}
