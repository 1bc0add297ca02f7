/**
 * The latency spectrum: how slow one report in two, ten, a hundred … is. The axis is
 * log(1/(1-p)), which gives each further nine of a percentile the same room; an average hides
 * what stands at its right end.
 */

import * as Plot from "@observablehq/plot";
import type { Histogram } from "../../../evidence/histogram.ts";
import { bucketCeiling } from "../../../evidence/histogram.ts";
import { isTime, limitOf, type Objective, RELATIONS } from "../../../evidence/objective.ts";
import type { JudgedScenario } from "../../../verdict/judged-run.ts";
import { msText } from "../../text.ts";
import { type Drawing, draw, logAxis, type Size } from "./draw.ts";

interface Point {
  /** One report in so many is as slow as this, or slower. */
  readonly oneIn: number;
  readonly ms: number;
}

/** Points drawn of one line; more of them cannot be told apart. */
const MOST_POINTS = 220;

/** Response against service time; undefined when nothing was answered. */
export function spectrum({ opened, load, objectives }: JudgedScenario): Drawing | undefined {
  const response = pointsOf(load.response);
  const service = pointsOf(load.service);
  if (response.length === 0) return undefined;
  const limits = objectives.flatMap(({ objective }) => limitPoint(objective) ?? []);
  const label = `Latency spectrum of ${opened.scenario}: response time from the planned moment and service time from the sending, by percentile. The table of percentiles carries the numbers.`;
  return draw(label, (size) => plotOf(response, service, limits, size));
}

function plotOf(
  response: readonly Point[],
  service: readonly Point[],
  limits: readonly Limit[],
  { narrow }: Size,
): Plot.PlotOptions {
  const all = [...response, ...service, ...limits];
  const axis = logAxis(all.map((point) => point.ms));
  const most = Math.max(...all.map((point) => point.oneIn), 10);
  return {
    marginLeft: 52,
    marginRight: narrow ? 16 : 72,
    marginTop: 24,
    marginBottom: 40,
    x: {
      type: "log",
      label: "percentile",
      domain: [1, most],
      ticks: nines(most, narrow),
      tickFormat: percentile,
      grid: true,
      labelArrow: "none",
    },
    y: {
      type: "log",
      label: "ms",
      ...axis,
      tickFormat: plain,
      grid: true,
      labelArrow: "none",
    },
    marks: [
      ...line(service, "var(--service)", "5,4"),
      ...line(response, "var(--response)"),
      ...(narrow ? [] : [nameAt(response, "response", "var(--response)", -7)]),
      ...(narrow ? [] : [nameAt(service, "service", "var(--service)", 8)]),
      ...(limits.length === 0 ? [] : limitMarks(limits)),
    ],
  };
}

/** A limit for a percentile, where it stands in the drawing. */
interface Limit extends Point {
  readonly text: string;
}

function limitPoint(objective: Objective): Limit | undefined {
  const { figure, of } = objective;
  if (!isTime(figure) || typeof of !== "number" || of === 100) return undefined;
  const { by, value } = limitOf(objective);
  return {
    oneIn: 100 / (100 - of),
    ms: value,
    text: `limit: ${of} % ${RELATIONS[by]} ${msText(value)}`,
  };
}

function limitMarks(limits: readonly Limit[]): Plot.Markish[] {
  const fill = "var(--bad)";
  const place = { x: "oneIn", y: "ms" } as const;
  return [
    Plot.dot(limits, { ...place, symbol: "times", stroke: fill, strokeWidth: 2, r: 5 }),
    Plot.text(limits, { ...place, text: "text", dy: -12, fill }),
  ];
}

function line(points: readonly Point[], stroke: string, dash?: string): Plot.Markish[] {
  const style = dash === undefined ? {} : { strokeDasharray: dash };
  return [
    Plot.line(points, {
      x: "oneIn",
      y: "ms",
      stroke,
      strokeWidth: 2,
      curve: "step-before",
      ...style,
    }),
  ];
}

function nameAt(points: readonly Point[], name: string, fill: string, dy: number): Plot.Markish {
  return Plot.text(points.slice(-1), {
    x: "oneIn",
    y: "ms",
    text: () => name,
    textAnchor: "start",
    dx: 6,
    dy,
    fill,
    fontWeight: 600,
  });
}

function nines(most: number, narrow: boolean): number[] {
  const ticks = narrow ? [2] : [1, 2];
  for (let oneIn = 10; oneIn <= most; oneIn *= 10) ticks.push(oneIn);
  return ticks;
}

function percentile(oneIn: number): string {
  return `${Number((100 - 100 / oneIn).toFixed(6))} %`;
}

function plain(ms: number): string {
  return ms >= 10_000 ? `${ms / 1000}k` : String(ms);
}

function pointsOf(histogram: Histogram): Point[] {
  const sparse = histogram.sparse();
  const { total } = histogram;
  const points: Point[] = [];
  let faster = 0;
  for (let i = 0; i + 1 < sparse.length; i += 2) {
    const ms = (bucketCeiling(sparse[i] ?? 0) - 1) / 1000;
    // A log axis has no zero: what took less than a hundredth of a millisecond is drawn there.
    points.push({ oneIn: total / (total - faster), ms: Math.max(ms, 0.01) });
    faster += sparse[i + 1] ?? 0;
  }
  return thinned(points);
}

/** Points that stand apart on the log axis, the first and the last among them. */
function thinned(points: readonly Point[]): Point[] {
  const last = points.at(-1);
  if (last === undefined || points.length <= MOST_POINTS) return [...points];
  const step = Math.log(last.oneIn) / MOST_POINTS;
  const kept: Point[] = [];
  let next = -1;
  for (const point of points) {
    if (point !== last && Math.log(point.oneIn) < next) continue;
    kept.push(point);
    next = Math.log(point.oneIn) + step;
  }
  return kept;
}
