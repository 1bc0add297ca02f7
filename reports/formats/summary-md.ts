/** summary.md: the verdict for a pull request or a CI job's summary page. */

import picocolors from "picocolors";
import { ratesOf } from "../evidence/rates.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import { byCause, type CauseGroup, membersOf } from "../verdict/by-cause.ts";
import {
  type JudgedRun,
  type JudgedScenario,
  REQUIREMENT_VERDICTS,
} from "../verdict/judged-run.ts";
import { measuredText } from "../verdict/objective-text.ts";
import { consistencyText } from "./consistency.ts";
import { differencesText } from "./diff-text.ts";
import { percentileMs } from "./figures.ts";
import { alikeText, msText, networkText, rateText, shareText, shortened, visible } from "./text.ts";

const MOST_FINDINGS = 20;
const MOST_TEXT = 2000;

/** The summary as GitHub-flavoured Markdown. */
export function summaryMd(judged: JudgedRun, record: RunRecord): string {
  return `${[
    `# Headway: ${escaped(judged.line)}`,
    `Exit status **${judged.status}**: ${escaped(judged.reason)}`,
    judged.next.map((step) => `- ${escaped(step)}`).join("\n"),
    counts(judged),
    ...findings(judged),
    scenarios(judged),
    baseline(judged),
    consistency(judged),
    openEnds(judged),
    identity(judged, record),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function counts({ counts: byVerdict, requirements }: JudgedRun): string {
  if (requirements.length === 0) return "";
  const shown = REQUIREMENT_VERDICTS.filter((verdict) => byVerdict[verdict] > 0);
  return [
    `| ${shown.join(" | ")} |`,
    `| ${shown.map(() => "---:").join(" | ")} |`,
    `| ${shown.map((verdict) => byVerdict[verdict]).join(" | ")} |`,
  ].join("\n");
}

function findings({ requirements }: JudgedRun): string[] {
  const groups = byCause(requirements.filter((r) => r.verdict !== "WAIVED"));
  if (groups.length === 0) return [];
  const more = membersOf(groups.slice(MOST_FINDINGS)).length;
  return [
    "## Findings",
    ...groups.slice(0, MOST_FINDINGS).map(finding),
    ...(more > 0 ? [`… and ${more} more, in report.html.`] : []),
  ];
}

function finding({ lead: requirement, alike }: CauseGroup): string {
  const { entry, verdict, gating, finding: found, rate, fingerprints } = requirement;
  if (found === undefined) return "";
  const { runs, violated } = found.confirmation;
  const network = networkText(found.exchanges);
  const seen =
    rate === undefined
      ? `violated ${violated} of ${runs} times when sent again`
      : `${shareText(rate.share)} of ${rate.runs} like requests (at most ${shareText(rate.high)})`;
  return [
    `### ${verdict}: ${escaped(entry.id)}${gating ? "" : " (does not gate)"}`,
    `${escaped(entry.statement)} (${escaped([entry.basis, entry.ruling].filter(Boolean).join(" "))})`,
    `Expected ${escaped(found.expected)}, got ${escaped(found.actual)}; ${seen}.`,
    ...(fingerprints.length === 0 ? [] : [`Cause: ${escaped(fingerprints.join(", "))}`]),
    ...(alike.length === 0 ? [] : [`Alike: ${escaped(alikeText(alike))}`]),
    fenced(found.counterexample),
    ...(network === undefined ? [] : [`Network: ${escaped(network)}`]),
    fenced(found.replay),
  ].join("\n\n");
}

function scenarios({ scenarios: judged }: JudgedRun): string {
  if (judged.length === 0) return "";
  return [
    "## Load",
    "",
    "| scenario | verdict | offered | answered | p50 | p99 | why |",
    "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ...judged.map(scenarioRow),
    ...objectiveRows(judged),
  ].join("\n");
}

function objectiveRows(judged: readonly JudgedScenario[]): string[] {
  const rows = judged.flatMap(({ opened, objectives }) =>
    objectives.map((one) => {
      const cells = [opened.scenario, one.objective.id, one.state, measuredText(one)];
      return `| ${cells.map(escaped).join(" | ")} |`;
    }),
  );
  if (rows.length === 0) return [];
  return [
    "",
    "| scenario | objective | verdict | measured |",
    "| --- | --- | --- | --- |",
    ...rows,
  ];
}

function scenarioRow({ opened, verdict, load, reason }: JudgedScenario): string {
  const rates = ratesOf(load);
  const cells = [
    escaped(opened.scenario),
    verdict,
    rateText(rates.offeredPerSecond),
    rateText(rates.achievedPerSecond),
    msText(percentileMs(load.response, 0.5)),
    msText(percentileMs(load.response, 0.99)),
    escaped(reason ?? ""),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The blocks of the terminal: what stands in them is for reading, not for rendering. */
function baseline({ baseline: kept }: JudgedRun): string {
  if (kept === undefined) return "";
  const blocks = differencesText(kept, picocolors.createColors(false));
  const text = blocks.filter((part) => part !== "").join("\n\n");
  return [
    "## Beside the baseline",
    `${escaped(kept.folder)}: ${escaped(kept.line)}`,
    fenced(text === "" ? "Nothing differs." : text),
  ].join("\n\n");
}

function consistency(judged: JudgedRun): string {
  const text = consistencyText(judged);
  return text === undefined ? "" : `Consistency: ${escaped(text)}.`;
}

const SETTLED: readonly string[] = ["PASS", "FAIL", "FLAKY"];

function openEnds({ requirements }: JudgedRun): string {
  const open = requirements.filter(({ verdict }) => !SETTLED.includes(verdict));
  if (open.length === 0) return "";
  return [
    "## Other than pass or fail",
    "",
    "| requirement | verdict | why |",
    "| --- | --- | --- |",
    ...open.map(
      ({ entry, verdict, reason }) =>
        `| ${escaped(entry.id)} | ${verdict} | ${escaped(reason ?? "")} |`,
    ),
  ].join("\n");
}

function identity({ run, problems }: JudgedRun, record: RunRecord): string {
  const named = problems.slice(0, MOST_FINDINGS).map((problem) => `- ${escaped(problem)}`);
  const damaged = problems.length > 0 ? ["## Evidence with problems", named.join("\n")] : [];
  const where =
    run === undefined
      ? `Evidence: ${escaped(record.folder)}.`
      : `Target ${escaped(run.target.url)}, profile ${escaped(run.profile)}, seed ${run.seed}, ${escaped(run.tool)}. Evidence: ${escaped(record.folder)}.`;
  return [...damaged, where].join("\n\n");
}

/** Foreign text on one line of Markdown, with nothing in it that Markdown or HTML would read. */
function escaped(text: string): string {
  return shortened(visible(text), MOST_TEXT)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~@$]|:(?=\/\/)|(?<=www)\./gi, "\\$&");
}

/** Foreign text as a block of code, whatever runs of backticks it holds. */
function fenced(text: string): string {
  const shown = shortened(visible(text, { lines: true }), MOST_TEXT);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}
