/** Status codes and errors: the one success, the shape of a refusal, no server errors. */

import * as fc from "fast-check";
import { type Profile, TOKEN_HEADER } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";
import {
  type Body,
  report,
  type Send,
  type Step,
  setup,
  type Trial,
  together,
} from "../suite/trial.ts";
import { bodyOf, full, minimal, minimalWith, withFields } from "./drafts.ts";
import { type Requirement, requirement, type TrialContext } from "./requirement.ts";

const TABLE = "Status codes and errors" as const;

export const REPLY: readonly Requirement[] = [
  requirement({
    id: "reply/success-status",
    statement: "An accepted report is answered 200, and no other status.",
    table: TABLE,
    basis: "stated",
    source: "seed page 2024-02-04, status codes: 200",
    // A task's first report makes something, which other operations answer with 201.
    first: true,
    trials: ({ profile }) => [
      { title: "a plain report", steps: [report(bodyOf(minimal(profile)), { want: "success" })] },
      { title: "a full report", steps: [report(bodyOf(full(profile)), { want: "success" })] },
      ...Array.from({ length: FIRST_REPORTS }, (_, n): Trial => {
        const step = report(nth(profile, 5000 + n), { want: "success" });
        return { title: "a report, perhaps a task's first", steps: [step] };
      }),
    ],
  }),
  requirement({
    id: "reply/error-body",
    statement: "The body of a refusal, where there is one, is JSON and says so.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-09",
    source: "error model of the platform: error_code and error_msg in JSON",
    trials: ({ profile }) => {
      const body = bodyOf(minimal(profile));
      const wrong = minimalWith(profile, "progress", "101");
      return [
        { title: "a value out of range", steps: [report(wrong, { want: "json-error" })] },
        // Whoever repeats it in words of its own has to escape it.
        {
          title: "a name with quotes, a backslash and a line break",
          steps: [report(minimalWith(profile, "subtask_name", ODD_NAME), { want: "json-error" })],
        },
        // Whoever repeats it has to count bytes, not characters.
        {
          title: "a name beyond ASCII",
          steps: [report(minimalWith(profile, "subtask_name", FAR_NAME), { want: "json-error" })],
        },
        { title: "malformed JSON", steps: [report("{", { want: "json-error" })] },
        {
          title: "an unknown task",
          steps: [report(body, { task: "new", want: "json-error" })],
        },
      ];
    },
  }),
  requirement({
    id: "reply/credential-error-body",
    statement: "The body of a refusal for the credential, where there is one, is JSON and says so.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-09",
    source: "error model of the platform: error_code and error_msg in JSON",
    needs: ["credential"],
    trials: ({ profile }) => [
      {
        title: "no token",
        steps: [
          report(bodyOf(minimal(profile)), { credential: { kind: "none" }, want: "json-error" }),
        ],
      },
    ],
  }),
  requirement({
    id: "reply/no-server-error",
    statement: "No complete, well-formed HTTP request is answered with 5xx, however odd its body.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-08",
    source: "seed page 2024-02-04, status codes: no server error is documented",
    trials: (context) => [...oddBodies(context), ...oddRequests(context)],
    random: () =>
      fc.json({ maxDepth: 3 }).map((text): Trial => {
        return { title: "any JSON", steps: [report(text, { want: "answered" })] };
      }),
  }),
  requirement({
    id: "reply/latency",
    statement:
      "No valid report takes longer than a second and twenty times as long as others, each time it is sent.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-11",
    source: "agents report every few seconds; clients give up after 60 to 120 s",
    since: "2",
    drawnShare: 0.1,
    trials: ({ profile }) =>
      costlyBodies(profile).map(([title, body]) => timed(title, body, profile)),
    random: ({ profile }) =>
      fc
        .tuple(fc.constantFrom("a", "迁", " "), fc.integer({ min: 0, max: 2048 }))
        .map(([character, length]) => {
          const json = writeString(character.repeat(length));
          const body = minimalWith(profile, "process_trace", json);
          return timed(`a trace of ${length} characters`, body, profile);
        }),
  }),
  requirement({
    id: "reply/growth",
    statement: "A report takes no longer because its task has had many before.",
    table: TABLE,
    basis: "inferred",
    source: "agents report every few seconds for hours on one task",
    since: "5",
    needs: ["two tasks"],
    trials: ({ profile }) => [
      { title: `${REPORTS_BEFORE} reports on one task, then pairs`, steps: pairs(profile) },
    ],
  }),
  requirement({
    id: "reply/throughput",
    statement: "Reports that come at once are answered about as soon as one after another.",
    table: TABLE,
    basis: "inferred",
    source: "many agents report at the same time, each over a connection of its own",
    since: "8",
    needs: ["two tasks"],
    alone: true,
    trials: ({ profile }) => [
      { title: `${CROWDS} times one report, then ${CROWD} at once`, steps: crowds(profile) },
    ],
  }),
  requirement({
    id: "reply/throttling",
    statement: "A report that comes too soon, where one does, is told when to come again.",
    table: TABLE,
    basis: "stated",
    level: "SHOULD",
    ruling: "D-19",
    source: "general status table of the platform: 429 with Retry-After",
    since: "8",
    trials: ({ profile }) => {
      const one = report(bodyOf(minimal(profile)), { want: "paced" });
      const many = together(...Array.from({ length: BURST }, () => one));
      return [{ title: `${BURST} reports at once`, steps: [many] }];
    },
  }),
];

