/** A fleet as SVG, drawn without a browser. One file is one picture. */

import * as Plot from "@observablehq/plot";
import { forecast, type Plan } from "../../agent/index.ts";
import { durationText } from "../units.ts";
import { type FleetStory, fleetStory } from "./fleet-story.ts";
import { type Panel, plot, stacked, TEXT_COLOUR, timeAxis } from "./sheet.ts";
import { HALT_COLOUR, lookOf, rowFacts } from "./words.ts";

/** Right of the panels stands what is special of each agent. */
const MARGIN_FACTS = 470;

/** A fleet: a row for each agent, reports per second, and one minute second by second. */
export function fleetSvg(plans: readonly Plan[], title: string, reason: string): string {
  const story = fleetStory(plans);
  const x = timeAxis(0, story.untilMs);
  return stacked(title, [reason], [rowsPanel(story, x), ratePanel(story, x), minutePanel(story)]);
}

function rowsPanel(story: FleetStory, x: Plot.ScaleOptions): Panel {
  const { untilMs } = story;
  const rows = story.stories.map(({ plan }, index) => {
    return `${index + 1}. ${plan.kind}, link ${plan.linkMbps} Mbit/s`;
  });
  const cut = (mark: { readonly fromMs: number; readonly untilMs: number }, index: number) => {
    return { x1: mark.fromMs, x2: Math.min(untilMs, mark.untilMs), row: rows[index] ?? "" };
  };
  const shown = (mark: { readonly fromMs: number }): boolean => mark.fromMs < untilMs;
  const bars = story.stories.flatMap(({ visits }, index) =>
    visits.filter(shown).map((visit) => {
      return { ...cut(visit, index), fill: lookOf(visit.phase).colour };
    }),
  );
  const halts = story.stories.flatMap(({ halts: list }, index) =>
    list.filter(shown).map((halt) => cut(halt, index)),
  );
  const facts = story.stories.map(({ plan }, index) => {
    const { durationMs } = forecast(plan);
    const endMs = (plan.arrivalMs ?? 0) + durationMs;
    const goesOn = endMs > untilMs ? [`→ until ${durationText(endMs)}`] : [];
    return { row: rows[index] ?? "", text: [...goesOn, ...rowFacts(plan)].join("; ") };
  });
  const height = 60 + 22 * rows.length;
  const svg = plot({
    height,
    marginRight: MARGIN_FACTS,
    x,
    y: { domain: rows, label: null, tickSize: 0, padding: 0.3 },
    marks: [
      // The stroke keeps a round of a minute visible in a picture of days.
      Plot.barX(bars, { x1: "x1", x2: "x2", y: "row", fill: "fill", stroke: "fill" }),
      Plot.barX(halts, { x1: "x1", x2: "x2", y: "row", fill: HALT_COLOUR, stroke: HALT_COLOUR }),
      Plot.text(facts, {
        x: () => untilMs,
        y: "row",
        text: "text",
        dx: 10,
        textAnchor: "start",
        fontSize: 10,
        fill: TEXT_COLOUR,
      }),
    ],
  });
  const hidden = story.agents - rows.length;
  const more =
    hidden > 0 ? `, ${rows.length} of ${story.agents.toLocaleString("en-US")} agents` : "";
  return { title: `who does what when${more}`, height, svg };
}

function ratePanel(story: FleetStory, x: Plot.ScaleOptions): Panel {
  const svg = plot({
    height: 150,
    marginRight: MARGIN_FACTS,
    x,
    y: { label: null, grid: true, ticks: 4, zero: true },
    marks: [
      Plot.rectY(story.rates, { x1: "fromMs", x2: "untilMs", y: "perSecond", fill: "#5f7d9c" }),
    ],
  });
  const of = story.counted < story.agents ? ` of ${story.counted} agents` : "";
  return { title: `reports per second${of}`, height: 150, svg };
}

function minutePanel({ minute, minuteAgents }: FleetStory): Panel {
  const data = minute.reports.map((reports, second) => ({ second, reports }));
  const svg = plot({
    height: 150,
    x: { domain: [0, 60], label: "second", labelArrow: "none" },
    y: { label: null, grid: true, ticks: 4, zero: true },
    marks: [
      Plot.rectY(data, {
        x1: "second",
        x2: (d: { second: number }) => d.second + 1,
        y: "reports",
        fill: "#1f6fc4",
        insetRight: 1,
      }),
    ],
  });
  const title = `reports in each second of one minute, from ${durationText(minute.fromMs)} on, of ${minuteAgents} agents`;
  return { title, height: 150, svg };
}
