/** What a comparison of two runs holds. */

import type { LoadFigures, ScenarioChange } from "./diff-load.ts";
import type { ExitStatus } from "./judged-run.ts";

export interface RequirementChange {
  readonly id: string;
  readonly gating: boolean;
  /** Undefined: the run's catalogue does not have it. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly direction: "worse" | "better" | "other";
}

export interface SeenCause {
  readonly id: string;
  readonly gating: boolean;
  readonly fingerprint: string;
  readonly counterexample: string;
  readonly replay: string;
}

export interface DialectChange {
  readonly name: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What is otherwise, before anything is decided from it. */
export interface Differences extends LoadFigures {
  /** What a reader must know before the rest: differences of the runs themselves. */
  readonly caveats: readonly string[];
  readonly requirements: readonly RequirementChange[];
  readonly fresh: readonly SeenCause[];
  readonly gone: readonly SeenCause[];
  readonly dialects: readonly DialectChange[];
  readonly scenarios: readonly ScenarioChange[];
  /** What is worse, by name: requirements, "load steady", "load steady p99 from plan". It gates. */
  readonly regressions: readonly string[];
  /** Gating requirements that were tested before and are not now. */
  readonly untested: readonly string[];
}

export interface RunDiff extends Differences {
  readonly status: ExitStatus;
  /** "REGRESSED", "NOT DECIDED" or "NO REGRESSION", and why, in one line. */
  readonly line: string;
}
