/** What the table of exit statuses looks at, drawn from a judged run. */

import { mostTellingFirst } from "./by-cause.ts";
import type { Facts } from "./exit-status.ts";
import type { Gathered } from "./gather.ts";
import type {
  JudgedRequirement,
  JudgedRun,
  JudgedScenario,
  RequirementVerdict,
} from "./judged-run.ts";

const UNCERTAIN: ReadonlySet<RequirementVerdict> = new Set(["INCONCLUSIVE", "VACUOUS"]);

type Judged = Omit<JudgedRun, "verdict" | "status" | "line" | "reason" | "next">;

/** The facts of a run, each as the names that a one-line reason gives. */
export function factsOf(judged: Judged, gathered: Gathered): Facts {
  const { run, requirements, scenarios } = judged;
  const withVerdict = (verdict: string) =>
    scenarios.filter((scenario) => scenario.verdict === verdict);
  const check = run?.halves.includes("check") ?? false;
  return {
    redRequirements: mostTellingFirst(requirements).filter(isRed).map(nameWithVerdict),
    missedObjectives: withVerdict("MISSED").map(nameWithReason),
    regressions: otherRegressions(judged).map((name) => `${name} worse than the baseline`),
    interrupted: judged.interrupted,
    harnessErrors: [
      ...judged.harnessErrors.map((event) => `${event.place}: ${event.message}`),
      ...requirements.filter((r) => r.verdict === "HARNESS-ERROR").map(nameWithVerdict),
      ...withVerdict("HARNESS-ERROR").map(nameWithReason),
    ],
    invalidScenarios: withVerdict("INVALID").map(nameWithReason),
    problems: judged.problems,
    unwritten: judged.unwritten,
    ended: gathered.closed !== undefined,
    absentHalves: absentHalves(gathered),
    vainHalves: vainHalves(judged),
    missingPrerequisites: judged.missing.map((event) => `${event.name}: ${event.detail}`),
    uncertain: [
      ...requirements.filter((r) => isUncertain(r, run?.strict ?? false)).map(nameWithVerdict),
      ...withVerdict("INCONCLUSIVE").map(nameWithReason),
      ...otherUntested(judged, run?.strict ?? false).map((id) => `${id} not tested any more`),
    ],
    tested: judged.gating.tested,
    minTested: check ? (run?.minTested ?? 0) : 0,
  };
}

/** Whether a requirement makes the run red. A stale waiver does so even where it does not gate. */
export function isRed(requirement: JudgedRequirement): boolean {
  return requirement.verdict === "STALE-WAIVER" || isViolated(requirement);
}

/** Whether a gating requirement is violated, and no waiver covers it. */
export function isViolated({ gating, verdict }: JudgedRequirement): boolean {
  return gating && (verdict === "FAIL" || verdict === "FLAKY");
}

/** What is worse than in the baseline, but for what is red by itself. */
function otherRegressions({ requirements, scenarios, baseline }: Judged): readonly string[] {
  const red = new Set([
    ...requirements.filter(isRed).map(({ entry }) => entry.id),
    ...scenarios
      .filter(({ verdict }) => verdict === "MISSED")
      .map(({ opened }) => `load ${opened.scenario}`),
  ]);
  return (baseline?.regressions ?? []).filter((name) => !red.has(name));
}

/** What the baseline tested and this run did not, but for what is open by its own verdict. */
function otherUntested({ requirements, baseline }: Judged, strict: boolean): readonly string[] {
  const open = new Set(
    requirements.filter((r) => isUncertain(r, strict)).map(({ entry }) => entry.id),
  );
  return (baseline?.untested ?? []).filter((id) => !open.has(id));
}

function nameWithVerdict({ entry, verdict }: JudgedRequirement): string {
  return `${entry.id} ${verdict}`;
}

function nameWithReason({ opened, reason, verdict }: JudgedScenario): string {
  return `${opened.scenario}: ${reason ?? verdict}`;
}

function absentHalves({ run, results, opened, baseline }: Gathered): string[] {
  const absent: string[] = [];
  if (run?.halves.includes("check") && results.size === 0) absent.push("check");
  if (run?.halves.includes("load") && opened.length === 0) absent.push("load");
  if (run?.baseline !== undefined && baseline === undefined) absent.push("baseline");
  return absent;
}

/** Where the run does not say what it promised, both halves are asked of it. */
function vainHalves({ run, requirements, scenarios }: Judged): string[] {
  const proves = { check: requirements.some(couldFail), load: scenarios.some(wasJudged) };
  const promised = run?.halves.length ? run.halves : (["check", "load"] as const);
  return promised.filter((half) => !proves[half]);
}

function couldFail({ gating, result }: JudgedRequirement): boolean {
  return gating && result !== undefined && result.outcome !== "untestable" && result.trials > 0;
}

function wasJudged({ objectives, load }: JudgedScenario): boolean {
  return load.ledger.sent > 0 && objectives.length > 0;
}

function isUncertain({ gating, verdict }: JudgedRequirement, strict: boolean): boolean {
  return gating && (UNCERTAIN.has(verdict) || (strict && verdict === "UNTESTABLE"));
}
