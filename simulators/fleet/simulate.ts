/** The work of `headway simulate`: writes a fleet down. No network, no clock. */

import { bodyWriter, type Plan } from "../agent/index.ts";
import type { Profile } from "../contract/index.ts";
import { csvHeader, csvLine } from "./csv.ts";
import { factsOf } from "./facts.ts";
import type { FleetSpec } from "./fleet-spec.ts";
import { agentSvg } from "./pictures/agent-svg.ts";
import { fleetSvg } from "./pictures/fleet-svg.ts";
import { pictureHtml } from "./pictures/html.ts";
import { agentPicture, fleetPicture } from "./pictures/terminal.ts";
import { planFileLines } from "./plan-file.ts";
import { playFleet } from "./play-fleet.ts";
import { factsTable, fleetLines, fleetTable } from "./table.ts";

/** What `simulate` can write. */
export const SIMULATE_FORMATS = [
  "picture",
  "table",
  "svg",
  "html",
  "ndjson",
  "csv",
  "plans",
  "spec",
] as const;

export type SimulateFormat = (typeof SIMULATE_FORMATS)[number];

export interface SimulateOptions {
  /** At least one. */
  readonly plans: readonly Plan[];
  /** The seed they were drawn from; absent where they were not drawn. */
  readonly seed?: number;
  /** Name of the fleet and why it is as it is, for the pictures. */
  readonly title: string;
  readonly reason: string;
  /** What the plans were drawn from; absent where they were read from a plan file. */
  readonly spec?: FleetSpec;
  readonly format: SimulateFormat;
  /** Whose fields the reports carry. */
  readonly profile: Profile;
  /** Most reports (`ndjson`, `csv`) or agents (`table`) written; the rest is written whole. */
  readonly limit?: number;
}

/** Writes the fleet line by line; `write` adds the line ends. */
export function simulate(options: SimulateOptions, write: (line: string) => void): void {
  for (const line of linesOf(options)) write(line);
}

function linesOf(options: SimulateOptions): Iterable<string> {
  const { plans, seed, title, reason, format, profile, limit } = options;
  switch (format) {
    case "picture":
      return pictureLines(options);
    case "table":
      return fleetTable(plans, limit);
    case "svg":
      return [svgOf(options).trimEnd()];
    case "html":
      return [pictureHtml(plans, { title, reason, profile }).trimEnd()];
    case "plans":
      return planFileLines(plans, seed);
    case "spec":
      if (options.spec === undefined)
        throw new RangeError("spec: the plans were not drawn from one");
      return [JSON.stringify(options.spec, null, 2)];
    case "ndjson":
      return first(ndjsonLines(plans, profile), limit);
    case "csv":
      return csvLines(plans, profile, limit);
  }
}

function pictureLines({ plans, title, reason, profile }: SimulateOptions): readonly string[] {
  const [only] = plans;
  const facts = ["", ...fleetLines(plans), "", ...factsTable(factsOf(plans, profile))];
  if (plans.length === 1 && only !== undefined) return [...agentPicture(only), ...facts];
  return [`${title}: ${reason}`, "", ...fleetPicture(plans), ...facts];
}

function svgOf({ plans, title, reason }: SimulateOptions): string {
  const [only] = plans;
  if (plans.length === 1 && only !== undefined) return agentSvg(only);
  return fleetSvg(plans, title, reason);
}

function* ndjsonLines(plans: readonly Plan[], profile: Profile): Generator<string> {
  const writers = plans.map((plan) => bodyWriter(plan, profile));
  for (const { agent, atMs, report } of playFleet(plans)) {
    // A client's newline at the end would end the line.
    const body = writers[agent - 1]?.(report).trimEnd() ?? "";
    yield `{"agent":${agent},"atMs":${atMs},"body":${body}}`;
  }
}

function* csvLines(plans: readonly Plan[], profile: Profile, limit?: number): Generator<string> {
  yield csvHeader(profile);
  for (const entry of first(playFleet(plans), limit)) yield csvLine(entry, profile);
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