/** Each on a task of its own, where there are so many. */
const FIRST_REPORTS = 6;

const FAR_NAME = writeString("没有这样的子任务 \u{1F680} é");
const ODD_NAME = writeString('no "such"\\name\n');

/** Fewer than the connections there are: none waits for one. */
const CROWD = 12;
const CROWDS = 10;
const BURST = 64;

const REPORTS_BEFORE = 100;
const PAIRS = 20;

/** Many reports on one task; then by turns one on a task that has had few, and one on that one. */
function pairs(profile: Profile): readonly Send[] {
  const before = Array.from({ length: REPORTS_BEFORE }, (_, n) => setup(nth(profile, n)));
  const compared = Array.from({ length: PAIRS }, (_, n) => [
    report(nth(profile, REPORTS_BEFORE + n), { task: "b", want: "usual" }),
    report(nth(profile, REPORTS_BEFORE + n), { want: "steady" }),
  ]);
  return [...before, ...compared.flat()];
}

/** By turns one report by itself and many at once, on two tasks so that it is not their order alone. */
function crowds(profile: Profile): readonly Step[] {
  return Array.from({ length: CROWDS }, (_, crowd) => {
    const from = 1000 + crowd * (CROWD + 1);
    return [
      report(nth(profile, from + CROWD), { want: "usual" }),
      together(
        ...Array.from({ length: CROWD }, (__, i) =>
          report(nth(profile, from + i), { task: i % 2 === 0 ? "a" : "b", want: "crowded" }),
        ),
      ),
    ];
  }).flat();
}

/** Plain reports of one length, no two alike. @param n 0..99,999 */
function nth(profile: Profile, n: number): string {
  return minimalWith(profile, "totalsize", String(100_000 + n));
}

/** A few plain reports for comparison, and three times the one that may be slow. */
function timed(title: string, body: string, profile: Profile): Trial {
  const plain = [0, 1, 2].map((n) => setup(nth(profile, 10 * body.length + n)));
  const slow = report(body, { want: "prompt" });
  return { title, steps: [...plain, slow, slow, slow] };
}

/** Valid bodies that may cost an endpoint more than others. */
function costlyBodies(profile: Profile): readonly (readonly [string, string])[] {
  const trace = (json: string) => minimalWith(profile, "process_trace", json);
  const escaped = `"${"\\u8fc1".repeat(2048)}"`;
  const unknown = Array.from({ length: 50 }, (_, n) => `"later_field_${n}":${n}`).join(",");
  const plain = bodyOf(minimal(profile));
  return [
    ["every field", bodyOf(full(profile))],
    ["an empty trace", trace('""')],
    ["a trace of 2048 characters", trace(writeString("x".repeat(2048)))],
    ["a trace of 2048 Chinese characters", trace(writeString("迁".repeat(2048)))],
    ["a trace of 2048 characters, each escaped", trace(escaped)],
    ["a trace of 2048 characters, each escaped twice", trace(`"${"\\ud83d\\ude80".repeat(2048)}"`)],
    ["digits and a letter for a time", minimalWith(profile, "agent_time", `"${"1".repeat(29)}x"`)],
    ["a trace of 2047 blanks and a letter", trace(writeString(`${" ".repeat(2047)}x`))],
    ["a trace of 1024 quotes", trace(writeString('"'.repeat(1024)))],
    ["a trace of 500 lines", trace(writeString("one\n".repeat(500)))],
    ["the greatest sizes", bodyOf(withFields(minimal(profile), GREATEST))],
    ["0 percent", minimalWith(profile, "progress", "0")],
    ["100 percent", minimalWith(profile, "progress", "100")],
    ["50 fields of a later revision", `${plain.slice(0, -1)},${unknown}}`],
  ];
}

const GREATEST = {
  replicatesize: "9223372036854775807",
  totalsize: "9223372036854775807",
  migrate_speed: "10000",
  remain_time: "2147483647",
};

