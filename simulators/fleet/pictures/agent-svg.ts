/** One agent as SVG, drawn without a browser. One file is one picture. */

import * as Plot from "@observablehq/plot";
import { forecast, type Plan } from "../../agent/index.ts";
import { durationText } from "../units.ts";
import { type Panel, plot, SOFT_COLOUR, stacked, timeAxis } from "./sheet.ts";
import { type AgentStory, agentStory, kindTitle, type Mark, type Point } from "./story.ts";
import {
  factsOfAgent,
  HALT_COLOUR,
  LIMIT_COLOUR,
  LINK_COLOUR,
  lookOf,
  speedTitle,
  visitTitle,
} from "./words.ts";

const POINTS = 600;

/** One agent: progress of each subtask, speed, bytes and remaining time over one time axis. */
export function agentSvg(plan: Plan): string {
  const story = agentStory(plan, POINTS);
  const { reports, durationMs } = forecast(plan);
  const points = withSilence(story);
  const x = timeAxis(plan.arrivalMs ?? 0, story.untilMs);
  return stacked(kindTitle(plan), factsOfAgent(plan, reports, durationMs), [
    progressPanel(story, x),
    speedPanel(story, points, x),
    areaPanel("bytes copied, GB", points, x, (point) => point.copiedBytes / 1e9),
    areaPanel("remaining time as the agent tells it, hours", points, x, (point) =>
      point.mbps === 0 ? 0 : point.remainSeconds / 3600,
    ),
  ]);
}

function progressPanel(story: AgentStory, x: Plot.ScaleOptions): Panel {
  const { visits, halts, mishaps } = story;
  const rows = visits.map((visit) => visitTitle(visit, visits));
  const bars = visits.flatMap((visit, index) =>
    visit.points.map((point, place) => {
      const x1 = place === 0 ? visit.fromMs : (visit.points[place - 1]?.atMs ?? point.atMs);
      return { x1, x2: point.atMs, row: rows[index] ?? "", ...shade(visit.phase, point.progress) };
    }),
  );
  // The outline keeps a round of one report visible.
  const outlines = visits.map(({ phase, fromMs, untilMs }, index) => {
    return { fromMs, untilMs, row: rows[index] ?? "", colour: lookOf(phase).colour };
  });
  const ends = visits.map((visit, index) => {
    const last = visit.points[visit.points.length - 1];
    return { at: visit.untilMs, row: rows[index] ?? "", text: `${last?.progress ?? 0} %` };
  });
  const rowOfMark = (mark: Mark): string => {
    const index = visits.findIndex((v) => mark.fromMs >= v.fromMs && mark.fromMs <= v.untilMs);
    return rows[index] ?? rows[0] ?? "";
  };
  const height = 50 + 24 * rows.length;
  const svg = plot({
    height,
    x,
    y: { domain: rows, label: null, tickSize: 0, padding: 0.25 },
    marks: [
      Plot.barX(bars, { x1: "x1", x2: "x2", y: "row", fill: "fill", fillOpacity: "opacity" }),
      Plot.barX(outlines, {
        x1: "fromMs",
        x2: "untilMs",
        y: "row",
        fill: "none",
        stroke: "colour",
      }),
      Plot.barX(
        halts.map((halt) => ({ ...halt, row: rowOfMark(halt) })),
        {
          x1: "fromMs",
          x2: "untilMs",
          y: "row",
          fill: HALT_COLOUR,
        },
      ),
      Plot.text(ends, {
        x: "at",
        y: "row",
        text: "text",
        dx: 6,
        textAnchor: "start",
        fill: SOFT_COLOUR,
      }),
      Plot.text(
        halts.map((halt) => ({ ...halt, row: rowOfMark(halt) })),
        {
          x: "fromMs",
          y: "row",
          dy: -14,
          textAnchor: "start",
          text: (halt: Mark) => `${halt.text}, ${durationText(halt.untilMs - halt.fromMs)}`,
          fill: HALT_COLOUR,
        },
      ),
      Plot.text(
        mishaps.map((mishap) => ({ ...mishap, row: rowOfMark(mishap) })),
        {
          x: "fromMs",
          y: "row",
          text: (mishap: Mark) => `✕ ${mishap.text}`,
          textAnchor: "start",
          dx: 44,
          fill: HALT_COLOUR,
        },
      ),
    ],
  });
  return { title: "progress of each subtask (the darker, the further)", height, svg };
}

