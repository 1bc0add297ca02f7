/**
 * The wire text of an agent's reports: the fields its age knows, as its client writes them. For the
 * plain client there are templates, the same bytes as `writeFields` at half the cost in Node and a
 * tenth in k6, where what one report costs is what the load has left. They may be templates because
 * a timeline's report carries every field, its integers are safe, and its doubles have at most two
 * decimals.
 */

import { fieldsOf, LATER_FIELDS, type Profile, SEED_FIELDS } from "../contract/index.ts";
import {
  CLIENT_DIALECTS,
  type Report,
  writeAs,
  writeFields,
  writeString,
} from "../report/index.ts";
import type { Plan } from "./plan.ts";

const NEWEST = "2025-06";

export type BodyWriter = (report: Report) => string;

/** The writer for the reports that the plan's timeline makes, for an endpoint of that profile. */
export function bodyWriter(plan: Plan, profile: Profile): BodyWriter {
  const fields = fieldsOf(plan.revision ?? NEWEST, profile);
  if (plan.client !== undefined) {
    const client = CLIENT_DIALECTS[plan.client];
    return (report) => writeAs(report, client, fields);
  }
  // The fields of one age include those of each older one, so that their number tells them apart.
  if (fields.length === SEED_FIELDS.length) return seedBody;
  if (fields.length === SEED_FIELDS.length + LATER_FIELDS.length) return wholeBody;
  return (report) => writeFields(report, fields);
}

// Destructured, and one template each: in k6 that is a quarter cheaper than member by member.

function seedBody(report: Report): string {
  const { subtask_name, progress, replicatesize, totalsize, process_trace } = report;
  const { migrate_speed, compress_rate, remain_time } = report;
  return `{"subtask_name":"${subtask_name}","progress":${progress},"replicatesize":${replicatesize},"totalsize":${totalsize},"process_trace":${quoted(process_trace)},"migrate_speed":${migrate_speed},"compress_rate":${compress_rate},"remain_time":${remain_time}}`;
}

function wholeBody(report: Report): string {
  const { subtask_name, progress, replicatesize, totalsize, process_trace } = report;
  const { migrate_speed, compress_rate, remain_time, total_cpu_usage, agent_cpu_usage } = report;
  const { total_mem_usage, agent_mem_usage, total_disk_io, agent_disk_io } = report;
  const { need_migration_test, agent_time } = report;
  return `{"subtask_name":"${subtask_name}","progress":${progress},"replicatesize":${replicatesize},"totalsize":${totalsize},"process_trace":${quoted(process_trace)},"migrate_speed":${migrate_speed},"compress_rate":${compress_rate},"remain_time":${remain_time},"total_cpu_usage":${total_cpu_usage},"agent_cpu_usage":${agent_cpu_usage},"total_mem_usage":${total_mem_usage},"agent_mem_usage":${agent_mem_usage},"total_disk_io":${total_disk_io},"agent_disk_io":${agent_disk_io},"need_migration_test":${need_migration_test},"agent_time":"${agent_time}"}`;
}

function quoted(trace = ""): string {
  return trace === "" ? '""' : writeString(trace);
}
