/** Bodies on their way to the wire: named JSON texts in order, so that any one can be anything. */

import type { Field, FieldName, Profile } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";

export type Draft = readonly (readonly [name: string, json: string])[];

/**
 * A plain legal value of each field. None is a boundary: what an endpoint gets wrong at a boundary
 * must not spoil every other trial.
 */
const PLAIN: Readonly<Record<FieldName, string>> = {
  subtask_name: '"MIGRATE_LINUX_FILE"',
  progress: "50",
  replicatesize: "1000",
  totalsize: "100000",
  process_trace: '"copying"',
  migrate_speed: "80.5",
  compress_rate: "50.5",
  remain_time: "600",
  total_cpu_usage: "20.5",
  agent_cpu_usage: "10.5",
  total_mem_usage: "4096.5",
  agent_mem_usage: "512.5",
  total_disk_io: "120.5",
  agent_disk_io: "80.5",
  need_migration_test: "true",
  agent_time: '"2025-07-07T15:30:00"',
};

/** The smallest plain report: the mandatory fields. */
export function minimal(profile: Profile): Draft {
  const names = profile.fields.map((field) => field.name);
  return names.filter((n) => profile.mandatory.includes(n)).map((n) => [n, PLAIN[n]]);
}

/** A plain report with every field. */
export function full(profile: Profile): Draft {
  return profile.fields.map((field) => [field.name, PLAIN[field.name]]);
}

/** The draft with one field set; a new field goes to the end. */
export function withField(draft: Draft, name: string, json: string): Draft {
  if (!draft.some(([n]) => n === name)) return [...draft, [name, json]];
  return draft.map(([n, old]) => [n, n === name ? json : old]);
}

/** The draft with several fields set. */
export function withFields(
  draft: Draft,
  values: Readonly<Partial<Record<FieldName, string>>>,
): Draft {
  return Object.entries(values).reduce((d, [name, json]) => withField(d, name, json), draft);
}

/** The draft without one field. */
export function without(draft: Draft, name: string): Draft {
  return draft.filter(([n]) => n !== name);
}

/** The draft as a JSON object. */
export function bodyOf(draft: Draft): string {
  return `{${draft.map(([name, json]) => `${writeString(name)}:${json}`).join(",")}}`;
}

/** The smallest plain report with one field as given, as text. */
export function minimalWith(profile: Profile, name: FieldName, json: string): string {
  return bodyOf(withField(minimal(profile), name, json));
}

/** The profile's fields that it does not demand. */
export function optionalFields(profile: Profile): readonly Field[] {
  return profile.fields.filter((field) => !profile.mandatory.includes(field.name));
}

/** JSON text for a title: short, and saying how long it was. */
export function shortened(json: string): string {
  return json.length <= 40 ? json : `${json.slice(0, 24)}… (${json.length} characters)`;
}

/** The media type of a report. */
export const JSON_HEADER: readonly [string, string] = ["Content-Type", "application/json"];

/** Plain reports of one length, no two alike. @param n 0..899,999 */
export function nth(profile: Profile, n: number): string {
  return minimalWith(profile, "totalsize", String(100_000 + n));
}
