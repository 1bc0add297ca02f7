/** An objective and what was measured, in the words that every format uses. */

import {
  type Figure,
  limitOf,
  type Objective,
  type Relation,
  SWEPT,
} from "../evidence/objective.ts";
import type { JudgedObjective } from "./judged-run.ts";

const LIMIT_WORDS: Readonly<Record<Relation, string>> = {
  atMost: "at most",
  below: "want less than",
  atLeast: "at least",
  above: "want more than",
};

/** What the samples of a figure are called. */
const LOOKS: ReadonlySet<Figure> = new Set(["readBackViolations", ...SWEPT]);

/** "got 12, at most 0", with the unit where there is one, and with how many samples lack. */
export function measuredText({ objective, value, samples, state }: JudgedObjective): string {
  const { by, value: limit } = limitOf(objective);
  const want = `${LIMIT_WORDS[by]} ${valueText(objective, limit)}`;
  const lacking = (objective.samplesMin ?? 0) > samples;
  const noun = LOOKS.has(objective.figure) ? "looks" : "reports";
  const few =
    lacking && state === "not judged"
      ? `; measured on ${samples} ${noun}, and it takes ${objective.samplesMin}`
      : "";
  if (value === undefined) return `nothing measured, ${want}${few}`;
  const got = value === Infinity ? "beyond the timeout" : valueText(objective, value);
  return `got ${got}, ${want}${few}`;
}

function valueText({ figure }: Objective, value: number): string {
  switch (figure) {
    case "responseMs":
    case "serviceMs":
      return `${rounded(value)} ms`;
    case "errorRate":
    case "achievedShare":
      return `${rounded(value * 100, 4)} %`;
    case "throughput":
      return `${rounded(value)}/s`;
    default:
      return String(rounded(value));
  }
}

function rounded(value: number, places = 2): number {
  return Number(value.toFixed(places));
}
