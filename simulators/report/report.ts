/**
 * A report as the agents make it and its wire text. One writer: the field order is the contract's,
 * 64-bit integers are written exactly, doubles carry at most four decimals, so that Node and k6
 * write the same bytes.
 */

import type { Field, FieldName, Profile, ReportedSubtask } from "../contract/index.ts";
import { writeString } from "./json.ts";

/** A Long of the source: a number while it is a safe integer, a bigint up to 2^63-1. */
export type Long = number | bigint;

/** One progress report. Units and ranges stand in contract/fields.ts. */
export interface Report {
  readonly subtask_name: ReportedSubtask;
  readonly progress: number;
  readonly replicatesize?: Long;
  readonly totalsize?: Long;
  readonly process_trace?: string;
  readonly migrate_speed?: number;
  readonly compress_rate?: number;
  readonly remain_time?: Long;
  readonly total_cpu_usage?: number;
  readonly agent_cpu_usage?: number;
  readonly total_mem_usage?: number;
  readonly agent_mem_usage?: number;
  readonly total_disk_io?: number;
  readonly agent_disk_io?: number;
  readonly need_migration_test?: boolean;
  readonly agent_time?: string;
}

/**
 * The report as compact JSON with the profile's fields in the profile's order. Fields that the
 * profile does not know are left out. Throws on a Long that is neither bigint nor safe integer,
 * and on a double that is not finite: such a report is a fault of ours.
 */
export function writeReport(report: Report, profile: Profile): string {
  return writeFields(report, profile.fields);
}

/** As `writeReport`, with these fields in this order. */
export function writeFields(report: Report, fields: readonly Field[]): string {
  let text = "{";
  for (const field of fields) {
    const value = report[field.name];
    if (value === undefined) continue;
    if (text.length > 1) text += ",";
    text += `"${field.name}":`;
    if (typeof value === "string") text += writeString(value);
    else if (typeof value === "boolean") text += value ? "true" : "false";
    else if (field.type === "double") text += writeDouble(value, field.name);
    else text += writeInteger(value, field.name);
  }
  return `${text}}`;
}

/** Exact decimal text of an integer up to 64 bits. */
export function writeInteger(value: Long, place: string): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(`${place}: got ${value}, want a safe integer or a bigint`);
  }
  return value === 0 ? "0" : value.toString();
}

/** Decimal text with at most four decimals and never an exponent; |value| must be below 1e15. */
export function writeDouble(value: Long, place: string): string {
  if (typeof value === "bigint") return value.toString();
  if (!(value > -1e15 && value < 1e15)) {
    throw new RangeError(`${place}: got ${value}, want a double between -1e15 and 1e15`);
  }
  const rounded = Math.round(value * 10000) / 10000;
  if (rounded === 0) return "0";
  const whole = Math.abs(rounded) < 0.001 ? rounded.toFixed(4) : String(rounded);
  return whole;
}

/** Names of the fields that the report carries, in the profile's order. */
export function carriedFields(report: Report, profile: Profile): readonly FieldName[] {
  return profile.fields.filter((f) => report[f.name] !== undefined).map((f) => f.name);
}
