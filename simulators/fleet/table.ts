/** A fleet for a person to read: a row for each agent, then the fleet's numbers. */

import Table from "cli-table3";
import { forecast, KINDS, type Plan } from "../agent/index.ts";
import { statisticsOf } from "./statistics.ts";

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

function fleetLines(plans: readonly Plan[]): readonly string[] {
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

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Decimal units, three digits or so. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${count(Number(value.toFixed(digits)))} ${UNITS[unit]}`;
}

/** Days, hours and minutes; seconds below an hour. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0) return `${count(days)} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
