/**
 * Replies as endpoints and the gateways before them give, and what the caller of each published
 * client sees of them. Observed with the published packages.
 */

import type { Header } from "../../simulators/endpoint/index.ts";
import type { Outcome } from "./drive.ts";
import type { ScriptedReply } from "./scripted.ts";
import type { PublishedId } from "./toolchains.ts";

/** What each caller sees. */
export type Seen = Readonly<Record<PublishedId, Outcome>>;

export interface ReplyCase {
  /** Fit for a task id. */
  readonly id: string;
  readonly reply: ScriptedReply;
  readonly seen: Seen;
}

const JSON_TYPE: Header = ["Content-Type", "application/json"];
const HTML_TYPE: Header = ["Content-Type", "text/html"];
const PROBLEM_TYPE: Header = ["Content-Type", "application/problem+json"];
const REQUEST_ID = "0123456789abcdef";
const ID: Header = ["X-Request-Id", REQUEST_ID];
/** So long that a client that waited would not end within a test's time. */
const RETRY_AFTER: Header = ["Retry-After", "3600"];

const CODE = "SMS.0204";
const MESSAGE = "no permission";
const ERROR = `{"error_code":"${CODE}","error_msg":"${MESSAGE}"}`;
const HTML = "<html><body>Bad Gateway</body></html>";

const NULL_CODE = `{"error_code":null,"error_msg":"${MESSAGE}"}`;
/** Stands for the port where a client names it, and for words of its own that change. */
export const PORT = "PORT";
export const OWN_WORDS = "(words of the client's own)";

const pool = (id: string) =>
  `HTTPConnectionPool(host='127.0.0.1', port=${PORT}): Max retries exceeded with url: /v3/tasks/${id}/progress (Caused by ResponseError('too many 429 error responses'))`;

const STATUSES = [400, 401, 404, 500] as const;

interface Parts {
  readonly code: string | number | null;
  readonly message: string | null;
  /** @defaultValue that of the header */
  readonly request_id?: string | null;
}

const TOLD: Parts = { code: CODE, message: MESSAGE };
const NOTHING: Parts = { code: null, message: null, request_id: null };

function refused(id: PublishedId, status: number, parts: Parts): Outcome {
  const side = status < 500 ? "ClientRequestException" : "ServerResponseException";
  const name = id === "go" ? "*sdkerr.ServiceResponseError" : side;
  return { kind: "refused", class: name, status, request_id: REQUEST_ID, ...parts };
}

function failed(name: string): Outcome {
  return { kind: "failed", class: name, message: OWN_WORDS };
}

function refusedBy(status: number, seen: Readonly<Record<PublishedId, Parts>>): Seen {
  return {
    java: refused("java", status, seen.java),
    python: refused("python", status, seen.python),
    go: refused("go", status, seen.go),
  };
}

function accepted(status: number): Seen {
  const outcome: Outcome = { kind: "accepted", status };
  return { java: outcome, python: outcome, go: outcome };
}

function success(id: string, reply: ScriptedReply): ReplyCase {
  return { id, reply, seen: accepted(reply.status) };
}

const SUCCESSES: readonly ReplyCase[] = [
  success("200-empty", { status: 200, headers: [ID], body: "" }),
  success("200-object", { status: 200, headers: [JSON_TYPE, ID], body: "{}" }),
  success("200-null", { status: 200, headers: [JSON_TYPE, ID], body: "null" }),
  success("200-html", { status: 200, headers: [HTML_TYPE, ID], body: HTML }),
  success("200-broken", { status: 200, headers: [JSON_TYPE, ID], body: '{"error_code":' }),
  success("201", { status: 201, headers: [JSON_TYPE, ID], body: "{}" }),
  success("202", { status: 202, headers: [JSON_TYPE, ID], body: "{}" }),
  success("204", { status: 204, headers: [ID], body: "" }),
  success("302", { status: 302, headers: [["Location", "/elsewhere"], ID], body: "" }),
  {
    id: "200-without-type",
    reply: { status: 200, headers: [ID], body: "{}" },
    seen: { ...accepted(200), java: failed("SdkException") },
  },
];

