/** Table 3 as a whole: presence, unknown fields, order, coercion; and the JSON it is written in. */

import type { FieldType, Profile } from "../../simulators/contract/index.ts";
import { report, type Trial } from "../suite/trial.ts";
import { validBody } from "./arbitraries.ts";
import {
  bodyOf,
  full,
  minimal,
  minimalWith,
  optionalFields,
  shortened,
  withField,
  without,
} from "./drafts.ts";
import { type Requirement, requirement } from "./requirement.ts";

const TABLE = "Table 3: body" as const;
const SEED = "seed page 2024-02-04, table 3";

/** Whether a value of one type, written as another, is taken in some fields only. */
const COERCIONS: readonly { json: string; types: readonly FieldType[]; what: string }[] = [
  { json: '"50"', types: ["integer", "long"], what: "a numeric string for a whole number" },
  { json: '"50.5"', types: ["double"], what: "a numeric string for a double" },
  { json: '"50"', types: ["double"], what: "a string of digits for a double" },
  { json: "true", types: ["integer", "long"], what: "a boolean for a whole number" },
  { json: "true", types: ["double"], what: "a boolean for a double" },
  { json: "7", types: ["string"], what: "a number for a string" },
];

const UNKNOWN = "x_headway_unknown";

/** Members that no revision has, and one that only an older operation has. */
const UNKNOWN_MEMBERS: readonly (readonly [string, string])[] = [
  ...["1", '"text"', "null", "[1]", '{"a":1}', "true", "1e99", `"${"x".repeat(5000)}"`].map(
    (json): readonly [string, string] => [UNKNOWN, json],
  ),
  ["floating_ip", '"192.0.2.7"'],
  // A valid one: a widespread library reads names of members in any case.
  ["Progress", "50"],
  ["progress ", "1000"],
  ["", "1"],
  ["进度", "1"],
  ["x".repeat(200), "1"],
  // What an object of some languages has by itself.
  ["hasOwnProperty", "1"],
  ["toString", "1"],
  ["constructor", "1"],
];

/** What JSON's grammar for texts does not know (RFC 8259 §7). */
const NO_TEXTS: readonly (readonly [string, string])[] = [
  ["a control character as it is", '"a\u0001b"'],
  ["a line feed as it is", '"a\nb"'],
  ["an escape that there is not", '"a\\x41"'],
  ["an escape cut short", '"a\\u12"'],
  ["single quotes around a text", "'a'"],
];

const MALFORMED: readonly string[] = [
  "",
  " ",
  "{",
  "}",
  '{"subtask_name"',
  '{"subtask_name":"MIGRATE_LINUX_FILE","progress":50',
  '{"subtask_name":"MIGRATE_LINUX_FILE","progress":50,}',
  '{"subtask_name":"MIGRATE_LINUX_FILE","progress":}',
  "{'subtask_name':'MIGRATE_LINUX_FILE','progress':50}",
  "{subtask_name:MIGRATE_LINUX_FILE,progress:50}",
  "not json",
  "subtask_name=MIGRATE_LINUX_FILE&progress=50",
];

/** @source seed page 2024-02-04, example request: blanks before colons, 100 % of a part of the bytes */
const EXAMPLE = `{
  "subtask_name" : "ATTACH_AGENT_IMAGE",
  "progress" : 100,
  "replicatesize" : 1000,
  "totalsize" : 100000,
  "process_trace" : ""
}`;

