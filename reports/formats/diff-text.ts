/** The difference of two runs as it stands on a terminal. */

import picocolors from "picocolors";
import type { FigureChange, LoadCompared } from "../verdict/compare-loads.ts";
import type { Differences, RequirementChange, RunDiff, SeenCause } from "../verdict/run-diff.ts";
import { shortened, visible } from "./text.ts";

/** Of a comparison made now, or as a run has kept it. */
type Shown = Omit<Differences, "regressions" | "untested">;
type Colors = ReturnType<typeof picocolors.createColors>;

const MOST_TEXT = 300;

/** What changed, without a line end behind it. `sides` are what the two runs are called. */
export function diffText(
  diff: RunDiff,
  sides: readonly [string, string],
  options: { readonly color: boolean },
): string {
  const colors = picocolors.createColors(options.color);
  const paint = { 0: colors.green, 1: colors.red }[diff.status as 0 | 1] ?? colors.yellow;
  const parts = [
    [`Before  ${clean(sides[0])}`, `After   ${clean(sides[1])}`].join("\n"),
    ...differencesText(diff, colors),
    [colors.bold(paint(clean(diff.line))), `Exit status ${diff.status}`].join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Blocks of lines, one for each kind of difference; empty where there is none of it. */
export function differencesText(diff: Shown, colors: Colors): readonly string[] {
  return [
    block("The runs differ", diff.caveats.map(clean)),
    block(
      "Requirements that changed",
      diff.requirements.map((one) => changeText(one, colors)),
    ),
    block("New counterexamples", diff.fresh.flatMap(freshLines)),
    block("Gone counterexamples", diff.gone.map(nameText)),
    block("Dialects that changed", diff.dialects.map(wayText)),
    block(
      "Load that changed",
      diff.scenarios.map(({ scenario, ...way }) => wayText({ name: scenario, ...way })),
    ),
    ...diff.compared.map((one) => comparedText(one, colors)),
    block(
      "Latency and throughput: NOT COMPARED",
      diff.notCompared.map(({ scenario, reasons }) => clean(`${scenario}: ${reasons.join("; ")}`)),
    ),
  ];
}

function block(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

function changeText(change: RequirementChange, colors: Colors): string {
  const { id, gating, before, after, direction } = change;
  const paint = { worse: colors.red, better: colors.green, other: colors.yellow }[direction];
  const way = `${clean(before ?? "not there")} → ${clean(after ?? "not there")}`;
  return `${paint(direction.padEnd(6))}  ${clean(id)}: ${way}${gating ? "" : " (does not gate)"}`;
}

function comparedText({ scenario, runs, figures, shape }: LoadCompared, colors: Colors): string {
  const { changed, apart, within } = shape;
  const distances = `${apart.toFixed(2)} between the sides at least, ${within.toFixed(2)} within at most`;
  return block(`Load ${clean(scenario)}, ${runs[0]} and ${runs[1]} runs`, [
    ...figures.map((figure) => figureText(figure, colors)),
    ...(changed ? [`${colors.yellow("spread changed")}  service times (${distances})`] : []),
  ]);
}

function figureText(change: FigureChange, colors: Colors): string {
  const { figure, unit, before, after, share, low, high, kind, direction } = change;
  const word = direction ?? (kind === "alike" ? "alike" : "open");
  const paint = { worse: colors.red, better: colors.green, alike: String, open: colors.yellow }[
    word
  ];
  const values = `${before.toPrecision(3)} → ${after.toPrecision(3)} ${unit}`;
  const interval = `${percent(share)}, 99 % interval ${percent(low)} to ${percent(high)}`;
  const more =
    kind === "undecided"
      ? `; runs differ by ${(100 * change.spread).toFixed(1)} %, a change of 10 % needs ${change.runsNeeded} a side`
      : "";
  return `${paint(word.padEnd(6))}  ${clean(figure)}: ${values} (${interval}${more})`;
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}

function freshLines(seen: SeenCause): string[] {
  return [
    `${nameText(seen)}${seen.gating ? "" : " (does not gate)"}`,
    `  ${clean(seen.counterexample)}`,
    `  ${visible(seen.replay)}`,
  ];
}

function nameText({ id, fingerprint }: SeenCause): string {
  return `${clean(id)}  ${clean(fingerprint)}`;
}

function wayText(change: {
  readonly name: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}): string {
  const side = (text: string | undefined) => clean(text ?? "not seen");
  return `${clean(change.name)}: ${side(change.before)} → ${side(change.after)}`;
}

/** One line of foreign text. */
function clean(text: string): string {
  return shortened(visible(text), MOST_TEXT);
}
