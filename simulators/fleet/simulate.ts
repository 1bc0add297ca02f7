/** The work of `headway simulate`: draws a fleet and writes it down. No network, no clock. */

import { bodyWriter, PLAN_RANGES } from "../agent/index.ts";
import type { Profile } from "../contract/index.ts";

import { csvHeader, csvLine } from "./csv.ts";
import { planFileLines } from "./plan-file.ts";
import { playFleet } from "./play-fleet.ts";
import { samplePlans } from "./sample.ts";
import { fleetTable } from "./table.ts";

/** What `simulate` can write. */
export const SIMULATE_FORMATS = ["table", "ndjson", "csv", "plans"] as const;

export type SimulateFormat = (typeof SIMULATE_FORMATS)[number];

export interface SimulateOptions {
  /** Size of the fleet; 1 or more. */
  readonly agents: number;
  /** 0..2^32-1. */
  readonly seed: number;
  /** Interval of every agent, ms. Default 10,000. */
  readonly intervalMs?: number;
  readonly format: SimulateFormat;
  /** Whose fields the reports carry. */
  readonly profile: Profile;
  /** Most reports (`ndjson`, `csv`) or agents (`table`) written; `plans` are written whole. */
  readonly limit?: number;
}

/** Writes the fleet line by line; `write` adds the line ends. Throws a RangeError on bad options. */
export function simulate(options: SimulateOptions, write: (line: string) => void): void {
  const { agents, seed, format, profile } = options;
  checkWhole("agents", agents, 1, 10_000_000);
  checkWhole("seed", seed, PLAN_RANGES.seed.min, PLAN_RANGES.seed.max);
  const { intervalMs, limit } = options;
  const { min, max } = PLAN_RANGES.intervalMs;
  if (intervalMs !== undefined) checkWhole("intervalMs", intervalMs, min, max);
  if (limit !== undefined) checkWhole("limit", limit, 0, Number.MAX_SAFE_INTEGER);
  const interval = intervalMs === undefined ? {} : { intervalMs };
  const plans = samplePlans({ seed, count: agents, ...interval });
  switch (format) {
    case "table":
      for (const line of fleetTable(plans, limit)) write(line);
      return;
    case "plans":
      for (const line of planFileLines(plans, seed)) write(line);
      return;
    case "ndjson": {
      const writers = plans.map((plan) => bodyWriter(plan, profile));
      for (const { agent, atMs, report } of first(playFleet(plans), limit)) {
        const body = writers[agent - 1]?.(report).trimEnd() ?? "";
        write(`{"agent":${agent},"atMs":${atMs},"body":${body}}`);
      }
      return;
    }
    case "csv":
      write(csvHeader(profile));
      for (const entry of first(playFleet(plans), limit)) write(csvLine(entry, profile));
  }
}

function* first<T>(items: Iterable<T>, limit = Number.POSITIVE_INFINITY): Generator<T> {
  let left = limit;
  if (left === 0) return;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

function checkWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${name}: got ${value}, want a whole number ${min}..${max}`);
}