export const BODY: readonly Requirement[] = [
  requirement({
    id: "body/minimal",
    statement: "A report of the mandatory fields alone is accepted, and so is one of every field.",
    table: TABLE,
    basis: "stated",
    source: `${SEED}: the mandatory column of the revision`,
    trials: ({ profile }) => [
      { title: "mandatory fields", steps: [report(bodyOf(minimal(profile)))] },
      { title: "every field", steps: [report(bodyOf(full(profile)))] },
      { title: "the page's own example", steps: [report(EXAMPLE)] },
      ...optionalFields(profile).map((field): Trial => {
        const one = full(profile).find(([name]) => name === field.name);
        const body = minimalWith(profile, field.name, one?.[1] ?? "0");
        return { title: `with ${field.name}`, steps: [report(body)] };
      }),
    ],
  }),
  requirement({
    id: "body/any-valid",
    statement: "Every report that keeps within the table is accepted, whatever its fields combine.",
    table: TABLE,
    basis: "stated",
    source: `${SEED}: no relation between fields is stated`,
    trials: ({ profile }) => extremes(profile),
    random: ({ profile }) => {
      return validBody(profile).map((body) => ({ title: "a valid report", steps: [report(body)] }));
    },
  }),
  requirement({
    id: "body/mandatory-absent",
    statement: "A report without a mandatory field is refused with 400.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-01",
    source: `${SEED}: the mandatory column of the revision`,
    trials: ({ profile }) => [
      ...profile.mandatory.map((name): Trial => {
        return { title: `no ${name}`, steps: [report(bodyOf(without(minimal(profile), name)))] };
      }),
      ...profile.mandatory.map((name): Trial => {
        const only = minimal(profile).filter(([own]) => own === name);
        const body = bodyOf(withField(without(minimal(profile), name), "__proto__", bodyOf(only)));
        return { title: `no ${name} but inside __proto__`, steps: [report(body)] };
      }),
      { title: "no field", steps: [report("{}")] },
    ],
  }),
  requirement({
    id: "body/mandatory-null",
    statement: "A report in which a mandatory field is null is refused with 400.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-01",
    source: `${SEED}: the mandatory column of the revision`,
    trials: ({ profile }) =>
      profile.mandatory.map((name): Trial => {
        return { title: `${name} null`, steps: [report(minimalWith(profile, name, "null"))] };
      }),
  }),
  requirement({
    id: "body/unknown-fields",
    statement: "A field that the contract does not know does not make a report unacceptable.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-07",
    source: "history of the contract: newer agents send fields that older pages do not list",
    trials: ({ profile }) =>
      UNKNOWN_MEMBERS.map(([name, json]): Trial => {
        const body = bodyOf(withField(minimal(profile), name, json));
        return { title: `unknown field ${name} ${shortened(json)}`, steps: [report(body)] };
      }),
  }),
  requirement({
    id: "body/coercion-alike",
    statement: "Values of another type are refused, or taken in all fields of the type alike.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-06",
    source: `${SEED}: the type column`,
    trials: ({ profile }) => COERCIONS.flatMap((coercion) => coerced(profile, coercion)),
  }),
  requirement({
    id: "json/notation",
    statement: "Order of members, blanks, escapes and a trailing newline do not matter.",
    table: TABLE,
    basis: "stated",
    source: "RFC 8259; the published Go client ends the body with a newline",
    trials: ({ profile }) => notations(profile),
  }),
  requirement({
    id: "json/malformed",
    statement: "A body that is no JSON is refused with 400.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-01",
    source: `${SEED}: the body is a JSON object`,
    trials: ({ profile }) => [
      ...MALFORMED.map((text): Trial => {
        return { title: `body ${JSON.stringify(text)}`, steps: [report(text)] };
      }),
      ...["NaN", "Infinity", "-", "+5", "05", "5.", ".5", "0x10", "5 5", "undefined"].map(
        (json): Trial => {
          const body = minimalWith(profile, "progress", json);
          return { title: `progress written ${json}`, steps: [report(body)] };
        },
      ),
      ...["NaN", "Infinity", "-Infinity"].flatMap((json) =>
        profile.fields
          .filter(({ type }) => type === "double")
          .map(({ name }): Trial => {
            return {
              title: `${name} written ${json}`,
              steps: [report(minimalWith(profile, name, json))],
            };
          }),
      ),
      ...NO_TEXTS.map(([title, json]): Trial => {
        return { title, steps: [report(minimalWith(profile, "process_trace", json))] };
      }),
      { title: "text after the object", steps: [report(`${bodyOf(minimal(profile))}x`)] },
    ],
  }),
  requirement({
    id: "json/not-an-object",
    statement: "A body that is JSON but no object is refused with 400.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-01",
    source: `${SEED}: the body is a JSON object`,
    trials: ({ profile }) =>
      ["[]", `[${bodyOf(minimal(profile))}]`, '"text"', "7", "true", "null"].map((text): Trial => {
        return { title: `body ${text.slice(0, 20)}`, steps: [report(text)] };
      }),
  }),
];

function coerced(profile: Profile, coercion: (typeof COERCIONS)[number]): readonly Trial[] {
  const fields = profile.fields.filter((field) => coercion.types.includes(field.type));
  // One field alone is always like itself.
  if (fields.length < 2) return [];
  const steps = fields.map((field) => {
    const body = minimalWith(profile, field.name, coercion.json);
    return report(body, { want: "alike" });
  });
  return [{ title: coercion.what, steps }];
}

/** All numbers at their least and at their greatest: combinations that a relation would refuse. */
function extremes(profile: Profile): readonly Trial[] {
  const ends = (end: "min" | "max") =>
    bodyOf(
      full(profile).map(([name, json]) => {
        const field = profile.fields.find((candidate) => candidate.name === name);
        return [name, field?.[end] ?? json];
      }),
    );
  return [
    { title: "every number at its least", steps: [report(ends("min"))] },
    { title: "every number at its greatest", steps: [report(ends("max"))] },
  ];
}

/** Legal, and longer than an old table's limit of 10240 bytes (ruling D-17). */
const LONG_TRACES: readonly (readonly [string, string])[] = [
  ["2048 characters, each escaped", `"${"\\u8fc1".repeat(2048)}"`],
  ["2048 characters, each escaped twice", `"${"\\ud83d\\ude80".repeat(2048)}"`],
];

const EVERY_ESCAPE = ["every escape", '"\\/\\"\\\\\\b\\f\\n\\r\\t\\u00e9\\u00C9"'] as const;

function notations(profile: Profile): readonly Trial[] {
  const draft = minimal(profile);
  const text = bodyOf(draft);
  const spaced = `{ ${draft.map(([n, json]) => `"${n}" : ${json}`).join(" ,\r\n\t")} }`;
  const escaped = text.replace("MIGRATE_LINUX_FILE", "\\u004dIGRATE_LINUX_FILE");
  return [
    { title: "members in reverse order", steps: [report(bodyOf([...draft].reverse()))] },
    { title: "a trailing newline", steps: [report(`${text}\n`)] },
    { title: "leading blanks", steps: [report(` \r\n\t${text}`)] },
    { title: "blanks everywhere", steps: [report(spaced)] },
    { title: "an escaped letter in a value", steps: [report(escaped)] },
    ...[...LONG_TRACES, EVERY_ESCAPE].map(([title, json]): Trial => {
      return { title, steps: [report(minimalWith(profile, "process_trace", json))] };
    }),
    {
      title: "an escaped letter in a name",
      steps: [report(text.replace('"progress"', '"\\u0070rogress"'))],
    },
  ];
}
