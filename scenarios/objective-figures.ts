/** The figures that an objective may name, and how many samples each takes to be believed. */

import type { Figure } from "../reports/evidence/index.ts";

/** What a figure is measured in, and so how its limit is written. */
export type FigureKind = "time" | "count" | "share" | "rate" | "factor";

interface Row {
  /** How the operator writes it. */
  readonly name: string;
  readonly figure: Figure;
  readonly kind: FigureKind;
  /** Whether more of it is better. */
  readonly more?: true;
  /** What is wanted, before the limit. */
  readonly words: string;
}

/** The figures beside the times. */
const ROWS: readonly Row[] = [
  { name: "error rate", figure: "errorRate", kind: "share", words: "refused, timed out or cut" },
  { name: "refused", figure: "refused", kind: "count", words: "reports refused" },
  { name: "timeouts", figure: "timedOut", kind: "count", words: "reports that timed out" },
  { name: "broken", figure: "broken", kind: "count", words: "connections that broke" },
  { name: "unsent", figure: "unsent", kind: "count", words: "due reports that were not sent" },
  { name: "lost", figure: "lost", kind: "count", words: "tasks that show no report in the end" },
  {
    name: "stale",
    figure: "stale",
    kind: "count",
    words: "tasks that show an earlier report in the end",
  },
  {
    name: "refused shown",
    figure: "refusedShown",
    kind: "count",
    words: "tasks that show a refused report in the end",
  },
  { name: "torn", figure: "torn", kind: "count", words: "tasks that show a mixture in the end" },
  {
    name: "foreign",
    figure: "foreign",
    kind: "count",
    words: "tasks that show none of their reports in the end",
  },
  { name: "misread", figure: "readBackViolations", kind: "count", words: "looks that were wrong" },
  {
    name: "throughput",
    figure: "throughput",
    kind: "rate",
    more: true,
    words: "reports acknowledged a second",
  },
  {
    name: "amplification",
    figure: "amplification",
    kind: "factor",
    words: "sendings for each report sent",
  },
  {
    name: "achieved share",
    figure: "achievedShare",
    kind: "share",
    more: true,
    words: "of the due reports acknowledged",
  },
];

/** Times by the end of their name. */
const TIMES = {
  "from plan": { figure: "responseMs", words: "answered since their planned moment" },
  service: { figure: "serviceMs", words: "answered since they were sent" },
} as const;

/** Makes the error of what stands at a place of an objective. */
export type Wrong = (place: string, got: string, want: string) => Error;

/** A figure that was asked for. */
export interface NamedFigure extends Row {
  readonly of?: number | "mean";
}

/** The figure of that name, in lower case with single blanks. Throws what `wrong` makes. */
export function figureNamed(name: string, wrong: Wrong): NamedFigure {
  const row = ROWS.find((candidate) => candidate.name === name);
  if (row !== undefined) return row;
  const match = /^(?:p(\d+(?:\.\d+)?)|(mean|max))(?: (.*))?$/.exec(name);
  if (match === null) {
    const known = ROWS.map((candidate) => candidate.name).join(", ");
    throw wrong("figure", name, `p99 from plan, mean service or another such time, or ${known}`);
  }
  const [, percentile, word, end = ""] = match;
  const part = `p${percentile ?? ""}`;
  const head = word ?? part;
  if (end !== "from plan" && end !== "service") {
    const ways = `"${head} from plan" (since the planned moment) or "${head} service" (since the sending)`;
    throw wrong("figure", name, ways);
  }
  const of = word === "mean" ? word : word === "max" ? 100 : Number(percentile);
  if (of !== "mean" && !(of > 0 && (of < 100 || word === "max"))) {
    throw wrong("percentile", part, "more than 0 and less than 100, or max");
  }
  const { figure, words } = TIMES[end];
  const whose = of === "mean" ? "mean time of reports" : `time of ${of} % of the reports`;
  return { name: `${head} ${end}`, figure, kind: "time", words: `${whose} ${words}`, of };
}

/** Reports that must lie beyond a percentile before it is more than the luck of a few of them. */
const BEYOND_MIN = 10;
/** Fewer than this prove no count, no mean and no rate. */
const SAMPLES_MIN = 100;

/**
 * How many samples an objective takes.
 *
 * A percentile: as many as put ten beyond it (p99: 1,000; p99.9: 10,000). With ten, how many lie
 * beyond is known to about a third (1/√10); with one, a single report decides.
 * An error rate: 3 / limit, the rule of three: that many without an error say with 95 % confidence
 * that the rate is below the limit.
 * All else: 100, which by the same rule sees what happens to 3 % of the reports.
 */
export function samplesFor(figure: Pick<NamedFigure, "of" | "figure">, limit: number): number {
  const { of } = figure;
  const wanted =
    typeof of === "number" && of < 100
      ? BEYOND_MIN / (1 - of / 100)
      : figure.figure === "errorRate" && limit > 0
        ? 3 / limit
        : 0;
  // 1 - 0.99 is a little more than 0.01: what is a whole number must not be one more.
  return Math.max(SAMPLES_MIN, Math.ceil(Number(wanted.toFixed(6))));
}
