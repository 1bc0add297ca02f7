/** A fleet for a person to read: a row for each agent, then the fleet's numbers. */

import Table from "cli-table3";
import { forecast, KINDS, type Plan } from "../agent/index.ts";
import type { Fact } from "./fact.ts";
import { statisticsOf } from "./statistics.ts";
import { bytesText, durationText } from "./units.ts";

/** Rows shown unless the caller says otherwise. */
const ROWS = 20;

/** Lines of the table, without line ends and without colours. All times are forecast. */
export function fleetTable(plans: readonly Plan[], rowsMax = ROWS): readonly string[] {
  const shown = plans.slice(0, rowsMax);
  const lines = [...agentLines(shown)];
  const hidden = plans.length - shown.length;
  if (hidden > 0) lines.push(`and ${count(hidden)} more agents`);
  return [...lines, "", ...fleetLines(plans)];
}

/** The fleet's numbers beside the published facts, as a table. */
export function factsTable(facts: readonly Fact[]): readonly string[] {
  const table = new Table({
    head: ["what", "published", "here", "standing"],
    style: { head: [], border: [], compact: true },
    colWidths: [34, 42, 52, 10],
    wordWrap: true,
  });
  for (const { what, published, fleet, standing } of facts) {
    table.push([what, published, fleet, standing]);
  }
  return table.toString().split("\n");
}

function agentLines(plans: readonly Plan[]): readonly string[] {
  const table = new Table({
    head: ["agent", "kind", "data", "link", "used", "every", "duration", "reports"],
    colAligns: ["right", "left", "right", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  plans.forEach((plan, index) => {
    const expected = forecast(plan);
    table.push([
      String(index + 1),
      plan.kind,
      bytesText(plan.totalBytes),
      `${count(plan.linkMbps)} Mbit/s`,
      `${Math.round(plan.utilisation * 100)} %`,
      `${plan.intervalMs / 1000} s`,
      durationText(expected.durationMs),
      count(expected.reports),
    ]);
  });
  return table.toString().split("\n");
}

/** The fleet's size, data, times and reports. */
export function fleetLines(plans: readonly Plan[]): readonly string[] {
  const fleet = statisticsOf(plans);
  const kinds = KINDS.filter((kind) => fleet.kinds[kind] > 0)
    .map((kind) => `${count(fleet.kinds[kind])} ${kind}`)
    .join(", ");
  return [
    `agents    ${count(fleet.agents)}: ${kinds}`,
    `data      ${bytesText(fleet.bytes)}`,
    `duration  median ${durationText(fleet.durationMsMedian)}, ` +
      `p90 ${durationText(fleet.durationMsP90)}, longest ${durationText(fleet.durationMsMax)}`,
    `copying   median ${durationText(fleet.copyMsMedian)} (data × 8 / link / used)`,
    `reports   ${count(fleet.reports)} in all, ` +
      `${count(fleet.reportsPerSecond)} per second while all agents are at work`,
  ];
}

function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
