/** What happened when: rate of answers, then median and 99th percentile, on one axis of time. */

import * as Plot from "@observablehq/plot";
import type { SeriesPoint } from "../../../evidence/series.ts";
import type { JudgedScenario } from "../../../verdict/judged-run.ts";
import { type Drawing, draw, logAxis, type Size } from "./draw.ts";

/** Answered and failed reports a second; undefined without flushes. */
export function throughputOverTime({ opened, load }: JudgedScenario): Drawing | undefined {
  const { series } = load;
  if (series.length === 0) return undefined;
  const label = `Throughput of ${opened.scenario} over time: answered and failed reports a second.`;
  const failed = series.some((point) => point.failedPerSecond > 0);
  return draw(
    label,
    (size) => ({
      ...frame(series, size),
      y: { label: "reports a second", grid: true, zero: true, nice: true, labelArrow: "none" },
      marks: [
        ...linesOf(series, "answeredPerSecond", "var(--response)"),
        ...(failed ? linesOf(series, "failedPerSecond", "var(--bad)", "2,3") : []),
        Plot.ruleY([0], { stroke: "var(--line)" }),
        ...(size.narrow
          ? []
          : [nameOf(series, "answeredPerSecond", "answered", "var(--response)")]),
        ...(failed && !size.narrow
          ? [nameOf(series, "failedPerSecond", "failed", "var(--bad)")]
          : []),
      ],
    }),
    { wide: 190, narrow: 170 },
  );
}

/** Median and 99th percentile of the response time; undefined without answers. */
export function latencyOverTime({ opened, load }: JudgedScenario): Drawing | undefined {
  const series = load.series.filter((point) => point.p99Ms !== undefined);
  if (series.length === 0) return undefined;
  const values = series.flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? 0.01, p99Ms ?? 0.01]);
  const axis = logAxis(values.map((ms) => Math.max(ms, 0.01)));
  const label = `Response time of ${opened.scenario} over time: median and 99th percentile.`;
  return draw(
    label,
    (size) => ({
      ...frame(series, size),
      y: {
        type: "log",
        label: "ms",
        ...axis,
        tickFormat: String,
        grid: true,
        labelArrow: "none",
      },
      marks: [
        ...linesOf(series, "p50Ms", "var(--service)", "5,4"),
        ...linesOf(series, "p99Ms", "var(--response)"),
        ...(size.narrow ? [] : [nameOf(series, "p50Ms", "median", "var(--service)")]),
        ...(size.narrow ? [] : [nameOf(series, "p99Ms", "99 %", "var(--response)")]),
      ],
    }),
    { wide: 190, narrow: 170 },
  );
}

/** Memory of the load generator; undefined with fewer than two samples. */
export function memoryOverTime({ opened, closed }: JudgedScenario): Drawing | undefined {
  const samples = closed?.memory.map(({ atMs, bytes }) => ({
    seconds: atMs / 1000,
    mib: bytes / 1024 ** 2,
  }));
  if (samples === undefined || samples.length < 2) return undefined;
  return draw(
    `Memory of the load generator while ${opened.scenario} ran.`,
    ({ narrow }) => ({
      ...margins(narrow),
      x: { label: "seconds", labelArrow: "none" },
      y: { label: "MiB", grid: true, zero: true, nice: true, ticks: 4, labelArrow: "none" },
      marks: [
        Plot.areaY(samples, { x: "seconds", y: "mib", fill: "var(--service)", fillOpacity: 0.2 }),
        Plot.line(samples, { x: "seconds", y: "mib", stroke: "var(--service)", strokeWidth: 2 }),
      ],
    }),
    { wide: 150, narrow: 140 },
  );
}

type Figure = "answeredPerSecond" | "failedPerSecond" | "p50Ms" | "p99Ms";

function middle({ fromMs, toMs }: SeriesPoint): number {
  return (fromMs + toMs) / 2000;
}

function margins(narrow: boolean) {
  return { marginLeft: 52, marginRight: narrow ? 16 : 72, marginTop: 24, marginBottom: 36 };
}

function frame(series: readonly SeriesPoint[], { narrow }: Size): Plot.PlotOptions {
  const end = series.reduce((most, point) => Math.max(most, point.toMs), 0) / 1000;
  const x = { label: "seconds", domain: [0, end], labelArrow: "none" as const };
  return { ...margins(narrow), x: narrow ? { ...x, ticks: 5 } : x };
}

function linesOf(
  series: readonly SeriesPoint[],
  y: Figure,
  stroke: string,
  dash?: string,
): Plot.Markish[] {
  const style = dash === undefined ? {} : { strokeDasharray: dash };
  const few = series.length <= 30;
  return [
    Plot.line(series, { x: middle, y, stroke, strokeWidth: 2, ...style }),
    // A line of one point is invisible.
    ...(few ? [Plot.dot(series, { x: middle, y, fill: stroke, r: 2.5 })] : []),
  ];
}

function nameOf(
  series: readonly SeriesPoint[],
  y: Figure,
  name: string,
  fill: string,
): Plot.Markish {
  return Plot.text(series.slice(-1), {
    x: middle,
    y,
    text: () => name,
    textAnchor: "start",
    dx: 8,
    fill,
    fontWeight: 600,
  });
}
