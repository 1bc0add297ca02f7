/**
 * The latency spectrum: how slow one report in two, ten, a hundred … is. The axis is
 * log(1/(1-p)), which gives each further nine of a percentile the same room; an average hides
 * what stands at its right end.
 */

import * as Plot from "@observablehq/plot";
import type { Histogram } from "../../../evidence/histogram.ts";
import { bucketCeiling } from "../../../evidence/histogram.ts";
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
  const limit = objectives.find(({ objective }) => objective.figure === "p99Ms")?.objective.atMost;
  const label = `Latency spectrum of ${opened.scenario}: response time from the planned moment and service time from the sending, by percentile. The table of percentiles carries the numbers.`;
  return draw(label, (size) => plotOf(response, service, limit, size));
}

function plotOf(
  response: readonly Point[],
  service: readonly Point[],
  limit: number | undefined,
  { narrow }: Size,
): Plot.PlotOptions {
  const ms = [...response, ...service].map((point) => point.ms);
  const axis = logAxis(limit === undefined ? ms : [...ms, limit]);
  const most = Math.max(...[...response, ...service].map((point) => point.oneIn), 10);
  const limitMarks =
    limit === undefined
      ? []
      : [
          Plot.dot([{ oneIn: 100, ms: limit }], {
            x: "oneIn",
            y: "ms",
            symbol: "times",
            stroke: "var(--bad)",
            strokeWidth: 2,
            r: 5,
          }),
          Plot.text([{ oneIn: 100, ms: limit }], {
            x: "oneIn",
            y: "ms",
            text: () => `limit: 99 % ≤ ${msText(limit)}`,
            dy: -12,
            fill: "var(--bad)",
          }),
        ];
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
      ...limitMarks,
    ],
  };
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
