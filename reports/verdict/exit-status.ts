/**
 * Which exit status a run ends with: a table, of which the first row that applies decides. Red
 * comes before an interruption and before our own faults, because a violation seen stays seen.
 */

import type { ExitStatus, RunVerdict } from "./judged-run.ts";

/** What the rows of the table look at. */
export interface Facts {
  /** A wrong flag or configuration, which ends a run before it begins. */
  readonly operatorError?: string;
  /** "id FAIL" of each gating requirement that is red. */
  readonly redRequirements: readonly string[];
  /** "name: which objective" of each scenario that missed one. */
  readonly missedObjectives: readonly string[];
  /** What is worse than in the baseline and not named by the two above. */
  readonly regressions: readonly string[];
  readonly interrupted: string | undefined;
  readonly harnessErrors: readonly string[];
  readonly invalidScenarios: readonly string[];
  /** Evidence that is broken, foreign or could not be written. */
  readonly problems: readonly string[];
  /** Reports that could not be written: an older one would be taken for this run's. */
  readonly unwritten: readonly string[];
  /** Whether the run recorded its own end. */
  readonly ended: boolean;
  /** Halves that were promised and left no evidence. */
  readonly absentHalves: readonly string[];
  /** Halves that were promised and in which nothing gating was put to the test. */
  readonly vainHalves: readonly string[];
  readonly missingPrerequisites: readonly string[];
  /** "id VACUOUS" of each gating requirement, or name of each scenario, left open. */
  readonly uncertain: readonly string[];
  readonly tested: number;
  readonly minTested: number;
}

/** A row: its status, and why it applies, or undefined when it does not. */
export interface Rule {
  readonly status: ExitStatus;
  readonly verdict: RunVerdict;
  readonly because: (facts: Facts) => string | undefined;
}

/** The table of the design, row by row; within a status, the gravest reason first. */
export const PRECEDENCE: readonly Rule[] = [
  { status: 2, verdict: "ERROR", because: (facts) => facts.operatorError },
  {
    status: 1,
    verdict: "VIOLATES",
    because: ({ redRequirements, missedObjectives, regressions }) =>
      named("red", [...redRequirements, ...missedObjectives, ...regressions]),
  },
  {
    status: 130,
    verdict: "INCOMPLETE",
    because: ({ interrupted }) =>
      interrupted === undefined ? undefined : `interrupted by ${interrupted}`,
  },
  {
    status: 4,
    verdict: "ERROR",
    because: ({ harnessErrors }) =>
      named("a fault of the harness, not of the target", harnessErrors),
  },
  {
    status: 4,
    verdict: "INVALID",
    because: ({ invalidScenarios }) => named("the load proves nothing", invalidScenarios),
  },
  {
    status: 4,
    verdict: "INCOMPLETE",
    because: ({ problems }) => named("evidence cannot be trusted", problems),
  },
  {
    status: 4,
    verdict: "INCOMPLETE",
    because: ({ unwritten }) => named("reports could not be written", unwritten),
  },
  {
    status: 4,
    verdict: "INCOMPLETE",
    because: ({ ended }) => (ended ? undefined : "the run did not record its end: it was killed"),
  },
  {
    status: 4,
    verdict: "ERROR",
    because: (facts) =>
      facts.missingPrerequisites.length > 0
        ? undefined
        : named("promised and did not happen", facts.absentHalves),
  },
  {
    status: 4,
    verdict: "ERROR",
    because: (facts) =>
      facts.missingPrerequisites.length > 0
        ? undefined
        : named("nothing gating could have failed, so it proves nothing", facts.vainHalves),
  },
  {
    status: 3,
    verdict: "INCOMPLETE",
    because: ({ missingPrerequisites }) => named("missing", missingPrerequisites),
  },
  {
    status: 5,
    verdict: "INCOMPLETE",
    because: ({ uncertain }) => named("not decided", uncertain),
  },
  {
    status: 5,
    verdict: "INCOMPLETE",
    because: ({ tested, minTested }) =>
      tested >= minTested
        ? undefined
        : `${tested} gating requirements were tested, at least ${minTested} are wanted`,
  },
];

/** What the table says of a run. */
export interface Decision {
  readonly status: ExitStatus;
  readonly verdict: RunVerdict;
  readonly reason: string;
}

/** Decides by the first row that applies; CONFORMS when none does. */
export function decideStatus(facts: Facts): Decision {
  for (const { status, verdict, because } of PRECEDENCE) {
    const reason = because(facts);
    if (reason !== undefined) return { status, verdict, reason };
  }
  return { status: 0, verdict: "CONFORMS", reason: "nothing gating failed or stayed open" };
}

/** Names shown in a one-line reason; more are counted. */
const SHOWN = 3;

function named(what: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > SHOWN ? `; ${names.length - SHOWN} more` : "";
  return `${what}: ${names.slice(0, SHOWN).join("; ")}${more}`;
}