const REFUSALS: readonly ReplyCase[] = STATUSES.flatMap((status) => [
  {
    id: `${status}-json`,
    reply: { status, headers: [JSON_TYPE, ID], body: ERROR },
    seen: refusedBy(status, { java: TOLD, python: TOLD, go: TOLD }),
  },
  {
    id: `${status}-empty`,
    reply: { status, headers: [JSON_TYPE, ID], body: "" },
    seen: refusedBy(status, {
      java: NOTHING,
      python: { code: String(status), message: "" },
      go: { code: "", message: "" },
    }),
  },
  {
    id: `${status}-without-type`,
    reply: { status, headers: [ID], body: ERROR },
    seen: {
      ...refusedBy(status, { java: TOLD, python: TOLD, go: TOLD }),
      java: failed("SdkException"),
    },
  },
  {
    id: `${status}-problem`,
    reply: { status, headers: [PROBLEM_TYPE, ID], body: ERROR },
    seen: refusedBy(status, { java: NOTHING, python: TOLD, go: TOLD }),
  },
  {
    id: `${status}-html`,
    reply: { status, headers: [HTML_TYPE, ID], body: HTML },
    seen: refusedBy(status, {
      java: { code: null, message: HTML },
      python: { code: String(status), message: HTML },
      go: { code: "", message: HTML },
    }),
  },
  {
    id: `${status}-null-code`,
    reply: { status, headers: [JSON_TYPE, ID], body: NULL_CODE },
    seen: {
      ...refusedBy(status, {
        java: NOTHING,
        python: { code: String(status), message: MESSAGE },
        go: { code: "", message: NULL_CODE },
      }),
      java: failed("NullPointerException"),
    },
  },
]);

const RETRIES: readonly (readonly [string, readonly Header[]])[] = [
  ["429", []],
  ["429-retry-after", [RETRY_AFTER]],
];

const LATER: readonly ReplyCase[] = [
  ...RETRIES.map(([id, headers]) => ({
    id,
    reply: { status: 429, headers: [JSON_TYPE, ID, ...headers], body: ERROR },
    seen: refusedBy(429, {
      java: TOLD,
      python: { code: "429", message: pool(id), request_id: "" },
      go: TOLD,
    }),
  })),
  {
    id: "503-retry-after",
    reply: { status: 503, headers: [JSON_TYPE, ID, RETRY_AFTER], body: ERROR },
    seen: refusedBy(503, { java: TOLD, python: TOLD, go: TOLD }),
  },
];

const NUMBER = `{"error_code":204,"error_msg":"${MESSAGE}"}`;
const CAMEL = `{"errorCode":"${CODE}","errorMsg":"${MESSAGE}"}`;

const FORMS: readonly ReplyCase[] = [
  form("400-code-message", `{"code":"${CODE}","message":"${MESSAGE}"}`, {}),
  form("400-nested", `{"error":{"code":"${CODE}","message":"${MESSAGE}"}}`, {}),
  form("400-camel", CAMEL, {
    java: { code: null, message: CAMEL },
    go: { code: "", message: CAMEL },
  }),
  form("400-number", NUMBER, {
    java: { code: "204", message: MESSAGE },
    python: { code: 204, message: MESSAGE },
    go: { code: "", message: NUMBER },
  }),
  form("400-null", "null", {
    java: NOTHING,
    python: { code: "400", message: "null" },
    go: { code: "", message: "null" },
  }),
];

/** A refusal whose body has that form; `seen` names the clients that do not make out what it says. */
function form(id: string, body: string, seen: Partial<Record<PublishedId, Parts>>): ReplyCase {
  const reply = { status: 400, headers: [JSON_TYPE, ID], body };
  return { id, reply, seen: refusedBy(400, { java: TOLD, python: TOLD, go: TOLD, ...seen }) };
}

/** Every case; ids are unique. */
export const REPLY_CASES: readonly ReplyCase[] = [...SUCCESSES, ...REFUSALS, ...FORMS, ...LATER];
