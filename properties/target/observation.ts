/**
 * How a target lets its state be seen, and reading what it shows. A pointer shows the whole last
 * report; the ShowTask mirror shows the fields that ShowTask has (contract: replicatesize,
 * totalsize and agent_time have no mirror there). Pure: used by the suite and by the k6 worker.
 */

import type { FieldName } from "../../simulators/contract/index.ts";
import { at, type Json, member, readJson } from "../../simulators/report/index.ts";

export type Observation =
  | { readonly kind: "none" }
  | { readonly kind: "show-task"; readonly path: string }
  /** `path` has `{task_id}` in it; `pointer` leads to an object shaped like a report. */
  | { readonly kind: "pointer"; readonly path: string; readonly pointer: string };

/** Path of the ShowTask operation. @source current API pages, ShowTask */
export const SHOW_TASK_PATH = "/v3/tasks/{task_id}";

/** What one look at a task showed. */
export type Seen =
  /** The fields shown, JSON null ones left out; `visible` says which fields could be seen. */
  | {
      readonly kind: "report";
      readonly fields: ReadonlyMap<FieldName, Json>;
      readonly visible: readonly FieldName[];
    }
  /** The task is there and shows no report. */
  | { readonly kind: "empty" }
  /** It could not be read as the observation promises; `isBroken`: it begins as JSON and is none. */
  | { readonly kind: "unreadable"; readonly reason: string; readonly isBroken?: true };

/** ShowTask's mirror of a report, by where it stands. */
const MIRROR: Readonly<Partial<Record<FieldName, { at: "subtask" | "task"; name: string }>>> = {
  subtask_name: { at: "subtask", name: "name" },
  progress: { at: "subtask", name: "progress" },
  process_trace: { at: "subtask", name: "process_trace" },
  migrate_speed: { at: "task", name: "migrate_speed" },
  compress_rate: { at: "task", name: "compress_rate" },
  remain_time: { at: "task", name: "remain_seconds" },
  total_cpu_usage: { at: "task", name: "total_cpu_usage" },
  agent_cpu_usage: { at: "task", name: "agent_cpu_usage" },
  total_mem_usage: { at: "task", name: "total_mem_usage" },
  agent_mem_usage: { at: "task", name: "agent_mem_usage" },
  total_disk_io: { at: "task", name: "total_disk_io" },
  agent_disk_io: { at: "task", name: "agent_disk_io" },
  need_migration_test: { at: "task", name: "need_migration_test" },
};

/**
 * Reads the answer to the observing GET. `fields` are the profile's; `subtask` is the name whose
 * entry is looked for in the ShowTask mirror, which keeps one entry a subtask.
 */
export function readSeen(
  observation: Observation,
  text: string,
  context: { readonly fields: readonly FieldName[]; readonly subtask: string | undefined },
): Seen {
  if (observation.kind === "none") return { kind: "unreadable", reason: "no observation" };
  const reading = readJson(text);
  if (reading.kind === "malformed") {
    const reason = `not JSON: ${reading.reason}`;
    return { kind: "unreadable", reason, ...(/^\s*[{[]/.test(text) ? { isBroken: true } : {}) };
  }
  return observation.kind === "pointer"
    ? readPointed(reading.value, observation.pointer, context.fields)
    : readMirror(reading.value, context);
}

function readPointed(value: Json, pointer: string, fields: readonly FieldName[]): Seen {
  const found = at(value, pointer);
  if (found === undefined || found.kind === "null") return { kind: "empty" };
  if (found.kind !== "object") {
    return { kind: "unreadable", reason: `${pointer} leads to a ${found.kind}, want an object` };
  }
  const shown = new Map<FieldName, Json>();
  for (const name of fields) put(shown, name, member(found, name));
  return shown.size === 0 ? { kind: "empty" } : { kind: "report", fields: shown, visible: fields };
}

function readMirror(
  value: Json,
  context: { readonly fields: readonly FieldName[]; readonly subtask: string | undefined },
): Seen {
  const list = member(value, "sub_tasks");
  if (list === undefined || list.kind === "null") return { kind: "empty" };
  if (list.kind !== "array") return { kind: "unreadable", reason: "sub_tasks is no array" };
  if (list.items.length === 0) return { kind: "empty" };
  const named = list.items.find((item) => {
    const name = member(item, "name");
    return name?.kind === "string" && name.value === context.subtask;
  });
  const entry = named ?? list.items[list.items.length - 1];
  const shown = new Map<FieldName, Json>();
  const visible = context.fields.filter((name) => MIRROR[name] !== undefined);
  for (const name of visible) {
    const mirror = MIRROR[name];
    if (mirror === undefined || entry === undefined) continue;
    put(shown, name, member(mirror.at === "task" ? value : entry, mirror.name));
  }
  return { kind: "report", fields: shown, visible };
}

function put(map: Map<FieldName, Json>, name: FieldName, value: Json | undefined): void {
  if (value !== undefined && value.kind !== "null") map.set(name, value);
}
