/** The history of runs as it stands on a terminal: a table for each target, and what changed. */

import Table from "cli-table3";
import picocolors from "picocolors";
import type { History, HistoryRun, KillSummary, LoadSummary } from "../verdict/history.ts";
import { plural } from "../verdict/verdict-line.ts";
import { PLAIN_TABLE } from "./plain-table.ts";
import { msText, rateText, shortened, visible } from "./text.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

const MOST_TEXT = 200;
/** Runs of a target, and targets, that are shown; the page has more. */
const MOST_SHOWN = 20;

/** The history, without a line end behind it. */
export function historyText(history: History, options: { readonly color: boolean }): string {
  const colors = picocolors.createColors(options.color);
  const { targets, kills, damaged, runs } = history;
  const more = targets.length - MOST_SHOWN;
  return [
    ...(more > 0 ? [`… ${more} targets whose runs are older`] : []),
    ...targets
      .slice(-MOST_SHOWN)
      .map(({ target, runs: own }) => [clean(target), runsTable(own, colors)].join("\n")),
    ...(kills.length === 0 ? [] : [["Twins", ...kills.map(killText)].join("\n")]),
    ...(damaged.length === 0
      ? []
      : [["Damaged evidence", ...damaged.map((line) => `  ${clean(line)}`)].join("\n")]),
    `${plural(runs, "run")}, ${plural(targets.length, "target")}; the newest: ${history.newest.verdict}`,
  ].join("\n\n");
}

function runsTable(runs: readonly HistoryRun[], colors: Colors): string {
  const table = new Table({
    head: ["began", "release", "verdict", "tested", "red", "load", "what changed"],
    style: { head: [], border: [], compact: true },
    chars: PLAIN_TABLE,
  });
  for (const run of runs.slice(-MOST_SHOWN)) {
    const paint = run.status === 0 ? colors.green : run.status === 1 ? colors.red : colors.yellow;
    table.push([
      clean(run.startedAt.slice(0, 16)),
      clean(run.release),
      paint(run.partial === undefined ? run.verdict : `${run.verdict} (PARTIAL)`),
      `${run.tested} of ${run.gating}`,
      String(run.red),
      run.loads.map(loadText).join("\n"),
      [...changed("newly red", run.newlyRed), ...changed("mended", run.mended)].join("\n"),
    ]);
  }
  return table.toString();
}

function loadText({ scenario, verdict, p99Ms, answeredPerSecond }: LoadSummary): string {
  return `${clean(scenario)} ${verdict}, p99 ${msText(p99Ms)}, ${rateText(answeredPerSecond)}`;
}

const NAMED = 3;

function changed(what: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : "";
  return [`${what}: ${clean(ids.slice(0, NAMED).join(", "))}${more}`];
}

/** "0.1.0 at c307636: 105 of 106 killed; survivors: a, b". */
export function killText({ tool, met, killed, survivors }: KillSummary): string {
  const left = survivors.length === 0 ? "" : `; survivors: ${clean(survivors.join(", "))}`;
  return `  ${clean(tool)}: ${killed} of ${met} killed${left}`;
}

/** One line of foreign text. */
function clean(text: string): string {
  return shortened(visible(text), MOST_TEXT);
}
