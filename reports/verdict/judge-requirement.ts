/**
 * The verdict of one requirement from its counts. What was not seen is never a pass: unmet goals,
 * missing replies and missing results each have a verdict of their own.
 */

import type { CatalogueEntry, RequirementEvent } from "../evidence/schema.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import type { JudgedRequirement, RequirementVerdict } from "./judged-run.ts";
import { rateOf } from "./wilson.ts";

/** What must be known of the run to judge one of its requirements. */
export interface RequirementContext {
  readonly strict: boolean;
  /** Why results may be lacking, e.g. an interruption; undefined when all had to come. */
  readonly excuse: string | undefined;
}

/** Whether a requirement counts for the exit status. */
export function isGating(entry: CatalogueEntry, strict: boolean): boolean {
  const demandable = strict || entry.basis === "stated" || entry.basis === "adopted";
  return demandable && entry.level === "MUST" && entry.addedLater !== true;
}

/** Judges one requirement of the catalogue by its result, or by the lack of one. */
export function judgeRequirement(
  entry: CatalogueEntry,
  result: RequirementEvent | undefined,
  context: RequirementContext,
): JudgedRequirement {
  const { verdict, reason } =
    result === undefined ? withoutResult(context.excuse) : verdictOf(result);
  const finding = result?.outcome === "violated" ? result.finding : undefined;
  return {
    entry,
    verdict,
    gating: isGating(entry, context.strict),
    tested: TESTED.has(verdict),
    reason,
    result,
    finding,
    fingerprints: finding === undefined ? [] : fingerprintsOf(finding),
    rate: verdict === "FLAKY" && finding !== undefined ? rateOf(finding.like) : undefined,
  };
}

const TESTED: ReadonlySet<RequirementVerdict> = new Set([
  "PASS",
  "PASS-NONSTRICT",
  "FAIL",
  "FLAKY",
  "WAIVED",
  "STALE-WAIVER",
]);

interface Judgement {
  readonly verdict: RequirementVerdict;
  readonly reason: string | undefined;
}

function withoutResult(excuse: string | undefined): Judgement {
  if (excuse !== undefined) return { verdict: "INCONCLUSIVE", reason: `not reached: ${excuse}` };
  return {
    verdict: "HARNESS-ERROR",
    reason: "the run came to its end without a result for this requirement",
  };
}

function verdictOf(result: RequirementEvent): Judgement {
  switch (result.outcome) {
    case "held":
      return heldVerdict(result);
    case "violated":
      return violatedVerdict(result);
    case "unknown":
      return { verdict: "INCONCLUSIVE", reason: result.reason ?? "no reason was recorded" };
    case "untestable":
      return { verdict: "UNTESTABLE", reason: result.reason ?? "no reason was recorded" };
  }
}

function heldVerdict(result: RequirementEvent): Judgement {
  if (result.indefinite > 0) {
    const reason = `${result.indefinite} of ${result.trials} trials got no reply`;
    return { verdict: "INCONCLUSIVE", reason };
  }
  const unmet = result.goals.filter((goal) => goal.got < goal.want);
  if (unmet.length > 0) {
    const goals = unmet.map((goal) => `${goal.name}: wanted ${goal.want}, got ${goal.got}`);
    return { verdict: "VACUOUS", reason: goals.join("; ") };
  }
  if (result.trials === 0) return { verdict: "VACUOUS", reason: "nothing was tried" };
  if (result.nonStrict.length > 0) {
    const seen = result.nonStrict.map(({ what, count }) => `${what} (${count} times)`);
    return { verdict: "PASS-NONSTRICT", reason: seen.join("; ") };
  }
  return { verdict: "PASS", reason: undefined };
}

function violatedVerdict({ finding }: RequirementEvent): Judgement {
  if (finding === undefined) return { verdict: "FAIL", reason: "no counterexample was recorded" };
  const { runs, violated } = finding.confirmation;
  if (runs > 0 && violated === runs) return { verdict: "FAIL", reason: undefined };
  const again =
    runs === 0
      ? "it was not sent again"
      : `sent again ${runs} times, it was violated ${violated} times`;
  return { verdict: "FLAKY", reason: again };
}