/** The points, and where the agent is silent one without a value, so that nothing is drawn there. */
function withSilence({ visits }: AgentStory): readonly Point[] {
  return visits.flatMap(({ points, untilMs }, index) => {
    const last = points[points.length - 1];
    const next = visits[index + 1];
    if (last === undefined || next === undefined || next.fromMs <= untilMs) return points;
    const nothing = { copiedBytes: Number.NaN, mbps: Number.NaN, remainSeconds: Number.NaN };
    const edges = [last.atMs + 1, next.fromMs - 1];
    return [...points, ...edges.map((atMs) => ({ ...last, ...nothing, atMs }))];
  });
}

function shade(phase: Parameters<typeof lookOf>[0], progress: number) {
  return { fill: lookOf(phase).colour, opacity: 0.35 + (0.65 * progress) / 100 };
}

function speedPanel(story: AgentStory, points: readonly Point[], x: Plot.ScaleOptions): Panel {
  const { plan, limits, halts } = story;
  const top = Math.max(plan.linkMbps, ...points.map((point) => point.mbps || 0)) * 1.15;
  const svg = plot({
    height: 190,
    x,
    y: { domain: [0, top], label: null, grid: true, ticks: 5 },
    marks: [
      Plot.rectY(limits, {
        x1: "fromMs",
        x2: "untilMs",
        y1: 0,
        y2: top,
        fill: LIMIT_COLOUR,
        fillOpacity: 0.1,
      }),
      Plot.areaY(points, {
        x: "atMs",
        y: "mbps",
        curve: "step-before",
        fill: "#1f6fc4",
        fillOpacity: 0.75,
      }),
      Plot.ruleY([plan.linkMbps], {
        stroke: LINK_COLOUR,
        strokeDasharray: "6 4",
        strokeWidth: 1.5,
      }),
      Plot.text([`link ${plan.linkMbps} Mbit/s`], {
        frameAnchor: "right",
        y: plan.linkMbps,
        dy: -8,
        textAnchor: "end",
        fill: LINK_COLOUR,
        fontWeight: "bold",
        text: (text: string) => text,
      }),
      Plot.ruleY(limits, {
        x1: "fromMs",
        x2: "untilMs",
        y: "mbps",
        stroke: LIMIT_COLOUR,
        strokeWidth: 2,
      }),
      Plot.text(limits.slice(0, 3), {
        x: (limit: Mark) => (limit.fromMs + limit.untilMs) / 2,
        y: "mbps",
        dy: -8,
        text: "text",
        fill: LIMIT_COLOUR,
        fontWeight: "bold",
      }),
      Plot.text(
        halts.filter((halt) => halt.text === "stall"),
        {
          x: (halt: Mark) => (halt.fromMs + halt.untilMs) / 2,
          y: top * 0.08,
          text: (halt: Mark) => `stall ${durationText(halt.untilMs - halt.fromMs)}`,
          fill: HALT_COLOUR,
          fontWeight: "bold",
        },
      ),
    ],
  });
  return { title: speedTitle(plan), height: 190, svg };
}

function areaPanel(
  title: string,
  points: readonly Point[],
  x: Plot.ScaleOptions,
  value: (point: Point) => number,
): Panel {
  const data = points.map((point) => ({ atMs: point.atMs, value: value(point) }));
  const svg = plot({
    height: 130,
    x,
    y: { label: null, grid: true, ticks: 4, zero: true },
    marks: [Plot.areaY(data, { x: "atMs", y: "value", curve: "step-after", fill: "#5f7d9c" })],
  });
  return { title, height: 130, svg };
}
