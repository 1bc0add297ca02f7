/**
 * The body fields of a progress report, as the source's tables state them: data, no behaviour.
 * Bounds are decimal text, because 2^63-1 is no JavaScript number and k6's bundles take no BigInt
 * literal.
 */

import { SUBTASK_NAMES } from "./subtasks.ts";

/**
 * Why a thing may be demanded of an endpoint: `stated` by the source, `adopted` by a numbered
 * ruling (properties/DECISIONS.md), `inferred` from a strict reading, `assumed` to keep going.
 */
export type Basis = "stated" | "adopted" | "inferred" | "assumed";

export type FieldName =
  | "subtask_name"
  | "progress"
  | "replicatesize"
  | "totalsize"
  | "process_trace"
  | "migrate_speed"
  | "compress_rate"
  | "remain_time"
  | "total_cpu_usage"
  | "agent_cpu_usage"
  | "total_mem_usage"
  | "agent_mem_usage"
  | "total_disk_io"
  | "agent_disk_io"
  | "need_migration_test"
  | "agent_time";

/** The source's own type names: Integer is 32-bit, Long 64-bit. An enum is a String with a list. */
export type FieldType = "enum" | "string" | "integer" | "long" | "double" | "boolean";

export interface Field {
  readonly name: FieldName;
  readonly type: FieldType;
  /** Least value as decimal text, allowed itself. Numbers only. */
  readonly min?: string;
  /** Greatest value as decimal text, allowed itself. Numbers only. */
  readonly max?: string;
  /** Least length in code points, allowed itself (ruling D-05). Strings only. */
  readonly lengthMin?: number;
  /** Greatest length in code points, allowed itself (ruling D-05). Strings only. */
  readonly lengthMax?: number;
  /** The allowed values of an enum, spelled as the source spells them. */
  readonly values?: readonly string[];
  /** The unit of the value, or "unknown: …" with what the simulators send. */
  readonly unit: string;
  /** What the value says. */
  readonly meaning: string;
  /** Document, table and row the range stands in. */
  readonly source: string;
  /** Why the range may be demanded. */
  readonly basis: Basis;
}

const INT32_MAX = "2147483647";
const INT64_MAX = "9223372036854775807";

const SEED_TABLE = "seed page 2024-02-04, table 3";
const LATER_TABLE = "pages and SDKs since 2025-03-27";

/** The eight fields of the seed page, in the order of its table. */
export const SEED_FIELDS: readonly Field[] = [
  {
    name: "subtask_name",
    type: "enum",
    lengthMin: 0,
    lengthMax: 255,
    values: SUBTASK_NAMES,
    unit: "none",
    meaning: "the subtask the report is about",
    source: `${SEED_TABLE}, subtask_name: enumeration of 19 names, length 0..255`,
    basis: "stated",
  },
  {
    name: "progress",
    type: "integer",
    min: "0",
    max: "100",
    unit: "percent of the named subtask",
    meaning: "how far the subtask has come",
    source: `${SEED_TABLE}, progress: 0..100`,
    basis: "stated",
  },
  {
    name: "replicatesize",
    type: "long",
    min: "0",
    max: INT64_MAX,
    unit: "bytes",
    meaning: "data copied so far by the task",
    source: `${SEED_TABLE}, replicatesize: 0..2^63-1, (B)`,
    basis: "stated",
  },
  {
    name: "totalsize",
    type: "long",
    min: "0",
    max: INT64_MAX,
    unit: "unknown: the source names none; the simulators send bytes, as in replicatesize",
    meaning: "all data the task has to copy",
    source: `${SEED_TABLE}, totalsize: 0..2^63-1`,
    basis: "stated",
  },
  {
    name: "process_trace",
    type: "string",
    lengthMin: 0,
    lengthMax: 2048,
    unit: "code points (ruling D-05)",
    meaning: "free text about the migration or synchronisation",
    source: `${SEED_TABLE}, process_trace: length 0..2048`,
    basis: "stated",
  },
  {
    name: "migrate_speed",
    type: "double",
    min: "0",
    max: "10000",
    unit: "Mbit/s",
    meaning: "rate of the migration",
    source: `${SEED_TABLE}, migrate_speed: 0..10000, Mb/s`,
    basis: "stated",
  },
  {
    name: "compress_rate",
    type: "double",
    min: "0",
    max: "10000",
    unit: "unknown: neither unit nor direction is defined; the simulators send percent",
    meaning: "file compression rate",
    source: `${SEED_TABLE}, compress_rate: 0..10000`,
    basis: "stated",
  },
  {
    name: "remain_time",
    type: "long",
    min: "0",
    max: INT32_MAX,
    unit: "unknown: the source names none; mirrored as seconds, so the simulators send seconds",
    meaning: "time the agent expects to need still",
    source: `${SEED_TABLE}, remain_time: 0..2^31-1 although the type is Long`,
    basis: "stated",
  },
];

/** The eight fields that newer agents send besides, in the order of the current page. */
export const LATER_FIELDS: readonly Field[] = [
  percent("total_cpu_usage", "CPU used on the source server"),
  percent("agent_cpu_usage", "CPU used by the agent"),
  megabytes("total_mem_usage", "memory used on the source server"),
  megabytes("agent_mem_usage", "memory used by the agent"),
  diskRate("total_disk_io", "disk traffic of the source server"),
  diskRate("agent_disk_io", "disk traffic of the agent"),
  {
    name: "need_migration_test",
    type: "boolean",
    unit: "none",
    meaning: "whether the migration is a drill",
    source: "pages and SDKs since 2025-06-12, need_migration_test",
    basis: "stated",
  },
  {
    name: "agent_time",
    type: "string",
    lengthMin: 0,
    lengthMax: 30,
    unit: "local time without zone; the format is undocumented, 2025-07-07T15:30:00 was accepted",
    meaning: "the agent's clock, for the check against speed limits",
    source: "pages and SDKs since 2025-06-26, agent_time: length 0..30",
    basis: "stated",
  },
];

function percent(name: FieldName, meaning: string): Field {
  return { ...laterDouble(name, "100"), unit: "percent", meaning };
}

function megabytes(name: FieldName, meaning: string): Field {
  return { ...laterDouble(name, "1048576"), unit: "MB", meaning };
}

function diskRate(name: FieldName, meaning: string): Field {
  const unit = "Mbit/s (MB/s until it was relabelled on 2025-11-27)";
  return { ...laterDouble(name, "10000"), unit, meaning };
}

function laterDouble(name: FieldName, max: string): Omit<Field, "unit" | "meaning"> {
  const source = `${LATER_TABLE}, ${name}: 0..${max}`;
  return { name, type: "double", min: "0", max, source, basis: "stated" };
}
