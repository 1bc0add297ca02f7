/**
 * Workflow commands of GitHub Actions: annotations on the run's page, the most telling first. A job
 * shows ten of each level, so no more are written. What else is printed must not be taken for a
 * command, whatever a target put into it.
 */

import { mostTellingFirst } from "../verdict/by-cause.ts";
import { isRed } from "../verdict/facts.ts";
import type { JudgedRequirement, JudgedRun, JudgedScenario } from "../verdict/judged-run.ts";
import { shortened, visible } from "./text.ts";

const MOST_OF_LEVEL = 10;
const MOST_TEXT = 1000;

/** A line for each annotation; the first one is the verdict. */
export function githubAnnotations(judged: JudgedRun): string {
  const { status, line, reason, scenarios } = judged;
  const requirements = mostTellingFirst(judged.requirements);
  const red = [
    ...requirements.filter(isRed).map((requirement) => annotation("error", requirement)),
    ...scenarios.filter(({ verdict }) => verdict === "MISSED").map(missed),
  ];
  const soft = requirements
    .filter((r) => r.finding !== undefined && !isRed(r))
    .map((requirement) => annotation("warning", requirement));
  const verdict = command(
    status === 0 ? "notice" : "error",
    line,
    `Exit status ${status}: ${reason}`,
  );
  return [verdict, ...red.slice(0, MOST_OF_LEVEL - 1), ...soft.slice(0, MOST_OF_LEVEL)].join("\n");
}

/** Text that no line of it can be a command, between two commands that a random word ties. */
export function withoutCommands(text: string, word: string): string {
  return `::stop-commands::${word}\n${text}\n::${word}::`;
}

function annotation(level: "error" | "warning", requirement: JudgedRequirement): string {
  const { entry, verdict, finding, reason } = requirement;
  const what =
    finding === undefined || verdict === "STALE-WAIVER"
      ? (reason ?? verdict)
      : `expected ${finding.expected}, got ${finding.actual}\n${finding.counterexample}\n${finding.replay}`;
  return command(level, `${verdict} ${entry.id}`, what);
}

function missed({ opened, reason }: JudgedScenario): string {
  return command("error", `MISSED load ${opened.scenario}`, reason ?? opened.question);
}

function command(level: "error" | "warning" | "notice", title: string, message: string): string {
  const text = shortened(visible(message, { lines: true }), MOST_TEXT);
  return `::${level} title=${property(shortened(visible(title), MOST_TEXT))}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
