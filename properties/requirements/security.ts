/** What an endpoint owes to whoever is not its friend: no way around, nothing given away. */

import { deflateSync, gzipSync } from "node:zlib";
import { writeString } from "../../simulators/report/index.ts";
import { INJECTED_HEADER } from "../suite/judge-content.ts";
import {
  type Body,
  look,
  report,
  type Send,
  type Step,
  setup,
  type Trial,
  type Want,
} from "../suite/trial.ts";
import type { Credential } from "../target/index.ts";
import { bodyOf, JSON_HEADER, minimal, minimalWith, withField } from "./drafts.ts";
import { type Requirement, requirement, type TrialContext } from "./requirement.ts";
import { at } from "./state.ts";

const ERRORS = "Status codes and errors" as const;

export const SECURITY: readonly Requirement[] = [
  requirement({
    id: "security/refused-whatever-else",
    statement:
      "A report without a good credential is refused with 4xx and without effect, whatever else is wrong with it.",
    table: "Table 2: header",
    basis: "adopted",
    ruling: "D-02, D-03",
    source: "seed page 2024-02-04, table 2: X-Auth-Token is mandatory",
    since: "5",
    needs: ["credential", "probes"],
    trials: (context) =>
      CREDENTIALS.flatMap(([who, credential]) =>
        wrongIn(context).map(([what, body, options]): Trial => {
          const step = report(body, { credential, want: "unreported", ...options });
          return { title: `${who}, ${what}`, steps: watched(step, context) };
        }),
      ),
  }),
  requirement({
    id: "security/compressed",
    statement:
      "A compressed body is accepted and then kept, or refused with 4xx and without effect.",
    table: "Table 3: body",
    basis: "adopted",
    ruling: "D-03, D-04, D-08",
    source: "RFC 9110 §8.4: a request's content may be coded; the contract names no coding",
    since: "5",
    needs: ["probes"],
    trials: (context) =>
      packedBodies(context).map(([title, coding, body]): Trial => {
        const headers = [JSON_HEADER, ["Content-Encoding", coding]] as const;
        const step = report(body, { headers, want: "answered" });
        return { title, steps: watched(step, context) };
      }),
  }),
  requirement({
    id: "security/oversized",
    statement: "A body of nearly a mebibyte is answered, without 5xx, and so is the next report.",
    table: "Table 3: body",
    basis: "inferred",
    level: "SHOULD",
    source: "OWASP API Security Top 10 2023, API4: unrestricted resource consumption",
    since: "8",
    needs: ["probes"],
    trials: (context) =>
      hugeBodies(context).map(([title, body]): Trial => {
        const next = report(at(context.profile, 30), { want: "accepted" });
        return { title, steps: [...watched(report(body, { want: "answered" }), context), next] };
      }),
  }),
  requirement({
    id: "security/no-injection",
    statement: "A line break in an id, a query or a text does not become a header of the reply.",
    table: ERRORS,
    basis: "adopted",
    ruling: "D-20",
    source: "RFC 9110 §5.5: CR and LF within field values are dangerous (header injection)",
    since: "5",
    needs: ["probes"],
    trials: ({ profile }) => [
      ...INJECTIONS.map(([title, path]): Trial => {
        const step = report(bodyOf(minimal(profile)), { task: "new", path, want: "uninjected" });
        return { title, steps: [step] };
      }),
      ...(["subtask_name", "process_trace"] as const).map((name): Trial => {
        const text = writeString(`x\r\n${INJECTED_HEADER}: yes`);
        const step = report(minimalWith(profile, name, text), { want: "uninjected" });
        return { title: `CR LF in ${name}`, steps: [step] };
      }),
    ],
  }),
  requirement({
    id: "security/no-credential-shown",
    statement: "No reply shows the credential that came with its request.",
    table: ERRORS,
    basis: "adopted",
    ruling: "D-20",
    source:
      "RFC 6750 §5.3 and the platform's advice on tokens: a token is kept out of answers and logs",
    since: "5",
    needs: ["token", "probes"],
    trials: ({ profile }) => refusals(profile, "discreet"),
  }),
  requirement({
    id: "security/no-internals-shown",
    statement: "A refusal shows no stack trace, no source path and no database's words.",
    table: ERRORS,
    basis: "inferred",
    level: "SHOULD",
    source: "OWASP API Security Top 10 2023, API8: error messages include stack traces",
    since: "5",
    needs: ["probes"],
    trials: ({ profile }) => refusals(profile, "sober"),
  }),
  requirement({
    id: "clients/replies-readable",
    statement: "Every official client can read the replies.",
    table: ERRORS,
    basis: "inferred",
    level: "SHOULD",
    source: "the published Java, Python, Go and Node.js clients: what each does with a reply",
    since: "5",
    trials: ({ profile }) => refusals(profile, "readable"),
  }),
];

const CREDENTIALS: readonly (readonly [string, Credential])[] = [
  ["no credential", { kind: "none" }],
  ["a wrong token", { kind: "token", token: "headway-wrong-token" }],
  ["a token beyond ASCII", { kind: "token", token: "h\u00e9adway" }],
];

