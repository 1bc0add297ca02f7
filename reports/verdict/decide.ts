/**
 * From a run's evidence to its verdict: the same evidence gives the same verdict, whether it is still
 * in memory or is read back years later.
 */

import { groupBy } from "../evidence/group-by.ts";
import { type MergedLoads, mergeLoads } from "../evidence/merge.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import { decideStatus } from "./exit-status.ts";
import { factsOf, isViolated } from "./facts.ts";
import { type Gathered, gather } from "./gather.ts";
import { judgeRequirement } from "./judge-requirement.ts";
import { judgeScenario } from "./judge-scenario.ts";
import type {
  JudgedRequirement,
  JudgedRun,
  JudgedScenario,
  RequirementVerdict,
} from "./judged-run.ts";
import { nextSteps } from "./next-steps.ts";
import { verdictLine } from "./verdict-line.ts";
import { type WaiverContext, weighWaivers } from "./waiver.ts";

/** Judges a run by all evidence there is of it. */
export function judge(record: RunRecord): JudgedRun {
  const gathered = gather(record.events);
  const requirements = judgeRequirements(gathered);
  const byScenario = groupBy(gathered.opened, (opened) => opened.scenario);
  const last = [...byScenario.values()].map((attempts) =>
    attempts.reduce((latest, next) => (next.attempt >= latest.attempt ? next : latest)),
  );
  const merged = mergeLoads(last, record.flushes);
  const scenarios = merged.loads.map((load) => judgeLoad(load, gathered));
  const problems = [...record.problems, ...merged.problems, ...gathered.contradictions];
  const gating = requirements.filter((requirement) => requirement.gating);
  const judged = {
    run: gathered.run,
    requirements,
    scenarios,
    counts: countsOf(requirements),
    gating: {
      total: gating.length,
      tested: gating.filter((requirement) => requirement.tested).length,
      red: requirements.filter(isViolated).length,
    },
    dialects: gathered.dialects,
    missing: gathered.missing,
    harnessErrors: gathered.harnessErrors,
    interrupted: gathered.interrupted,
    durationMs: gathered.closed?.durationMs,
    baseline: gathered.baseline,
    problems,
    unwritten: record.unwritten ?? [],
  };
  const decision = decideStatus(factsOf(judged, gathered));
  const decided = { ...judged, ...decision };
  return { ...decided, line: verdictLine(decided), next: nextSteps(decided) };
}

function judgeRequirements(gathered: Gathered): JudgedRequirement[] {
  const { run, catalogue, results, interrupted, closed } = gathered;
  const promised = run?.halves.includes("check") ?? true;
  // A half that got under way and a run that came to its end leave no result out.
  const whole = results.size > 0 && interrupted === undefined && closed !== undefined;
  const excuse = whole ? undefined : gathered.excuse;
  const context = { strict: run?.strict ?? false, excuse };
  return (catalogue?.requirements ?? [])
    .filter((entry) => promised || results.has(entry.id))
    .map((entry) => judgeRequirement(entry, results.get(entry.id), context))
    .map((requirement) => weighWaivers(requirement, waiversOf(gathered)));
}

/** By the day of the run, not of the reading: an old run keeps its verdict. */
function waiversOf({ run, waivers }: Gathered): WaiverContext {
  return {
    file: waivers?.file ?? "",
    entries: waivers?.entries ?? [],
    day: run?.startedAt.slice(0, 10) ?? "",
    whole: run?.partial === undefined,
  };
}

function judgeLoad(
  { opened, load }: MergedLoads["loads"][number],
  gathered: Gathered,
): JudgedScenario {
  const isOwn = ({ scenario, attempt }: { readonly scenario: string; readonly attempt: number }) =>
    scenario === opened.scenario && attempt === opened.attempt;
  const attempts = gathered.opened.filter(({ scenario }) => scenario === opened.scenario);
  return judgeScenario({
    opened,
    closed: gathered.loadClosed.findLast(isOwn),
    load,
    beside: gathered.loadBeside.filter(isOwn).map(({ what }) => what),
    memory: gathered.loadMemory.findLast(isOwn),
    earlierAttempts: attempts.length - 1,
    excuse: gathered.excuse,
  });
}

function countsOf(requirements: readonly JudgedRequirement[]): JudgedRun["counts"] {
  const counts: Record<RequirementVerdict, number> = {
    FAIL: 0,
    FLAKY: 0,
    "HARNESS-ERROR": 0,
    "STALE-WAIVER": 0,
    INCONCLUSIVE: 0,
    VACUOUS: 0,
    UNTESTABLE: 0,
    WAIVED: 0,
    "PASS-NONSTRICT": 0,
    PASS: 0,
  };
  for (const { verdict } of requirements) counts[verdict] += 1;
  return counts;
}
