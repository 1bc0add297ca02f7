/** What the contract leaves open: any answer will do, but the endpoint must stand by it. */

import type { Profile } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";
import { type Body, look, report, type Step, setup, type Trial } from "../suite/trial.ts";
import { bodyOf, full, minimal, minimalWith, withField } from "./drafts.ts";
import { type Requirement, requirement } from "./requirement.ts";
import { at } from "./state.ts";

export const CHOICES: readonly Requirement[] = [
  requirement({
    id: "json/open-choices",
    statement:
      "What the contract leaves open is accepted and then kept, or refused and then without effect.",
    table: "Table 3: body",
    basis: "adopted",
    ruling: "D-03, D-04, D-07, D-08",
    source: "what the source is silent on: repeated members, null, notations, byte order marks",
    since: "3",
    trials: ({ profile, observes }) =>
      [...openBodies(profile), ...otherEncodings(profile)].map(([title, body, want]): Trial => {
        const odd = report(body, want === undefined ? {} : { want });
        const steps: readonly Step[] = observes ? [setup(at(profile, 10)), odd, look()] : [odd];
        return { title, steps };
      }),
  }),
  requirement({
    id: "header/media-type",
    statement:
      "Whatever media type a report has, it is accepted and then kept, or refused with 4xx.",
    table: "Table 2: header",
    basis: "adopted",
    ruling: "D-03, D-04, D-08",
    source: "error table of the platform: a media type is demanded in some revisions",
    since: "3",
    trials: ({ profile, observes }) =>
      MEDIA_TYPES.map(([title, headers]): Trial => {
        const typed = report(at(profile, 20), { headers, want: "answered" });
        const steps: readonly Step[] = observes ? [setup(at(profile, 10)), typed, look()] : [typed];
        return { title, steps };
      }),
  }),
];

const MEDIA_TYPES: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ["no media type", []],
  ["text/plain", [["Content-Type", "text/plain"]]],
  ["a form", [["Content-Type", "application/x-www-form-urlencoded"]]],
  ["an empty media type", [["Content-Type", ""]]],
  ["a media type that is none", [["Content-Type", "json"]]],
  ["application/JSON", [["Content-Type", "application/JSON"]]],
  ["another charset", [["Content-Type", "application/json; charset=iso-8859-1"]]],
  ["a charset that is none", [["Content-Type", "application/json; charset=nonsense"]]],
  [
    "compressed, as it says",
    [...([["Content-Encoding", "gzip"]] as const), ["Content-Type", "application/json"]],
  ],
];

type OpenBody = readonly [title: string, body: string | Body, want?: "answered"];

/** Bodies of which the contract says neither that they are reports nor that they are not. */
function openBodies(profile: Profile): readonly OpenBody[] {
  const text = bodyOf(withField(minimal(profile), "progress", "20"));
  const whole = ["progress", "replicatesize", "totalsize", "remain_time"] as const;
  const notations = whole.flatMap((name) =>
    ["1.0", "1e1", "10E-1", "1.50e1", "-0"].map((json): readonly [string, string] => {
      return [`${name} ${json}`, minimalWith(profile, name, json)];
    }),
  );
  const nulls = full(profile).flatMap(([name]) =>
    profile.mandatory.includes(name as never)
      ? []
      : [[`${name} null`, bodyOf(withField(full(profile), name, "null"))] as const],
  );
  return [
    ...notations,
    ["a speed of -0.0", minimalWith(profile, "migrate_speed", "-0.0")],
    [
      "a speed just above its greatest",
      minimalWith(profile, "migrate_speed", `10000.${"0".repeat(20)}1`),
    ],
    ...nulls,
    ["a byte order mark", `\uFEFF${text}`],
    ["the same member twice", text.replace("{", '{"progress":10,')],
    ["a member once valid, once not", text.replace("{", '{"progress":1000,')],
    ["a lone surrogate", minimalWith(profile, "process_trace", '"\\ud800"')],
    ...profile.fields
      .filter((field) => field.type === "string")
      .map(({ name }): OpenBody => {
        return [`a NUL character in ${name}`, minimalWith(profile, name, writeString("1\u00002"))];
      }),
  ];
}

/** JSON was once UTF-16 and UTF-32 as well, and some parsers find out by themselves. */
function otherEncodings(profile: Profile): readonly OpenBody[] {
  const text = bodyOf(withField(minimal(profile), "progress", "20"));
  const encoded = (content: string, encoding: "utf16le" | "latin1"): Body => {
    return { base64: Buffer.from(content, encoding).toString("base64") };
  };
  const accent = minimalWith(profile, "process_trace", '"\u00e9"');
  return [
    ["UTF-16", encoded(text, "utf16le"), "answered"],
    ["UTF-16 with a mark", encoded(`\uFEFF${text}`, "utf16le"), "answered"],
    ["Latin-1", encoded(accent, "latin1"), "answered"],
  ];
}