type Wrong = readonly [title: string, body: string | undefined, options?: Partial<Send>];

/** What another door might take for a credential, or for a sign that somebody else looked at one. */
const OTHER_PROOFS: readonly (readonly [name: string, value: string])[] = [
  ["Authorization", "Bearer headway"],
  ["Authorization", "Basic aGVhZHdheTpoZWFkd2F5"],
  ["Authorization", "SDK-HMAC-SHA256 Access=headway, SignedHeaders=host, Signature=00"],
  ["Cookie", "session=headway"],
  ["X-Forwarded-For", "127.0.0.1"],
  ["X-Subject-Token", "headway"],
];

/** Reports with one thing wrong that may be looked at before the credential is. */
function wrongIn({ profile }: TrialContext): readonly Wrong[] {
  const twenty = at(profile, 20);
  return [
    ["malformed JSON", "{"],
    ["no body", undefined],
    ["a value out of range", minimalWith(profile, "progress", "101")],
    ["another media type", twenty, { headers: [["Content-Type", "text/plain"]] }],
    ["an unknown task", twenty, { task: "new" }],
    ...OTHER_PROOFS.map(
      ([name, value]): Wrong => [
        `${name}: ${value}`,
        twenty,
        { headers: [JSON_HEADER, [name, value]] },
      ],
    ),
    ["a query", twenty, { path: "/v3/tasks/{task_id}/progress?token=headway" }],
  ];
}

/** The step between two looks, where tasks can be looked at. */
function watched(step: Send, { profile, observes }: TrialContext): readonly Step[] {
  if (!observes) return [step];
  if (step.task !== "new") return [setup(at(profile, 10)), step, look()];
  const absent = look("new", { want: "absent" });
  return [absent, step, absent];
}

/** Just below the limit that gateways often have. @unit bytes */
const HUGE = 2 ** 20 - 4096;

/** What a parser may take long over, run out of stack or of memory for. */
function hugeBodies({ profile }: TrialContext): readonly (readonly [string, string])[] {
  const plain = at(profile, 20);
  const nested = "[".repeat(HUGE / 2) + "]".repeat(HUGE / 2);
  const names = Array.from({ length: HUGE / 16 }, (_, n) => `"a${String(n).padStart(9, "0")}":0`);
  return [
    ["a trace of a mebibyte", minimalWith(profile, "process_trace", `"${"x".repeat(HUGE)}"`)],
    ["blanks before the report", `${" ".repeat(HUGE)}${plain}`],
    ["a number of so many digits", minimalWith(profile, "replicatesize", "9".repeat(HUGE))],
    ["lists in each other", nested],
    ["members that nobody knows", `${plain.slice(0, -1)},${names.join(",")}}`],
  ];
}

/** A valid report and the refusals that everybody meets. */
function refusals(profile: TrialContext["profile"], want: Want): readonly Trial[] {
  const fine = bodyOf(minimal(profile));
  const all: readonly Wrong[] = [
    ["a plain report", fine],
    ["a value out of range", minimalWith(profile, "progress", "101")],
    ["a mandatory field absent", bodyOf(minimal(profile).slice(1))],
    ["a wrong type", minimalWith(profile, "progress", '{"a":[1]}')],
    ["malformed JSON", "{"],
    ["no body", undefined],
    ["an unknown task", fine, { task: "new" }],
    ["another method", fine, { method: "POST" }],
    ["an unknown path", fine, { path: "/v3/tasks/{task_id}/no-such-thing" }],
  ];
  return all.map(([title, body, options]) => {
    return { title, steps: [report(body, { ...options, want })] };
  });
}

function packedBodies({ profile }: TrialContext): readonly (readonly [string, string, Body])[] {
  const text = bodyOf(withField(minimal(profile), "progress", "20"));
  const packed = (bytes: Buffer): Body => ({ base64: bytes.toString("base64") });
  const gzip = gzipSync(text);
  return [
    ["gzip", "gzip", packed(gzip)],
    ["deflate", "deflate", packed(deflateSync(text))],
    ["gzip, cut short", "gzip", packed(gzip.subarray(0, gzip.length - 12))],
    ["gzip, then no JSON", "gzip", packed(gzipSync("{"))],
    ["gzip within gzip", "gzip, gzip", packed(gzipSync(gzip))],
    ["a coding that nobody knows", "headway", packed(gzip)],
    ["a megabyte of blanks in a kilobyte", "gzip", packed(gzipSync(text + " ".repeat(2 ** 20)))],
  ];
}

const BREAK = `%0d%0a${INJECTED_HEADER}:%20yes`;
const INJECTIONS: readonly (readonly [string, string])[] = [
  ["CR LF in an id", `/v3/tasks/{task_id}${BREAK}/progress`],
  ["LF alone in an id", `/v3/tasks/{task_id}%0a${INJECTED_HEADER}:%20yes/progress`],
  ["CR LF in a query", `/v3/tasks/{task_id}/progress?next=x${BREAK}`],
  ["CR LF in an unknown path", `/v3/tasks/{task_id}/x${BREAK}`],
];
