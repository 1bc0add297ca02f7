/** What the fleet was meant to do: reports that fall due, by what agents are about, and some agents. */

import * as Plot from "@observablehq/plot";
import type { FleetPhase, FleetShape } from "../../../evidence/fleet-shape-schema.ts";
import type { JudgedScenario } from "../../../verdict/judged-run.ts";
import { clipped, visible } from "../../text.ts";
import { type Drawing, draw, type Size } from "./draw.ts";

/** Height of one agent's row, its words above it. @unit pixels */
const ROW = 54;
/** Width of a letter in a chart, generously. @unit pixels */
const LETTER = 7;
/** Fewer letters of a name say nothing. */
const LETTERS_LEAST = 8;
const MARGIN = { marginLeft: 52, marginRight: 16 } as const;

/** The colour of what an agent is about; the style sheet has one for light and one for dark. */
export function phaseColour(phase: FleetPhase): string {
  return `var(--${phase})`;
}

/** Reports that fall due a second, phase upon phase; undefined where no fleet is known. */
export function dueOverTime({ opened }: JudgedScenario): Drawing | undefined {
  const { shape, scenario } = opened;
  if (shape === undefined || shape.due.length === 0) return undefined;
  const seconds = shape.stretchMs / 1000;
  const stretches = shape.due.flatMap(({ phase, perSecond }) =>
    perSecond.map((rate, at) => ({
      phase,
      rate,
      from: at * seconds,
      until: (at + 1) * seconds,
    })),
  );
  return draw(
    `Fleet of ${scenario}: reports a second that fall due, by what the agents are about.`,
    ({ narrow }) => ({
      ...MARGIN,
      marginTop: 24,
      marginBottom: 36,
      x: { label: "seconds", labelArrow: "none", ...(narrow ? { ticks: 5 } : {}) },
      y: { label: "reports a second", grid: true, nice: true, ticks: 4, labelArrow: "none" },
      marks: [
        Plot.rectY(
          stretches,
          Plot.stackY({
            x1: "from",
            x2: "until",
            y: "rate",
            z: "phase",
            fill: (d: { phase: FleetPhase }) => phaseColour(d.phase),
            shapeRendering: "crispEdges",
          }),
        ),
        Plot.ruleY([0], { stroke: "var(--line)" }),
      ],
    }),
    { wide: 190, narrow: 170 },
  );
}

/** Some agents, a row each: progress from report to report, coloured by what the agent is about. */
export function agentsOverTime({ opened }: JudgedScenario): Drawing | undefined {
  const { shape, scenario, agents, durationMs } = opened;
  if (shape === undefined || shape.drawn.every(({ visits }) => visits.length === 0)) {
    return undefined;
  }
  const { drawn } = shape;
  const height = ROW * drawn.length + 60;
  return draw(
    `Progress of ${drawn.length} of ${agents} agents of ${scenario} over ${durationMs / 1000} seconds, subtask by subtask. The list below says the same in words.`,
    (size) => ({
      ...MARGIN,
      marginTop: 20,
      marginBottom: 36,
      x: {
        label: "seconds",
        labelArrow: "none",
        domain: [0, durationMs / 1000],
        ...(size.narrow ? { ticks: 5 } : {}),
      },
      y: { domain: [0, 100], ticks: [0, 100], tickFormat: (n) => `${n} %`, label: null },
      fy: { domain: drawn.map((_, row) => row), axis: null, padding: 0.4 },
      marks: rowsOf(drawn, durationMs / 1000, size),
    }),
    { wide: height, narrow: height },
  );
}

interface Point {
  readonly row: number;
  readonly visit: string;
  readonly colour: string;
  readonly seconds: number;
  readonly progress: number;
}

function rowsOf(drawn: FleetShape["drawn"], lengthSeconds: number, size: Size): Plot.Markish[] {
  const points = drawn.flatMap(({ visits }, row) =>
    visits.flatMap(({ phase, points: own }, visit) =>
      own.map(
        ([atMs, progress]): Point => ({
          row,
          visit: `${row} ${visit}`,
          colour: phaseColour(phase),
          seconds: atMs / 1000,
          progress,
        }),
      ),
    ),
  );
  const place = { x: "seconds", y: "progress", z: "visit", fy: "row" } as const;
  const letters = size.width - MARGIN.marginLeft - MARGIN.marginRight;
  return [
    Plot.ruleY([0, 100], { stroke: "var(--line)" }),
    Plot.areaY(points, { ...place, fill: "colour", fillOpacity: 0.3 }),
    Plot.line(points, { ...place, stroke: "colour", strokeWidth: 1.75 }),
    Plot.dot(points, { ...place, fill: "colour", r: size.narrow ? 1.4 : 2 }),
    Plot.text(drawn, {
      fy: (_: unknown, row: number) => row,
      text: ({ agent, title }) =>
        clipped(visible(`agent ${agent}: ${title}`), Math.floor(letters / LETTER)),
      frameAnchor: "top-left",
      dy: -15,
      textAnchor: "start",
      fill: "var(--text)",
    }),
    ...(size.narrow ? [] : [subtaskNames(drawn, lengthSeconds, letters)]),
  ];
}

/** The subtasks' names, as much of them as there is room for. */
function subtaskNames(
  drawn: FleetShape["drawn"],
  lengthSeconds: number,
  pixels: number,
): Plot.Markish {
  const names = drawn.flatMap(({ visits }, row) =>
    visits.flatMap(({ subtask, points }) => {
      const [from = 0, until = 0] = [points[0]?.[0], points.at(-1)?.[0]];
      const room = ((until - from) / 1000 / lengthSeconds) * pixels;
      const letters = Math.floor(room / LETTER);
      if (letters < LETTERS_LEAST) return [];
      return [{ row, name: clipped(visible(subtask), letters), seconds: from / 1000 }];
    }),
  );
  return Plot.text(names, {
    fy: "row",
    x: "seconds",
    // Progress rises from left to right: its upper left corner is free.
    y: 100,
    text: "name",
    dx: 4,
    dy: 8,
    textAnchor: "start",
    fontSize: 11,
    fill: "var(--text)",
  });
}
