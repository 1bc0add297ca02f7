/** Latency of a scenario from run to run: each run is a place on the axis, however far apart. */

import * as Plot from "@observablehq/plot";
import type { HistoryRun } from "../../../verdict/history.ts";
import { clipped, visible } from "../../text.ts";
import { type Drawing, draw, logAxis } from "./draw.ts";

interface TrendPoint {
  readonly at: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Names of runs below the axis; with more, some are left out. */
const MOST_NAMES = { wide: 10, narrow: 4 } as const;
const MOST_NAME = 12;

/** Median and 99th percentile of a scenario; undefined with fewer than two runs of it. */
export function latencyTrend(scenario: string, runs: readonly HistoryRun[]): Drawing | undefined {
  const points = runs.flatMap(({ loads }, at): TrendPoint[] => {
    const own = loads.find((load) => load.scenario === scenario);
    if (own?.p50Ms === undefined || own.p99Ms === undefined) return [];
    return [{ at, p50Ms: Math.max(own.p50Ms, 0.01), p99Ms: Math.max(own.p99Ms, 0.01) }];
  });
  if (points.length < 2) return undefined;
  const axis = logAxis(points.flatMap(({ p50Ms, p99Ms }) => [p50Ms, p99Ms]));
  const label = `Response time of ${scenario} from run to run: median and 99th percentile. The table of runs carries the numbers.`;
  return draw(
    label,
    ({ narrow }) => ({
      ...{ marginLeft: 52, marginRight: narrow ? 16 : 72, marginTop: 24, marginBottom: 36 },
      x: {
        label: "release",
        labelArrow: "none",
        domain: [0, Math.max(1, runs.length - 1)],
        ticks: placesOf(runs.length, narrow ? MOST_NAMES.narrow : MOST_NAMES.wide),
        tickFormat: (at: number) => clipped(visible(runs[at]?.release ?? ""), MOST_NAME),
      },
      y: { type: "log", label: "ms", ...axis, tickFormat: String, grid: true, labelArrow: "none" },
      marks: (["p50Ms", "p99Ms"] as const).flatMap((y) => {
        const stroke = y === "p99Ms" ? "var(--response)" : "var(--service)";
        const dash = y === "p99Ms" ? {} : { strokeDasharray: "5,4" };
        return [
          Plot.line(points, { x: "at", y, stroke, strokeWidth: 2, ...dash }),
          Plot.dot(points, { x: "at", y, fill: stroke, r: 3 }),
        ];
      }),
    }),
    { wide: 220, narrow: 190 },
  );
}

/** Evenly spread whole places, the first and the last among them. */
function placesOf(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((count - 1) / Math.max(1, most - 1)));
  return Array.from({ length: count }, (_, at) => at).filter((at) => at % step === 0);
}
