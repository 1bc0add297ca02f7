/** Status codes and errors: the one success, the shape of a refusal, no server errors. */

import * as fc from "fast-check";
import { TOKEN_HEADER } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";
import { type Body, report, type Send, type Trial } from "../suite/trial.ts";
import { bodyOf, full, JSON_HEADER, minimal, minimalWith, nth } from "./drafts.ts";
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
];

/** Each on a task of its own, where there are so many. */
const FIRST_REPORTS = 6;

const FAR_NAME = writeString("没有这样的子任务 \u{1F680} é");
const ODD_NAME = writeString('no "such"\\name\n');

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
