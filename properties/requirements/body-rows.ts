/** Table 3, row by row: the eight fields of the seed page and the eight later ones. */

import { outsideValue } from "./arbitraries.ts";
import { type Requirement, requirement } from "./requirement.ts";
import { drawn, fieldOf, rowRequirements, trialsOf } from "./rows.ts";
import { foreignValues, insideValues, outsideValues } from "./values.ts";

/** The enumeration has duties of its own names: what is listed, and what is not. */
const subtaskName: readonly Requirement[] = [
  requirement({
    id: "subtask-name/listed",
    statement: "A report that names any of the 19 listed subtasks is accepted.",
    table: "Table 3: body",
    basis: "stated",
    source: fieldOf("subtask_name").source,
    trials: ({ profile }) => trialsOf(profile, [fieldOf("subtask_name")], insideValues),
  }),
  requirement({
    id: "subtask-name/unlisted",
    statement: "A report whose subtask_name is not one of the 19 names, to the letter, is refused.",
    table: "Table 3: body",
    basis: "adopted",
    ruling: "D-01, D-06",
    source: fieldOf("subtask_name").source,
    trials: ({ profile }) => trialsOf(profile, [fieldOf("subtask_name")], outsideValues),
    random: ({ profile }) => drawn(profile, [fieldOf("subtask_name")], outsideValue),
  }),
  requirement({
    id: "subtask-name/type",
    statement: "A report whose subtask_name is no string is refused with 400.",
    table: "Table 3: body",
    basis: "adopted",
    ruling: "D-01",
    source: fieldOf("subtask_name").source,
    trials: ({ profile }) => trialsOf(profile, [fieldOf("subtask_name")], foreignValues),
  }),
];

/** Every row of the body table that is no enumeration. */
export const BODY_ROWS: readonly Requirement[] = [
  ...subtaskName,
  ...rowRequirements("progress", ["progress"]),
  ...rowRequirements("replicatesize", ["replicatesize"]),
  ...rowRequirements("totalsize", ["totalsize"]),
  ...rowRequirements("process-trace", ["process_trace"]),
  ...rowRequirements("migrate-speed", ["migrate_speed"]),
  ...rowRequirements("compress-rate", ["compress_rate"]),
  ...rowRequirements("remain-time", ["remain_time"]),
  ...rowRequirements("cpu-usage", ["total_cpu_usage", "agent_cpu_usage"]),
  ...rowRequirements("mem-usage", ["total_mem_usage", "agent_mem_usage"]),
  ...rowRequirements("disk-io", ["total_disk_io", "agent_disk_io"]),
  ...rowRequirements("need-migration-test", ["need_migration_test"]),
  ...rowRequirements("agent-time", ["agent_time"]),
];
