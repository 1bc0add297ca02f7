/**
 * junit.xml for dashboards. Whoever reads it must come to the colour of the exit status: what
 * gates and stayed open is an error, because a skipped case reads green everywhere; what fails
 * without gating is skipped, with its verdict in the message.
 */

import { create } from "xmlbuilder2";
import { groupBy } from "../evidence/group-by.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import type { JudgedRequirement, JudgedRun, JudgedScenario } from "../verdict/judged-run.ts";
import { measuredText } from "../verdict/objective-text.ts";
import { mattersText, networkText, visible } from "./text.ts";

type Outcome =
  | { readonly kind: "passed" }
  | {
      readonly kind: "failure" | "error" | "skipped";
      readonly type: string;
      readonly message: string;
      readonly text?: string;
    };

/** One test case, as dashboards count them. */
export interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** Test cases under a common name. */
export interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** The run as JUnit XML: a suite for the run itself, one for each table, one for the load. */
export function junit(judged: JudgedRun, _record: RunRecord): string {
  const suites = suitesOf(judged);
  const all = suites.flatMap((suite) => suite.cases);
  // Jenkins knows no skipped of the root and refuses the file for it.
  const { skipped: _, ...whole } = totals(all);
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites", {
    name: "headway",
    ...whole,
  });
  for (const suite of suites) {
    const element = root.ele("testsuite", {
      name: visible(suite.name),
      ...totals(suite.cases),
      timestamp: judged.run?.startedAt.replace(/(\.\d+)?Z$/, "") ?? "1970-01-01T00:00:00",
    });
    for (const test of suite.cases) {
      const { outcome } = test;
      const found = element.ele("testcase", {
        classname: visible(suite.name),
        name: visible(test.name),
        time: test.seconds.toFixed(3),
      });
      if (outcome.kind === "passed") continue;
      const { type, message, text } = outcome;
      const marked = found.ele(outcome.kind, { type, message: visible(message) });
      if (text !== undefined) marked.txt(visible(text, { lines: true }));
    }
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

/** The run as test cases, of which one is red exactly when the exit status is. */
export function suitesOf(judged: JudgedRun): readonly Suite[] {
  const parts = [...requirementSuites(judged), ...loadSuites(judged), ...baselineSuites(judged)];
  return [runSuite(judged, parts), ...parts];
}

function totals(cases: readonly Case[]) {
  const of = (kind: Outcome["kind"]): number =>
    cases.filter((test) => test.outcome.kind === kind).length;
  return {
    tests: cases.length,
    failures: of("failure"),
    errors: of("error"),
    skipped: of("skipped"),
    time: cases.reduce((sum, test) => sum + test.seconds, 0).toFixed(3),
  };
}

/** Statuses whose cause is the run's own, whatever a requirement or scenario shows beside it. */
const OF_THE_RUN: readonly number[] = [2, 3, 4, 130];

function runSuite(judged: JudgedRun, parts: readonly Suite[]): Suite {
  const { status, verdict, reason, line, next } = judged;
  const isRed = ({ outcome: { kind } }: Case) => kind === "failure" || kind === "error";
  // Too few tested, for example, is nobody's verdict but the run's.
  const own =
    OF_THE_RUN.includes(status) || (status !== 0 && !parts.some(({ cases }) => cases.some(isRed)));
  const outcome: Outcome = own
    ? { kind: "error", type: verdict, message: reason, text: [line, ...next].join("\n") }
    : { kind: "passed" };
  return { name: "Run", cases: [{ name: "the run proves something", seconds: 0, outcome }] };
}

function requirementSuites(judged: JudgedRun): Suite[] {
  const strict = judged.run?.strict ?? false;
  return [...groupBy(judged.requirements, ({ entry }) => entry.table)].map(([name, own]) => ({
    name,
    cases: own.map((requirement) => ({
      name: `${requirement.entry.id}: ${requirement.entry.statement}`,
      seconds: (requirement.result?.durationMs ?? 0) / 1000,
      outcome: outcomeOf(requirement, strict),
    })),
  }));
}

function outcomeOf(requirement: JudgedRequirement, strict: boolean): Outcome {
  const { verdict, gating } = requirement;
  const reason = requirement.reason ?? requirement.finding?.actual ?? verdict;
  const text = detailOf(requirement);
  switch (verdict) {
    case "PASS":
    case "PASS-NONSTRICT":
      return { kind: "passed" };
    case "HARNESS-ERROR":
      return { kind: "error", type: verdict, message: reason, text };
    case "WAIVED":
      return { kind: "skipped", type: verdict, message: `WAIVED: ${reason}` };
    case "UNTESTABLE":
      return strict && gating
        ? { kind: "error", type: verdict, message: reason, text }
        : { kind: "skipped", type: verdict, message: `UNTESTABLE: ${reason}` };
    case "INCONCLUSIVE":
    case "VACUOUS":
      return gating
        ? { kind: "error", type: verdict, message: reason, text }
        : { kind: "skipped", type: verdict, message: `${verdict}, does not gate: ${reason}` };
    case "STALE-WAIVER":
      return { kind: "failure", type: verdict, message: reason, text };
    case "FAIL":
    case "FLAKY":
      return gating
        ? { kind: "failure", type: verdict, message: messageOf(requirement), text }
        : {
            kind: "skipped",
            type: verdict,
            message: `${verdict}, does not gate: ${messageOf(requirement)}`,
          };
  }
}

function messageOf({ finding, reason, verdict }: JudgedRequirement): string {
  if (finding === undefined) return reason ?? verdict;
  return `expected ${finding.expected}, got ${finding.actual}`;
}

function detailOf({ entry, finding, fingerprints, reason }: JudgedRequirement): string {
  const demand = [entry.basis, entry.ruling, entry.source].filter((part) => part !== undefined);
  if (finding === undefined) return [entry.statement, demand.join(", "), reason ?? ""].join("\n");
  const network = networkText(finding.exchanges);
  return [
    entry.statement,
    `Basis: ${demand.join(", ")}`,
    `Counterexample: ${finding.counterexample}`,
    ...(network === undefined ? [] : [`Network: ${network}`]),
    ...(finding.matters === undefined ? [] : [`Matters: ${mattersText(finding.matters)}`]),
    ...(finding.also === undefined ? [] : [`Also violated: ${finding.also.join(", ")}`]),
    `Expected: ${finding.expected}`,
    `Actual: ${finding.actual}`,
    ...(fingerprints.length === 0 ? [] : [`Cause: ${fingerprints.join(", ")}`]),
    `Violated: ${finding.confirmation.violated} of ${finding.confirmation.runs} times sent again`,
    `Replay: ${finding.replay}`,
  ].join("\n");
}

function loadSuites({ scenarios }: JudgedRun): Suite[] {
  return scenarios.map((scenario) => ({
    name: `Load: ${scenario.opened.scenario}`,
    cases: [
      {
        name: scenario.opened.question,
        seconds: scenario.opened.durationMs / 1000,
        outcome: scenarioOutcome(scenario),
      },
      ...scenario.objectives.map((judged): Case => {
        const { objective, state } = judged;
        const message = measuredText(judged);
        const outcome: Outcome =
          state === "met"
            ? { kind: "passed" }
            : { kind: state === "missed" ? "failure" : "skipped", type: state, message };
        return { name: `${objective.id}: ${objective.statement}`, seconds: 0, outcome };
      }),
    ],
  }));
}

/** A case for all that is worse or not tested any more, and one where nothing is. */
function baselineSuites({ baseline }: JudgedRun): Suite[] {
  if (baseline === undefined) return [];
  const { folder, regressions, untested } = baseline;
  const of = (kind: "failure" | "error", type: string) => (name: string) => {
    const outcome: Outcome = { kind, type, message: `${type} ${folder}` };
    return { name, seconds: 0, outcome };
  };
  const cases: readonly Case[] = [
    ...regressions.map(of("failure", "worse than")),
    ...untested.map(of("error", "not tested any more, unlike")),
  ];
  const none: Case = { name: "no regression", seconds: 0, outcome: { kind: "passed" } };
  return [{ name: "Baseline", cases: cases.length === 0 ? [none] : cases }];
}

function scenarioOutcome({ verdict, reason, load }: JudgedScenario): Outcome {
  // A missed objective has a case of its own.
  if (verdict === "MET" || verdict === "MISSED") return { kind: "passed" };
  const text = [...load.gaps, ...load.samples].join("\n");
  return { kind: "error", type: verdict, message: reason ?? verdict, text };
}
