/**
 * What GET /v3/tasks/{task_id} answers: the mirror that ShowTask keeps of the last report, and as a
 * named extension of ours the member `report` with the whole of it. The mirror has no place for
 * replicatesize, totalsize and agent_time, so without the extension nobody could see those.
 *
 * Not mirrored: anything of a task that no report says (servers, limits, network checks).
 */

import type { FieldName } from "../contract/index.ts";
import { type Json, writeJson, writeString } from "../report/index.ts";
import type { StoredReport } from "./body.ts";
import type { Progress, SubtaskEntry } from "./progress.ts";
import type { Task } from "./store.ts";

/** Report fields that stand at task level, by their name there. @source ShowTask models */
const TASK_MEMBERS: readonly (readonly [name: string, field: FieldName])[] = [
  ["migrate_speed", "migrate_speed"],
  ["compress_rate", "compress_rate"],
  ["remain_seconds", "remain_time"],
  ["total_cpu_usage", "total_cpu_usage"],
  ["agent_cpu_usage", "agent_cpu_usage"],
  ["total_mem_usage", "total_mem_usage"],
  ["agent_mem_usage", "agent_mem_usage"],
  ["total_disk_io", "total_disk_io"],
  ["agent_disk_io", "agent_disk_io"],
  ["need_migration_test", "need_migration_test"],
];

/** The answer's JSON text. `progress` is what is to be shown, undefined before the first report. */
export function showTask(task: Task, progress: Progress | undefined): string {
  const head = [
    `"id":${writeString(task.id)}`,
    `"name":${writeString(task.id)}`,
    `"state":"${progress === undefined ? "READY" : "RUNNING"}"`,
    `"create_date":${task.createdMs}`,
  ];
  if (progress === undefined) return `{${head.join(",")},"sub_tasks":[]}`;
  head.push(`"start_date":${progress.startMs}`);
  for (const [name, field] of TASK_MEMBERS) add(head, name, progress.report.get(field));
  const current = subtaskInfo(progress.report);
  if (current !== undefined) head.push(`"subtask_info":${writeString(current)}`);
  head.push(`"sub_tasks":[${progress.subtasks.map(subtaskText).join(",")}]`);
  head.push(`"report":${reportText(progress.report)}`);
  return `{${head.join(",")}}`;
}

/** "current subtask and progress" @source ShowTask, subtask_info; the form is ours */
function subtaskInfo(report: StoredReport): string | undefined {
  const name = report.get("subtask_name");
  const progress = report.get("progress");
  if (name?.kind !== "string" || progress?.kind !== "number") return undefined;
  return `${name.value} ${progress.text}%`;
}

function subtaskText(entry: SubtaskEntry): string {
  const members = [`"id":${entry.id}`, `"name":${writeString(entry.name)}`];
  add(members, "progress", entry.progress);
  add(members, "process_trace", entry.trace);
  add(members, "migrate_speed", entry.speed);
  members.push(`"start_date":${entry.startMs}`, `"end_date":${entry.endMs ?? null}`);
  return `{${members.join(",")}}`;
}

function reportText(report: StoredReport): string {
  const members: string[] = [];
  for (const [name, value] of report) add(members, name, value);
  return `{${members.join(",")}}`;
}

function add(members: string[], name: string, value: Json | undefined): void {
  if (value !== undefined) members.push(`"${name}":${writeJson(value)}`);
}
