/**
 * The verdict of one load scenario. A wrong answer is wrong however slow the generator was; what
 * the generator's own lag can cause (late, lost and unsent reports) is not judged when it lagged.
 */

import type { MergedLoad } from "../evidence/merge.ts";
import type { EventOf, Objective } from "../evidence/schema.ts";
import type { JudgedObjective, JudgedScenario, ScenarioVerdict } from "./judged-run.ts";

type Figure = Objective["figure"];

/** What a generator that lags cannot cause. */
const ABOUT_ANSWERS: ReadonlySet<Figure> = new Set(["refused", "readBackViolations"]);

/** Everything known of a scenario's last attempt. */
export interface ScenarioEvidence {
  readonly opened: EventOf<"load-opened">;
  readonly closed: EventOf<"load-closed"> | undefined;
  readonly load: MergedLoad;
  readonly earlierAttempts: number;
  /** Why the scenario may lack its end, e.g. an interruption. */
  readonly excuse: string | undefined;
}

/** Judges a scenario by the merged figures of its last attempt. */
export function judgeScenario(evidence: ScenarioEvidence): JudgedScenario {
  const { opened, closed, load, earlierAttempts } = evidence;
  const ownLagP99Ms = toMs(load.ownLag.quantile(0.99));
  const invalid = invalidity(evidence, ownLagP99Ms);
  const objectives = opened.objectives.map((objective) =>
    judgeObjective(objective, load, invalid !== undefined),
  );
  const judgement = firstOf([
    missedObjectives(objectives),
    unfinished(evidence),
    asVerdict("INVALID", invalid),
    asVerdict("INCONCLUSIVE", withoutAnswer(opened.objectives, load, objectives)),
  ]);
  return { opened, closed, load, earlierAttempts, objectives, ownLagP99Ms, ...judgement };
}

interface Judgement {
  readonly verdict: ScenarioVerdict;
  readonly reason: string | undefined;
}

function firstOf(candidates: readonly (Judgement | undefined)[]): Judgement {
  const found = candidates.find((candidate) => candidate !== undefined);
  return found ?? { verdict: "MET", reason: undefined };
}

function asVerdict(verdict: ScenarioVerdict, reason: string | undefined): Judgement | undefined {
  return reason === undefined ? undefined : { verdict, reason };
}

function missedObjectives(objectives: readonly JudgedObjective[]): Judgement | undefined {
  const missed = objectives.filter((judged) => judged.state === "missed");
  if (missed.length === 0) return undefined;
  const reason = missed
    .map(({ objective, value }) => `${objective.id}: ${figureText(objective, value)}`)
    .join("; ");
  return { verdict: "MISSED", reason };
}

/** "got 12, at most 0", with the unit where there is one. */
export function figureText(objective: Objective, value: number | undefined): string {
  const unit = objective.figure === "p99Ms" ? " ms" : "";
  if (value === undefined) return `nothing measured, at most ${objective.atMost}${unit}`;
  const got = value === Infinity ? "beyond the timeout" : `${Math.round(value * 100) / 100}${unit}`;
  return `got ${got}, at most ${objective.atMost}${unit}`;
}

function unfinished({ closed, excuse }: ScenarioEvidence): Judgement | undefined {
  if (closed?.ending === "interrupted") return asVerdict("INCONCLUSIVE", "interrupted");
  if (closed !== undefined) return undefined;
  if (excuse !== undefined) return asVerdict("INCONCLUSIVE", `not finished: ${excuse}`);
  return asVerdict("HARNESS-ERROR", "the scenario was opened and never closed");
}

/** Why the load says nothing of the endpoint's speed; undefined when it does. */
function invalidity(evidence: ScenarioEvidence, ownLagP99Ms: number | undefined) {
  const { opened, closed, load } = evidence;
  if (closed?.ending === "failed" || closed?.ending === "timeout") {
    return `the load generator ${closed.ending === "failed" ? "failed" : "did not end in time"}${
      closed.detail === "" ? "" : `: ${closed.detail}`
    }`;
  }
  if (ownLagP99Ms !== undefined && ownLagP99Ms > opened.ownLagBudgetMs) {
    const got = Math.round(ownLagP99Ms * 10) / 10;
    return `the load generator's own lag was ${got} ms (p99), at most ${opened.ownLagBudgetMs} ms`;
  }
  const { sent, acknowledged, refused, timedOut, broken } = load.ledger;
  if (sent === 0) return "no report was sent";
  if (acknowledged + refused + timedOut + broken === 0) return "no report was answered";
  if (load.gaps.length > 0) return `evidence is missing: ${load.gaps.join("; ")}`;
  return undefined;
}

/** What got no answer, where no objective speaks of it; a timeout is never a pass. */
function withoutAnswer(
  objectives: readonly Objective[],
  load: MergedLoad,
  judged: readonly JudgedObjective[],
): string | undefined {
  const { timedOut, broken, unsent, acknowledged, refused } = load.ledger;
  if (acknowledged + refused === 0) return "no report was answered";
  const figures = new Set(objectives.map((objective) => objective.figure));
  const reasons: string[] = [];
  if (timedOut > 0 && !figures.has("timedOut")) reasons.push(`${timedOut} reports timed out`);
  if (broken > 0 && !figures.has("broken")) reasons.push(`${broken} connections broke`);
  if (unsent > 0 && !figures.has("unsent")) reasons.push(`${unsent} due reports were not sent`);
  const open = judged.filter((objective) => objective.state === "not judged");
  reasons.push(...open.map(({ objective }) => `${objective.id}: nothing was measured`));
  const { asked, indefinite } = load.ledger.readBacks;
  if (asked > 0 && asked === indefinite) reasons.push("no read-back was answered");
  return reasons.length === 0 ? undefined : reasons.join("; ");
}

function judgeObjective(objective: Objective, load: MergedLoad, invalid: boolean): JudgedObjective {
  const value = figureOf(objective.figure, load);
  const judged = value !== undefined && (!invalid || ABOUT_ANSWERS.has(objective.figure));
  if (!judged) return { objective, value, state: "not judged" };
  return { objective, value, state: value > objective.atMost ? "missed" : "met" };
}

/** The figure that an objective reads; undefined when there was nothing to measure it by. */
function figureOf(figure: Figure, load: MergedLoad): number | undefined {
  switch (figure) {
    case "readBackViolations":
      return load.ledger.readBacks.wrong;
    case "p99Ms":
      return p99Ms(load);
    default:
      return load.ledger[figure];
  }
}

/** The 99th percentile of the response time, a timeout counted as slower than any answer. */
function p99Ms({ response, ledger }: MergedLoad): number | undefined {
  const { acknowledged, refused, timedOut, broken } = ledger;
  const unmeasured = Math.max(0, acknowledged + refused + timedOut + broken - response.total);
  const beyond = Math.min(timedOut, unmeasured);
  if (response.total === 0) return beyond > 0 ? Infinity : undefined;
  const share = (0.99 * (response.total + beyond)) / response.total;
  return share > 1 ? Infinity : toMs(response.quantile(share));
}

function toMs(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1000;
}
