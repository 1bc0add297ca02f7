/** Twins that read a body wrongly: they take what is close to right, or refuse what is allowed. */

import type { FieldName, Profile } from "../../contract/index.ts";
import { isPlainInteger, type Json, judgeBody, judgeValue, readJson } from "../../report/index.ts";
import { type BodyVerdict, refusedBody, verdictOf } from "../body.ts";
import type { Policy } from "../policy.ts";
import type { Twin } from "./twin.ts";

/** One misreading each. */
export const BODY_TWINS: readonly Twin[] = [
  {
    id: "progress-text",
    statement: "A progress that is a string of digits is accepted, in no other field is one.",
    family: "fields",
    field: "progress",
    caughtBy: ["body/coercion-alike"],
    policy: repairing("progress", (value) =>
      value.kind === "string" && isPlainInteger(value.value)
        ? { kind: "number", text: value.value }
        : undefined,
    ),
  },
  {
    id: "subtask-any-case",
    statement: "A subtask name in lower or mixed case is accepted.",
    family: "fields",
    field: "subtask_name",
    caughtBy: ["subtask-name/unlisted"],
    policy: repairing(
      "subtask_name",
      onString((name) => name.toUpperCase()),
    ),
  },
  {
    id: "subtask-trimmed",
    statement: "A subtask name with blanks around it is accepted.",
    family: "fields",
    field: "subtask_name",
    caughtBy: ["subtask-name/unlisted"],
    policy: repairing(
      "subtask_name",
      onString((name) => name.trim()),
    ),
  },
  {
    id: "progress-absent",
    statement: "A report without progress is accepted and stored as 0.",
    family: "fields",
    field: "progress",
    caughtBy: ["body/mandatory-absent"],
    policy: progressAbsent,
  },
  {
    id: "trace-bytes",
    statement: "The limit of process_trace is counted in UTF-8 bytes.",
    family: "fields",
    field: "process_trace",
    caughtBy: ["process-trace/in-range"],
    policy: (correct) => refusing(correct, traceTooManyBytes),
  },
  {
    id: "malformed-500",
    statement: "Malformed JSON is answered 500.",
    family: "fields",
    caughtBy: ["json/malformed"],
    policy: malformed500,
  },
  {
    id: "unknown-field-refused",
    statement: "A report with a field that the profile does not know is refused.",
    family: "fields",
    caughtBy: ["body/unknown-fields"],
    policy: (correct) => refusing(correct, (_, text) => unknownField(correct.profile, text)),
  },
  {
    id: "long-body-refused",
    statement:
      "A body of more than 10240 bytes is refused, as an old table of the platform has it.",
    family: "fields",
    field: "process_trace",
    caughtBy: ["json/notation"],
    policy: (correct) =>
      refusing(correct, (_, text) => {
        const bytes = utf8Length(text);
        return bytes > OLD_BYTES_MAX ? `${bytes} bytes, want 0..${OLD_BYTES_MAX}` : undefined;
      }),
  },
];

/** @source error SMS.2004 of the older tables: content longer than that @unit bytes */
const OLD_BYTES_MAX = 10_240;

/** Takes a value that would be right after `repair`, and stores it repaired. */
export function repairing(
  name: FieldName,
  repair: (value: Json) => Json | undefined,
): (correct: Policy) => Policy {
  return (correct) => ({ ...correct, judge: (text) => judgeRepaired(correct, text, name, repair) });
}

function judgeRepaired(
  { profile, judge }: Policy,
  text: string,
  name: FieldName,
  repair: (value: Json) => Json | undefined,
): BodyVerdict {
  const correct = judge(text);
  if (correct.kind === "taken") return correct;
  const field = profile.fields.find((candidate) => candidate.name === name);
  const value = correct.values.get(name);
  const repaired = value === undefined ? undefined : repair(value);
  if (field === undefined || repaired === undefined) return correct;
  const remark = judgeValue(field, repaired, profile);
  if (remark !== undefined) return correct;
  const validity = judgeBody(text, profile);
  return verdictOf(
    {
      standing: "dialect",
      remarks: validity.remarks.filter((candidate) => candidate.field !== name),
      values: new Map(validity.values).set(name, repaired),
    },
    profile,
  );
}

function onString(change: (text: string) => string): (value: Json) => Json | undefined {
  return (value) =>
    value.kind === "string" ? { kind: "string", value: change(value.value) } : undefined;
}

function progressAbsent(correct: Policy): Policy {
  const mandatory = correct.profile.mandatory.filter((name) => name !== "progress");
  const lenient: Profile = { ...correct.profile, mandatory };
  const zero: Json = { kind: "number", text: "0" };
  return {
    ...correct,
    judge: (text) => {
      const validity = judgeBody(text, lenient);
      // A progress of null is there, and is refused as ever.
      if (validity.values.has("progress")) return correct.judge(text);
      const verdict = verdictOf(validity, lenient);
      if (verdict.kind === "refused") return verdict;
      return { kind: "taken", report: new Map(verdict.report).set("progress", zero) };
    },
  };
}

export type Fault = (report: ReadonlyMap<FieldName, Json>, text: string) => string | undefined;

/** Refuses, of what is rightly taken, that in which `fault` finds something. */
export function refusing(correct: Policy, fault: Fault): Policy {
  return {
    ...correct,
    judge: (text) => {
      const verdict = correct.judge(text);
      if (verdict.kind === "refused") return verdict;
      const found = fault(verdict.report, text);
      return found === undefined ? verdict : refusedBody(found);
    },
  };
}

function traceTooManyBytes(report: ReadonlyMap<FieldName, Json>): string | undefined {
  const trace = report.get("process_trace");
  if (trace?.kind !== "string") return undefined;
  const bytes = utf8Length(trace.value);
  return bytes > 2048 ? `process_trace: ${bytes} bytes, want 0..2048` : undefined;
}

/** Length in UTF-8 bytes; half a surrogate pair counts as the replacement character. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else bytes += code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function malformed500(correct: Policy): Policy {
  return {
    ...correct,
    judge: (text) => {
      const verdict = correct.judge(text);
      if (verdict.kind === "taken") return verdict;
      const isMalformed = readJson(text.replace(/^\uFEFF/, "")).kind === "malformed";
      return isMalformed ? { ...verdict, status: 500 } : verdict;
    },
  };
}

function unknownField(profile: Profile, text: string): string | undefined {
  const reading = readJson(text.replace(/^\uFEFF/, ""));
  if (reading.kind === "malformed" || reading.value.kind !== "object") return undefined;
  const known: readonly string[] = profile.fields.map((field) => field.name);
  const unknown = reading.value.members.find(([name]) => !known.includes(name));
  return unknown === undefined ? undefined : `${unknown[0]}: unknown field`;
}
