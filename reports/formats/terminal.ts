/**
 * The verdict as it stands on a terminal: short enough to read at once, with one line for each
 * finding that replays it. Colours only where the caller says the terminal has them.
 */

import Table from "cli-table3";
import picocolors from "picocolors";
import { ratesOf } from "../evidence/rates.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import { byCause, type CauseGroup, membersOf } from "../verdict/by-cause.ts";
import type { JudgedRun, JudgedScenario } from "../verdict/judged-run.ts";
import { REQUIREMENT_VERDICTS } from "../verdict/judged-run.ts";
import { measuredText } from "../verdict/objective-text.ts";
import { consistencyText } from "./consistency.ts";
import { differencesText } from "./diff-text.ts";
import { percentileMs } from "./figures.ts";
import { PLAIN_TABLE } from "./plain-table.ts";
import {
  alikeText,
  mattersText,
  msText,
  networkText,
  rateText,
  shareText,
  shortened,
  visible,
} from "./text.ts";
import { timeDiagram } from "./time-diagram.ts";
import { timeRows } from "./time-rows.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

/** Findings shown in full; the others are in the files. */
const MOST_FINDINGS = 10;
const MOST_TEXT = 300;

/** The summary, without a line end behind it. */
export function terminal(
  judged: JudgedRun,
  record: RunRecord,
  options: { readonly color: boolean },
): string {
  const colors = picocolors.createColors(options.color);
  const parts = [
    ...findings(judged, colors),
    counts(judged, colors),
    scenarios(judged, colors),
    ...baseline(judged, colors),
    notes(judged),
    verdict(judged, colors),
    `Evidence and reports: ${visible(record.folder)}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function verdict({ line, reason, status, verdict: word, next }: JudgedRun, colors: Colors): string {
  const paint =
    word === "CONFORMS" ? colors.green : word === "VIOLATES" ? colors.red : colors.yellow;
  return [
    colors.bold(paint(visible(line))),
    `Exit status ${status}: ${clean(reason)}`,
    ...next.map((step) => `  → ${visible(step)}`),
  ].join("\n");
}

function findings({ requirements }: JudgedRun, colors: Colors): string[] {
  // What is waived is known: a line among the others that are neither pass nor fail.
  const groups = byCause(requirements.filter((r) => r.verdict !== "WAIVED"));
  const more = membersOf(groups.slice(MOST_FINDINGS)).length;
  return [
    ...groups.slice(0, MOST_FINDINGS).map((group) => finding(group, colors)),
    ...(more > 0 ? [`… and ${more} more findings, in report.html`] : []),
  ];
}

function finding({ lead: requirement, alike }: CauseGroup, colors: Colors): string {
  const { entry, verdict: word, gating, finding: found, rate, fingerprints } = requirement;
  if (found === undefined) return "";
  const { confirmation } = found;
  const seen =
    rate === undefined
      ? `violated ${confirmation.violated} of ${confirmation.runs} times when sent again`
      : `${shareText(rate.share)} of ${rate.runs} like requests (95 %: ${shareText(rate.low)} to ${shareText(rate.high)})`;
  const demand = clean([entry.basis, entry.ruling].filter((part) => part !== undefined).join(" "));
  const network = networkText(found.exchanges);
  const rows: readonly (readonly [string, string])[] = [
    ["report", found.counterexample],
    ...(network === undefined ? [] : [["network", network] as const]),
    ...(found.matters === undefined ? [] : [["matters", mattersText(found.matters)] as const]),
    ...(found.also === undefined ? [] : [["also", found.also.join(", ")] as const]),
    ["expected", found.expected],
    ["actual", found.actual],
    ...(fingerprints.length === 0 ? [] : [["cause", fingerprints.join(", ")] as const]),
    ...(alike.length === 0 ? [] : [["alike", alikeText(alike)] as const]),
    ["seen", seen],
    ...(requirement.waivers === undefined ? [] : [["waiver", requirement.reason ?? ""] as const]),
    ...(found.trace === undefined ? [] : [["trace", found.trace] as const]),
    ["replay", found.replay],
  ];
  return [
    `${colors.red(colors.bold(word))} ${colors.bold(clean(entry.id))}${gating ? "" : " (does not gate)"}`,
    `  ${clean(entry.statement)} ${colors.dim(`[${demand}]`)}`,
    ...rows.map(([name, text]) => {
      const shown = name === "replay" ? visible(text) : clean(text);
      return `  ${colors.dim(name.padEnd(8))}  ${name === "replay" ? colors.cyan(shown) : shown}`;
    }),
    ...timeDiagram(timeRows(found.exchanges)).map((line) => `  ${line}`),
  ].join("\n");
}

function counts({ counts: byVerdict, requirements }: JudgedRun, colors: Colors): string {
  if (requirements.length === 0) return "";
  const shown = REQUIREMENT_VERDICTS.filter((word) => byVerdict[word] > 0).toReversed();
  const total = `Requirements: ${shown.map((word) => `${byVerdict[word]} ${word}`).join(", ")}`;
  const open = requirements.filter(
    ({ verdict: word, waivers }) =>
      word === "INCONCLUSIVE" ||
      word === "VACUOUS" ||
      word === "HARNESS-ERROR" ||
      (waivers !== undefined && word !== "FAIL" && word !== "FLAKY"),
  );
  const lines = open
    .slice(0, MOST_FINDINGS)
    .map((r) => `  ${colors.yellow(r.verdict)} ${clean(r.entry.id)}: ${clean(r.reason ?? "")}`);
  const more = open.length - MOST_FINDINGS;
  return [total, ...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join("\n");
}

function scenarios({ scenarios: judged }: JudgedRun, colors: Colors): string {
  if (judged.length === 0) return "";
  const table = new Table({
    head: [
      "load",
      "verdict",
      "offered",
      "answered",
      "p50",
      "p99",
      "mean lag",
      "refused",
      "lost",
      "misread",
    ],
    style: { head: [], border: [], compact: true },
    chars: PLAIN_TABLE,
  });
  for (const scenario of judged) table.push(scenarioRow(scenario, colors));
  // Why one was missed stands with the objectives.
  const reasons = judged
    .filter(({ reason, verdict }) => reason !== undefined && verdict !== "MISSED")
    .map((scenario) => `  ${clean(scenario.opened.scenario)}: ${clean(scenario.reason ?? "")}`);
  const limits = judged.flatMap((scenario) => objectiveLines(scenario, colors));
  const counts = judged.flatMap(({ opened, load }) => [
    ...countsLine(`${opened.scenario}: refused`, load.codes),
    ...countsLine(`${opened.scenario}: new connections`, load.connections),
  ]);
  const remarks = judged.flatMap(({ opened, remarks: told }) =>
    told.map((remark) => `  ${opened.scenario}: ${clean(remark)}`),
  );
  return [table.toString(), ...reasons, ...limits, ...counts, ...remarks].join("\n");
}

function countsLine(words: string, counts: Readonly<Record<string, number>>): string[] {
  const named = Object.entries(counts).map(([name, count]) => `${name}: ${count}`);
  return named.length === 0 ? [] : [`  ${clean(words)}: ${clean(named.join(", "))}`];
}

function objectiveLines({ objectives }: JudgedScenario, colors: Colors): string[] {
  const paint = { met: colors.green, missed: colors.red, "not judged": colors.yellow };
  return objectives.map((judged) => {
    const { objective, state } = judged;
    return `  ${paint[state](state.padEnd(10))}  ${clean(objective.id)}: ${measuredText(judged)}`;
  });
}

function scenarioRow({ opened, verdict: word, load }: JudgedScenario, colors: Colors): string[] {
  const rates = ratesOf(load);
  const { ledger } = load;
  const paint = word === "MET" ? colors.green : word === "MISSED" ? colors.red : colors.yellow;
  return [
    clean(opened.scenario),
    paint(word),
    rateText(rates.offeredPerSecond),
    rateText(rates.achievedPerSecond),
    msText(percentileMs(load.response, 0.5)),
    msText(percentileMs(load.response, 0.99)),
    msText(load.lag.meanMs),
    String(ledger.refused),
    String(ledger.timedOut + ledger.broken + ledger.unsent),
    String(ledger.readBacks.wrong + (ledger.sweep?.wrong ?? 0)),
  ];
}

function baseline({ baseline: kept }: JudgedRun, colors: Colors): readonly string[] {
  if (kept === undefined) return [];
  return [`Baseline  ${clean(kept.folder)}: ${clean(kept.line)}`, ...differencesText(kept, colors)];
}

function notes(judged: JudgedRun): string {
  const { dialects, requirements, problems } = judged;
  const consistency = consistencyText(judged);
  const choices = dialects.map(({ name, value }) => `${name}: ${value}`).join("; ");
  return [
    ...(dialects.length > 0 ? [`Dialects: ${clean(choices)}`] : []),
    ...(consistency === undefined ? [] : [`Consistency: ${consistency}`]),
    ...nonStrict(requirements).map((line) => `Legal, not best: ${clean(line)}`),
    ...problems.slice(0, MOST_FINDINGS).map((problem) => `Evidence: ${clean(problem)}`),
  ].join("\n");
}

/** What is legal and not best, each once: a habit of the endpoint shows in many requirements. */
function nonStrict(requirements: JudgedRun["requirements"]): readonly string[] {
  const habits = new Map<string, { readonly ids: string[]; times: number }>();
  for (const { entry, verdict: word, result } of requirements) {
    if (word !== "PASS-NONSTRICT") continue;
    for (const { what, count } of result?.nonStrict ?? []) {
      const habit = habits.get(what) ?? { ids: [], times: 0 };
      habit.ids.push(entry.id);
      habit.times += count;
      habits.set(what, habit);
    }
  }
  return [...habits].map(([what, { ids, times }]) => {
    const [first = ""] = ids;
    const where = ids.length === 1 ? first : `${first} and ${ids.length - 1} more`;
    return `${what} (${where}; ${times} times)`;
  });
}

/** One line of foreign text. */
function clean(text: string): string {
  return shortened(visible(text), MOST_TEXT);
}
