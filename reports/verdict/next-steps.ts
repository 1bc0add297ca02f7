/** What the reader of a verdict can do now: a verdict that cannot be acted on is half a verdict. */

import { groupBy } from "../evidence/group-by.ts";
import type { MergedLoad } from "../evidence/merge.ts";
import { mostTellingFirst } from "./by-cause.ts";
import { isViolated } from "./facts.ts";
import { whatToRaise } from "./generator.ts";
import type { JudgedObjective, JudgedRun } from "./judged-run.ts";
import { plural } from "./verdict-line.ts";

type Decided = Omit<JudgedRun, "line" | "next">;

/** The steps, the most useful first. */
export function nextSteps(run: Decided): readonly string[] {
  return [
    ...afterFindings(run),
    ...afterStaleWaivers(run),
    ...afterLoad(run),
    ...afterRegressions(run),
    ...run.missing.map(({ name, detail, remedy }) => `${name}: ${remedy ?? detail}`),
    ...afterOwnFaults(run),
    ...afterOpenEnds(run),
    ...afterTooFew(run),
    ...afterUntestable(run),
    ...afterAddedLater(run),
  ];
}

function afterFindings({ requirements }: Decided): string[] {
  const red = mostTellingFirst(requirements).filter(isViolated);
  const [first] = red;
  if (first?.finding === undefined) return [];
  const flaky = red.some(({ verdict }) => verdict === "FLAKY");
  return [
    `See the first finding again: ${first.finding.replay}`,
    ...(flaky
      ? ["A FLAKY finding may need several replays; its rate stands beside it, and it gates."]
      : []),
  ];
}

/** Stale waivers that are named one by one; the others are in the table. */
const MOST_STALE = 5;

function afterStaleWaivers({ requirements }: Decided): string[] {
  const stale = requirements.filter(({ verdict }) => verdict === "STALE-WAIVER");
  const more = stale.length - MOST_STALE;
  return [
    ...stale.slice(0, MOST_STALE).map(({ entry, reason }) => `${entry.id}: ${reason ?? ""}`),
    ...(more > 0 ? [`${plural(more, "more stale waiver")}, among the requirements.`] : []),
  ];
}

function afterLoad({ scenarios }: Decided): string[] {
  return scenarios.flatMap(({ verdict, opened, closed, load, objectives }) => {
    if (verdict === "MISSED") return [`Load ${opened.scenario}: ${afterMissed(load.ledger)}`];
    if (verdict === "INVALID" && closed?.ending === "finished" && load.gaps.length > 0) {
      return [`Load ${opened.scenario}: bring what is missing and judge again, or run again.`];
    }
    if (verdict === "INVALID") {
      return [`Load ${opened.scenario}: ${whatToRaise(opened, closed)}; and run again.`];
    }
    if (verdict === "INCONCLUSIVE" && objectives.some(lacksSamples)) {
      return [
        `Load ${opened.scenario}: an objective takes more samples: give a longer --duration, more --agents or a shorter --interval.`,
      ];
    }
    if (verdict === "INCONCLUSIVE" && load.ledger.timedOut + load.ledger.broken > 0) {
      return [
        `Load ${opened.scenario}: reports without an answer decide nothing; ${LOOK_AT_LOG}, and run again.`,
      ];
    }
    return [];
  });
}

const LOOK_AT_LOG = "look at the endpoint's log for the times of the load";

function afterMissed(ledger: MergedLoad["ledger"]): string {
  const { readBacks, sweep, refused, timedOut, broken } = ledger;
  if (readBacks.wrong + (sweep?.wrong ?? 0) + refused > 0) {
    return "start with the first wrong answers among its samples.";
  }
  if (timedOut + broken > 0) return `${timedOut + broken} reports got no answer; ${LOOK_AT_LOG}.`;
  return "compare response and service time to see where it waits. Where service is quick and lane lag is not, more --lanes show more of it.";
}

function afterRegressions({ baseline }: Decided): string[] {
  if (baseline === undefined || baseline.regressions.length === 0) return [];
  return [
    `Worse than ${baseline.folder}: ${baseline.regressions.join(", ")}. Mend it or, where it is meant, keep a run of this build as the baseline.`,
  ];
}

function lacksSamples({ objective, samples, state }: JudgedObjective): boolean {
  return state === "not judged" && samples < (objective.samplesMin ?? 0);
}

function afterOwnFaults({ harnessErrors, requirements, problems, unwritten }: Decided): string[] {
  const faults =
    harnessErrors.length + requirements.filter((r) => r.verdict === "HARNESS-ERROR").length;
  return [
    ...(faults > 0
      ? ["A harness error is a fault of Headway's: report it with this run's folder."]
      : []),
    ...(problems.length > 0
      ? ["Evidence is damaged or incomplete: run again, with enough space on the disk."]
      : []),
    ...(unwritten.length > 0
      ? [
          "Reports are missing: make room, or name another folder by --out; `npx tsx cli.ts report` writes them from evidence that is whole.",
        ]
      : []),
  ];
}

function afterOpenEnds(decided: Decided): string[] {
  const { interrupted, durationMs, run, requirements } = decided;
  if (interrupted !== undefined || durationMs === undefined || lacksPart(decided)) {
    return [`Run it to its end: ${run?.command ?? "the same command again"}`];
  }
  const open = requirements.filter((r) => r.verdict === "INCONCLUSIVE" || r.verdict === "VACUOUS");
  if (open.length === 0 || requirements.every((r) => r.result === undefined)) return [];
  return [
    `${plural(open.length, "requirement")} stayed open: look at the reasons, raise the budget or the timeout, and run again.`,
  ];
}

/** What was promised and left no evidence, though nothing it needs was missing. */
function lacksPart({ run, requirements, scenarios, baseline, missing }: Decided): boolean {
  if (run === undefined || missing.length > 0) return false;
  return (
    (run.halves.includes("check") && requirements.every(({ result }) => result === undefined)) ||
    (run.halves.includes("load") && scenarios.length === 0) ||
    (run.baseline !== undefined && baseline === undefined)
  );
}

function afterTooFew({ run, gating, requirements, interrupted, missing }: Decided): string[] {
  const wanted = Math.max(1, run?.minTested ?? 0);
  const wasChecked = requirements.some(({ result }) => result !== undefined);
  const isExplained = interrupted !== undefined || missing.length > 0;
  if (!wasChecked || isExplained || gating.tested >= wanted) return [];
  return [
    `${plural(gating.tested, "gating requirement")} tested, ${wanted} wanted: give the others what they need, for example a credential or --observe, and leave none out by --only.`,
  ];
}

function afterAddedLater({ requirements }: Decided): string[] {
  const later = requirements.filter(({ entry }) => entry.addedLater === true);
  if (later.length === 0) return [];
  const red = later.filter(({ finding }) => finding !== undefined).length;
  return [`${plural(later.length, "requirement")} added later, not scored: ${red} violated.`];
}

function afterUntestable({ requirements }: Decided): string[] {
  const untestable = requirements.filter((r) => r.verdict === "UNTESTABLE");
  const byReason = groupBy(untestable, (r) => r.reason ?? "no reason was recorded");
  return [...byReason].map(
    ([reason, own]) => `${plural(own.length, "requirement")} could not be tested: ${reason}.`,
  );
}
