/** Reports as comma-separated values (RFC 4180), a column for each field of the profile. */

import type { Field, Profile } from "../contract/index.ts";
import { type Report, writeDouble, writeInteger } from "../report/index.ts";
import type { FleetEntry } from "./play-fleet.ts";

/** The header line, without line end. */
export function csvHeader(profile: Profile): string {
  return ["agent", "at_ms", ...profile.fields.map((field) => field.name)].join(",");
}

/** One report's line, without line end unless a text has one. An absent field is an empty cell. */
export function csvLine(entry: FleetEntry, profile: Profile): string {
  const cells = profile.fields.map((field) => cell(field, entry.report));
  return [entry.agent, entry.atMs, ...cells].join(",");
}

function cell(field: Field, report: Report): string {
  const value = report[field.name];
  if (value === undefined) return "";
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") {
    return field.type === "double"
      ? writeDouble(value, field.name)
      : writeInteger(value, field.name);
  }
  return /[",\r\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
}
