/**
 * The verdict of one load scenario. A wrong answer is wrong however slow the generator was; what
 * the generator's own lag can cause (late, lost and unsent reports) is not judged when it lagged.
 */

import type { MergedLoad } from "../evidence/merge.ts";
import type { Figure } from "../evidence/objective.ts";
import type { EventOf } from "../evidence/schema.ts";
import { generatorLagMs, whatToRaise } from "./generator.ts";
import { judgeObjective } from "./judge-objective.ts";
import { judgeQuestion } from "./judge-question.ts";
import type { JudgedObjective, JudgedScenario, ScenarioVerdict } from "./judged-run.ts";
import { measuredText } from "./objective-text.ts";

type Opened = EventOf<"load-opened">;

/** Everything known of a scenario's last attempt. */
export interface ScenarioEvidence {
  readonly opened: Opened;
  readonly closed: EventOf<"load-closed"> | undefined;
  readonly load: MergedLoad;
  /** The endpoint's memory, where it was read. */
  readonly memory?: EventOf<"load-memory"> | undefined;
  /** What was done beside the fleet, in words. */
  readonly beside?: readonly string[];
  readonly earlierAttempts: number;
  /** Why the scenario may lack its end, e.g. an interruption. */
  readonly excuse: string | undefined;
}

/** Judges a scenario by the merged figures of its last attempt. */
export function judgeScenario(evidence: ScenarioEvidence): JudgedScenario {
  const { opened, closed, load, earlierAttempts } = evidence;
  const lag = generatorLagMs(load, 0.99);
  const nothing = worthless(evidence);
  const late = lateness(evidence, lag);
  const invalid = nothing ?? late;
  const objectives = opened.objectives.map((objective) =>
    judgeObjective(objective, load, invalid !== undefined),
  );
  const { remarks: answered, judgement: answer } = judgeQuestion(opened, load, evidence.memory);
  const remarks = [...answered, ...(evidence.beside ?? []), ...distributed(opened, load)];
  // Who looks for the rate that is too much finds it: a step that lagged is judged for itself.
  const spoilt = opened.asks === "knee" ? undefined : (late ?? blurred(objectives, evidence));
  const judgement = firstOf([
    missedObjectives(objectives),
    unfinished(evidence),
    asVerdict("INVALID", nothing ?? spoilt),
    answer,
    asVerdict("INCONCLUSIVE", withoutAnswer(opened, load, objectives)),
  ]);
  return {
    opened,
    closed,
    load,
    earlierAttempts,
    objectives,
    remarks,
    generatorLagP99Ms: lag?.ms,
    ...judgement,
  };
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
    .map((judged) => `${judged.objective.id}: ${measuredText(judged)}`)
    .join("; ");
  return { verdict: "MISSED", reason };
}

function unfinished({ closed, excuse }: ScenarioEvidence): Judgement | undefined {
  if (closed?.ending === "interrupted") return asVerdict("INCONCLUSIVE", "interrupted");
  if (closed !== undefined) return undefined;
  if (excuse !== undefined) return asVerdict("INCONCLUSIVE", `not finished: ${excuse}`);
  return asVerdict("HARNESS-ERROR", "the scenario was opened and never closed");
}

/** How a load of several processes came together. */
function distributed({ segments = 1 }: Opened, load: MergedLoad): readonly string[] {
  const { startSkewMs, repeats } = load;
  if (segments === 1) return repeats;
  const skew = `${segments} segments, begun within ${Math.round(startSkewMs)} ms of each other`;
  return [`${skew}; counts are added, percentiles are of the added histograms`, ...repeats];
}

/** Why the load says nothing of the endpoint at all; undefined when it does. */
function worthless({ opened, closed, load }: ScenarioEvidence): string | undefined {
  const missing =
    load.gaps.length === 0 ? undefined : `evidence is missing: ${load.gaps.join("; ")}`;
  if (closed?.ending === "failed" || closed?.ending === "timeout") {
    const how = closed.ending === "failed" ? "failed" : "did not end in time";
    const said = closed.detail === "" ? [] : [closed.detail];
    // Whose share is missing stands in the gaps, not in a runner's name.
    const share = missing !== undefined && (opened.segments ?? 1) > 1 ? [missing] : [];
    const why = [...said, ...share].join("; ");
    return `the load generator ${how}${why === "" ? "" : `: ${why}`}`;
  }
  const { sent, acknowledged, refused, timedOut, broken } = load.ledger;
  if (sent === 0) return "no report was sent";
  if (acknowledged + refused + timedOut + broken === 0) return "no report was answered";
  return missing;
}

/** Why the load says nothing of the endpoint's speed; undefined when it does. */
function lateness(
  { opened, closed }: ScenarioEvidence,
  lag: ReturnType<typeof generatorLagMs>,
): string | undefined {
  if (lag === undefined || lag.ms <= opened.ownLagBudgetMs) return undefined;
  const late = lag.of === "sending" ? "own lag" : "event loop's lag";
  const got = `${Math.round(lag.ms * 10) / 10} ms (p99), at most ${opened.ownLagBudgetMs} ms`;
  return `the load generator's ${late} was ${got}; ${whatToRaise(opened, closed)}`;
}

/** Why a time beyond its limit is not the endpoint's fault for sure: without our lag it may keep it. */
function blurred(
  objectives: readonly JudgedObjective[],
  { opened, closed }: ScenarioEvidence,
): string | undefined {
  const [first] = objectives.filter((judged) => judged.blurredByMs !== undefined);
  if (first?.blurredByMs === undefined) return undefined;
  const lag = `the load generator's own lag there was ${Math.round(first.blurredByMs * 10) / 10} ms`;
  return `${first.objective.id}: ${measuredText(first)}, and ${lag}; ${whatToRaise(opened, closed)}`;
}

/**
 * What got no answer, where neither an objective nor the scenario's question speaks of it; a timeout
 * is never a pass.
 */
function withoutAnswer(
  { objectives, asks }: Opened,
  load: MergedLoad,
  judged: readonly JudgedObjective[],
): string | undefined {
  const { timedOut, broken, unsent, acknowledged, refused } = load.ledger;
  if (acknowledged + refused === 0) return "no report was answered";
  const figures = new Set(objectives.map((objective) => objective.figure));
  // Beyond the knee and without a network reports fail: by that the question is answered.
  const isAnswered = asks === "knee" || asks === "recovery";
  const unsaid = (...by: readonly Figure[]): boolean =>
    !isAnswered && !by.some((figure) => figures.has(figure));
  const reasons: string[] = [];
  if (timedOut > 0 && unsaid("timedOut", "errorRate"))
    reasons.push(`${timedOut} reports timed out`);
  if (broken > 0 && unsaid("broken", "errorRate")) reasons.push(`${broken} connections broke`);
  if (unsent > 0 && unsaid("unsent")) reasons.push(`${unsent} due reports were not sent`);
  const open = judged.filter((objective) => objective.state === "not judged");
  reasons.push(...open.map((judged) => `${judged.objective.id}: ${measuredText(judged)}`));
  const { readBacks, sweep } = load.ledger;
  const looks = readBacks.asked + (sweep?.asked ?? 0);
  const undecided = readBacks.indefinite + (sweep?.indefinite ?? 0);
  if (2 * undecided > looks) reasons.push(`${undecided} of ${looks} looks could not be judged`);
  return reasons.length === 0 ? undefined : reasons.join("; ");
}
