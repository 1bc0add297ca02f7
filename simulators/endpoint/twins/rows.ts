/** Twins that are wrong in one row of the body table each: the rows, and the three ways to be wrong. */

import type { FieldName } from "../../contract/index.ts";
import type { Json } from "../../report/index.ts";
import type { Policy } from "../policy.ts";
import { refusing, repairing } from "./bodies.ts";
import { type Change, withField } from "./bounds.ts";
import type { Twin } from "./twin.ts";

const ZERO: Json = { kind: "number", text: "0" };
const EMPTY: Json = { kind: "string", value: "" };
const FALSE: Json = { kind: "boolean", value: false };

/** Every row that has no twin of its own elsewhere. */
export const ROW_TWINS: readonly Twin[] = [
  listTaken("subtask_name", "subtask-name"),
  listTaken("replicatesize", "replicatesize"),
  atEndRefused("totalsize", "totalsize", { max: "9007199254740991" }),
  beyondTaken("totalsize", "totalsize", { max: "9223372036854775808" }),
  listTaken("totalsize", "totalsize"),
  listTaken("process_trace", "process-trace"),
  atEndRefused("migrate_speed", "migrate-speed", { max: "9999.9999" }),
  listTaken("migrate_speed", "migrate-speed"),
  atEndRefused("compress_rate", "compress-rate", { min: "0.0001" }),
  beyondTaken("compress_rate", "compress-rate", { max: "10001" }),
  listTaken("compress_rate", "compress-rate"),
  atEndRefused("remain_time", "remain-time", { max: "2147483646" }),
  listTaken("remain_time", "remain-time"),
  atEndRefused("agent_cpu_usage", "cpu-usage", { max: "99.9999" }),
  beyondTaken("total_cpu_usage", "cpu-usage", { max: "101" }),
  listTaken("agent_cpu_usage", "cpu-usage"),
  atEndRefused("total_mem_usage", "mem-usage", { max: "1048575" }),
  beyondTaken("agent_mem_usage", "mem-usage", { max: "1e400" }),
  listTaken("total_mem_usage", "mem-usage"),
  atEndRefused("agent_disk_io", "disk-io", { min: "0.0001" }),
  beyondTaken("total_disk_io", "disk-io", { min: "-1" }),
  listTaken("agent_disk_io", "disk-io"),
  {
    id: "need-migration-test-false-refused",
    statement: "A need_migration_test of false is refused.",
    family: "fields",
    field: "need_migration_test",
    caughtBy: ["need-migration-test/in-range"],
    policy: (correct) =>
      refusing(correct, (report) => {
        const value = report.get("need_migration_test");
        return value?.kind === "boolean" && !value.value ? "need_migration_test: false" : undefined;
      }),
  },
  listTaken("need_migration_test", "need-migration-test"),
  atEndRefused("agent_time", "agent-time", { lengthMax: 29 }),
  beyondTaken("agent_time", "agent-time", { lengthMax: 31 }),
  listTaken("agent_time", "agent-time"),
];

function atEndRefused(field: FieldName, row: string, change: Change): Twin {
  return {
    id: `${dashed(field)}-end-refused`,
    statement: `At an end of its range ${field} is refused.`,
    family: "fields",
    field,
    caughtBy: [`${row}/in-range`],
    policy: withField(field, change),
  };
}

function beyondTaken(field: FieldName, row: string, change: Change): Twin {
  return {
    id: `${dashed(field)}-beyond-taken`,
    statement: `Beyond its range ${field} is accepted.`,
    family: "fields",
    field,
    caughtBy: [`${row}/out-of-range`],
    policy: withField(field, change),
  };
}

/** What is in the list is taken, or nothing where nothing is in it. */
function listTaken(field: FieldName, row: string): Twin {
  return {
    id: `${dashed(field)}-list-taken`,
    statement: `In a list ${field} is accepted, and an empty list as nothing.`,
    family: "fields",
    field,
    caughtBy: [`${row}/type`],
    policy: (correct: Policy) => {
      const type = correct.profile.fields.find(({ name }) => name === field)?.type;
      const nothing = type === "string" ? EMPTY : type === "boolean" ? FALSE : ZERO;
      const unlisted = (value: Json) =>
        value.kind === "array" ? (value.items[0] ?? nothing) : undefined;
      return repairing(field, unlisted)(correct);
    },
  };
}

function dashed(field: FieldName): string {
  return field.replace(/_/g, "-");
}
