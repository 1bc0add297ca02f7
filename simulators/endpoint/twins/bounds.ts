/** Twins whose table of fields is wrong in one row: a bound, a length, a name, a type. */

import type { Field, FieldName, Profile } from "../../contract/index.ts";
import { judgeReport } from "../body.ts";
import type { Policy } from "../policy.ts";
import type { Twin } from "./twin.ts";

/** One row of the table each. */
export const BOUND_TWINS: readonly Twin[] = [
  {
    id: "progress-101",
    statement: "A progress of 101 is accepted.",
    family: "fields",
    field: "progress",
    caughtBy: ["progress/out-of-range"],
    policy: withField("progress", { max: "101" }),
  },
  {
    id: "progress-minus-1",
    statement: "A progress of -1 is accepted.",
    family: "fields",
    field: "progress",
    caughtBy: ["progress/out-of-range"],
    policy: withField("progress", { min: "-1" }),
  },
  {
    id: "progress-0-refused",
    statement: "A progress of 0 is refused.",
    family: "fields",
    field: "progress",
    caughtBy: ["progress/in-range"],
    policy: withField("progress", { min: "1" }),
  },
  {
    id: "progress-fraction",
    statement: "A progress with a fraction, such as 50.5, is accepted.",
    family: "fields",
    field: "progress",
    caughtBy: ["progress/type"],
    policy: withField("progress", { type: "double" }),
  },
  {
    id: "subtask-one-missing",
    statement: "The subtask name CONFIGURE_WINDOWS is refused.",
    family: "fields",
    field: "subtask_name",
    caughtBy: ["subtask-name/listed"],
    policy: withField("subtask_name", (field) => ({
      values: (field.values ?? []).filter((name) => name !== "CONFIGURE_WINDOWS"),
    })),
  },
  {
    id: "trace-2049",
    statement: "A process_trace of any length is accepted.",
    family: "fields",
    field: "process_trace",
    caughtBy: ["process-trace/out-of-range"],
    policy: withField("process_trace", { lengthMax: Number.MAX_SAFE_INTEGER }),
  },
  {
    id: "trace-empty-refused",
    statement: "An empty process_trace is refused.",
    family: "fields",
    field: "process_trace",
    caughtBy: ["process-trace/in-range"],
    policy: withField("process_trace", { lengthMin: 1 }),
  },
  {
    id: "size-2-63",
    statement: "A replicatesize of 2^63 is accepted.",
    family: "fields",
    field: "replicatesize",
    caughtBy: ["replicatesize/out-of-range"],
    policy: withField("replicatesize", { max: "9223372036854775808" }),
  },
  {
    id: "size-max-refused",
    statement: "A replicatesize above 2^53-1 is refused.",
    family: "fields",
    field: "replicatesize",
    caughtBy: ["replicatesize/in-range"],
    policy: withField("replicatesize", { max: "9007199254740991" }),
  },
  {
    id: "speed-negative",
    statement: "A negative migrate_speed is accepted.",
    family: "fields",
    field: "migrate_speed",
    caughtBy: ["migrate-speed/out-of-range"],
    policy: withField("migrate_speed", { min: "-1e400" }),
  },
  {
    id: "remain-64-bit",
    statement: "A remain_time up to 2^63-1 is accepted.",
    family: "fields",
    field: "remain_time",
    caughtBy: ["remain-time/out-of-range"],
    policy: withField("remain_time", { max: "9223372036854775807" }),
  },
];

export type Change = Partial<Field> | ((field: Field) => Partial<Field>);

/** A policy whose judge reads one row of the table differently; ids and tokens stay as they are. */
export function withField(name: FieldName, change: Change): (correct: Policy) => Policy {
  return (correct) => {
    const profile: Profile = {
      ...correct.profile,
      fields: correct.profile.fields.map((field) =>
        field.name === name
          ? { ...field, ...(typeof change === "function" ? change(field) : change) }
          : field,
      ),
    };
    return { ...correct, judge: (text) => judgeReport(text, profile) };
  };
}
