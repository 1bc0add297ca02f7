/** What a requirement is: who demands it, and the trials that can show it broken. */

import type * as fc from "fast-check";
import type { Plan } from "../../simulators/agent/index.ts";
import type { Basis, Profile } from "../../simulators/contract/index.ts";
import type { AnomalyKind } from "../model/anomalies.ts";
import type { Trial } from "../suite/trial.ts";

/** The tables and sections of the source, in its order. */
export type Table =
  | "URI and table 1: path"
  | "Table 2: header"
  | "Table 3: body"
  | "Status codes and errors"
  | "Meaning: the report a task keeps";

/** What a target must lend for the requirement to be tested. */
export type Need =
  | "observation"
  | "credential"
  | "token"
  | "signature"
  | "two tasks"
  | "foreign task"
  | "restart"
  | "direct connection"
  /** Leave to break connections on purpose. */
  | "network faults"
  /** Leave to send what an attacker would. */
  | "probes"
  /** A connection whose bytes are the message. */
  | "plain connection";

export interface TrialContext {
  readonly profile: Profile;
  /** Whether tasks can be looked at. */
  readonly observes: boolean;
  /** Ids of tasks that are worth a trial of their own: the shortest, the longest, the oddest. */
  readonly ids: readonly string[];
  /** A task of somebody else, where one was named. */
  readonly foreignTask?: string | undefined;
}

export interface Requirement {
  /** Written by hand, never renumbered, never reused. */
  readonly id: string;
  /** The endpoint's duty, in one sentence. */
  readonly statement: string;
  readonly table: Table;
  readonly basis: Basis;
  readonly level: "MUST" | "SHOULD";
  /** Where the source says it, or what it is inferred from. */
  readonly source: string;
  /** The ruling that makes it demandable, where the source alone does not. */
  readonly ruling?: string;
  readonly needs: readonly Need[];
  /** Version of the catalogue that it entered with. */
  readonly since: string;
  /** Whether a revision of the contract has what it speaks of; absent: all have. */
  readonly appliesTo?: (profile: Profile) => boolean;
  /** Enumerated, smallest first: the boundaries stand here by name, never left to chance. */
  readonly trials: (context: TrialContext) => readonly Trial[];
  /** Drawn trials, after the enumerated ones held. */
  readonly random?: (context: TrialContext) => fc.Arbitrary<Trial>;
  /** The trial of a plan, where trials come of plans: a violated one is then made simpler by facts. */
  readonly ofPlan?: (plan: Plan, context: TrialContext) => Trial;
  /** Part of the usual number of drawn trials, where one of them is long. @defaultValue 1 */
  readonly drawnShare?: number;
  /** Whether the trials must have overlapped for the outcome to mean anything. */
  readonly wantsOverlap?: boolean;
  /** Whether it is judged before all others, while the tasks have had no report of this run. */
  readonly first?: boolean;
  /** Whether its trials break connections: they are sent when all others are done. */
  readonly breaks?: boolean;
  /** Whether its trials are sent one by one and beside no others: what one leaves shows in itself. */
  readonly alone?: boolean;
  /** Whether reports must have been under way when the endpoint was killed. */
  readonly wantsUnderWay?: boolean;
  /** The anomaly of a task's history that breaks it, where its trials watch histories. */
  readonly watches?: AnomalyKind;
}

/** Version of the catalogue. It is raised when a requirement is added or changes its meaning. */
export const CATALOGUE_VERSION = "9";

type Given = Omit<Requirement, "level" | "since" | "needs"> &
  Partial<Pick<Requirement, "level" | "since" | "needs">>;

/** A requirement with what most of them have in common. */
export function requirement(given: Given): Requirement {
  return { level: "MUST", since: "1", needs: [], ...given };
}