const JSON_HEADER: readonly [string, string] = ["Content-Type", "application/json"];

/** Requests that are whole and well-formed, and that nobody should send. */
function oddRequests({ profile }: TrialContext): readonly Trial[] {
  const body = bodyOf(minimal(profile));
  const path = "/v3/tasks/{task_id}/progress";
  const requests: readonly (readonly [string, Parameters<typeof report>[1]])[] = [
    ...["GET", "OPTIONS", "POST", "PATCH", "DELETE"].map(
      (method) => [`method ${method}`, { method }] as const,
    ),
    ...[
      `${path}/`,
      `${path}/more`,
      `${path}?x=1`,
      `${path}?progress=7&progress=8`,
      `${path}?%00=%ff`,
      `/${path}`,
      "/v3/tasks/./{task_id}/progress",
      "/v3/tasks/x/../{task_id}/progress",
      "/v3/tasks/%2e%2e/progress",
      "/v3/tasks/%/progress",
      "/v3/tasks/%ff%fe/progress",
      "/v3/tasks/%E8%BF%81/progress",
      "/v3/tasks/{task_id}/Progress",
      "/V3/TASKS/{task_id}/PROGRESS",
      "/v3/tasks/{task_id}",
      "/v3/tasks/'%20OR%20'1'='1/progress",
      "/v3/tasks/__proto__/progress",
      "/v3/tasks/constructor/progress",
    ].map((odd) => [`path ${odd}`, { path: odd }] as const),
    ...[
      ["Accept", "text/html"],
      ["Accept", "nonsense"],
      ["Accept-Language", "zh-CN"],
      ["If-Match", '"nothing"'],
      ["Range", "bytes=0-1"],
      ["X-HTTP-Method-Override", "GET"],
      ["X-Request-Id", "x".repeat(2000)],
      ["Cookie", "a=b; c"],
      ["Authorization", "Bearer nonsense"],
      [TOKEN_HEADER, "a second token"],
      ["Content-Language", "%00"],
    ].map(([name = "", value = ""]) => {
      const headers: Send["headers"] = [JSON_HEADER, [name, value]];
      return [`header ${name}: ${value.slice(0, 20)}`, { headers }] as const;
    }),
  ];
  return requests.map(([title, options]): Trial => {
    return { title, steps: [report(body, { want: "answered", ...options })] };
  });
}

function oddBodies({ profile }: TrialContext): readonly Trial[] {
  const text = bodyOf(minimal(profile));
  const trace = (json: string) => minimalWith(profile, "process_trace", json);
  const bytes = (...parts: readonly (string | readonly number[])[]): Body => {
    const buffers = parts.map((p) => (typeof p === "string" ? Buffer.from(p) : Buffer.from(p)));
    return { base64: Buffer.concat(buffers).toString("base64") };
  };
  const odd: readonly (readonly [string, string | Body])[] = [
    ["a lone surrogate", trace('"\\ud800"')],
    ["a lone surrogate for a name", minimalWith(profile, "subtask_name", '"\\ud800"')],
    ["a NUL character", trace(writeString("\u0000"))],
    ["a character beyond the basic plane", trace('"\u{1F680}"')],
    ["the same field twice", text.replace("{", '{"progress":10,')],
    ["null for an optional field", minimalWith(profile, "remain_time", "null")],
    ["negative zero", minimalWith(profile, "progress", "-0")],
    ["1.0 for an integer", minimalWith(profile, "progress", "1.0")],
    ["1e1 for an integer", minimalWith(profile, "progress", "1e1")],
    ["a number of 5000 digits", minimalWith(profile, "replicatesize", "9".repeat(5000))],
    ["1e99999", minimalWith(profile, "migrate_speed", "1e99999")],
    ["1e99999 for an integer", minimalWith(profile, "progress", "1e99999")],
    ["1e9999999 for an integer", minimalWith(profile, "replicatesize", "1e9999999")],
    [
      "400 lists in each other",
      minimalWith(profile, "progress", "[".repeat(400) + "]".repeat(400)),
    ],
    ["a byte order mark", `\uFEFF${text}`],
    ["a byte that is no UTF-8", bytes(text.slice(0, -2), [0xff], text.slice(-2))],
    ["UTF-16", { base64: Buffer.from(text, "utf16le").toString("base64") }],
    ["NUL bytes", bytes([0, 0, 0, 0])],
    ["a field named __proto__", text.replace("{", '{"__proto__":{"progress":1},')],
    ["an empty name", text.replace("{", '{"":1,')],
  ];
  return odd.map(([title, body]): Trial => {
    return { title, steps: [report(body, { want: "answered" })] };
  });
}
