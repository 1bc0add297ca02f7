/** What a reply says, whatever its status: nothing that it should keep to itself, and as clients can read it. */

import { plainJson } from "../../simulators/report/plain-json.ts";
import { describeReply, headerOf, type Reply } from "../target/index.ts";
import { HELD, type Judgement, nonStrict, violated } from "./judge-status.ts";

type Complete = Extract<Reply, { kind: "complete" }>;

/** A credential shorter than this may stand in a reply by chance. @unit characters */
const SECRET_MIN = 8;

/** Ruling D-20: a reply does not show the credential that came with its request. */
export function judgeDiscreet(reply: Complete, secrets: readonly string[]): Judgement {
  const texts = [...reply.headers.map(([, value]) => value), reply.body];
  const shown = secrets.some(
    (secret) => secret.length >= SECRET_MIN && texts.some((text) => text.includes(secret)),
  );
  if (!shown) return HELD;
  return violated("no credential in the reply", `${describeReply(reply)} that shows it`, {
    wanted: "discreet",
    got: "the credential",
  });
}

/** Seconds, or a date as HTTP writes it. @source RFC 9110 §10.2.3, §5.6.7 */
const RETRY_AFTER =
  /^(\d+|(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/;

/** No endpoint can help it: that client takes a 429 for a retry of its own. */
const PYTHON_429 = "the Python client learns no code and no id of a 429";

/** Ruling D-19: who is told to wait is told how long. */
export function judgePaced(reply: Complete): Judgement {
  if (reply.status !== 429) return HELD;
  const after = headerOf(reply, "retry-after");
  if (after !== undefined && RETRY_AFTER.test(after.trim())) {
    const what = `throttles: 429 with Retry-After (${PYTHON_429})`;
    return { kind: "held", notes: [{ kind: "dialect", what }] };
  }
  const got = after === undefined ? "none" : JSON.stringify(after);
  return violated(
    "429 with a Retry-After of seconds or a date",
    `${describeReply(reply)}, Retry-After: ${got}`,
    { wanted: "paced", got: after === undefined ? "no Retry-After" : "another Retry-After" },
  );
}

/** The header that an id asks for by a line break in it; no endpoint has it of its own. */
export const INJECTED_HEADER = "X-Headway-Injected";

/** Ruling D-20: what stands in an id does not become a header of the reply. */
export function judgeUninjected(reply: Complete): Judgement {
  const value = headerOf(reply, INJECTED_HEADER);
  if (value === undefined) return HELD;
  return violated("no header but the endpoint's own", `${INJECTED_HEADER}: ${value}`, {
    wanted: "uninjected",
    got: "a header of the request's",
  });
}

/** What belongs into a log: by what it is recognised. */
const INTERNALS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a stack trace (Java)", /\bat [\w.$]+\([\w.]+\.(java|kt|scala):\d+\)/],
  ["a stack trace (Python)", /Traceback \(most recent call last\)/],
  ["a stack trace (JavaScript)", /\bat .{0,200}?(node:\w|\.[cm]?[jt]s)[^\s)]*:\d+:\d+/],
  ["a stack trace (Go)", /\bgoroutine \d+ \[/],
  ["a stack trace (.NET)", /\bat [\w.`]+\(.{0,200}\) in \S+:line \d+/],
  ["a stack trace (Ruby)", /\.rb:\d+:in [`']/],
  ["a panic (Rust)", /\bpanicked at \S+\.rs:\d+/],
  ["a database's error", /\b(SQLSTATE\[|ORA-\d{5}|SQLITE_[A-Z]+|syntax error at or near)/],
];

/** A refusal tells its caller what is wrong with the request, not how the endpoint is made. */
export function judgeSober(reply: Complete): Judgement {
  // Within JSON a line break is an escape.
  const text = reply.body.replace(/\\[nrt]/g, " ");
  const found = INTERNALS.find(([, pattern]) => pattern.test(text));
  if (found === undefined) return HELD;
  return violated("a refusal without the endpoint's internals", found[0], {
    wanted: "sober",
    got: found[0],
  });
}

/**
 * Whether each official client can read the reply. Where one of them fails on it, that is violated;
 * where one only learns less, that is non-strict. A request id that is missing is judged elsewhere.
 *
 * @source recorded behaviour of the SDKs: Java 3.1.143, Python 3.1.219, Go v0.1.207; source of
 *   Node.js 3.1.209 and of the Terraform provider
 */
export function judgeReadable(reply: Complete): Judgement {
  const { status, body } = reply;
  if (status === 204) return fails("Terraform", "status 204");
  if (status >= 300 && status < 400) {
    return nonStrict(`the Java, Python and Go clients take ${status} for a success`);
  }
  if (body === "") {
    return status >= 400 ? nonStrict("no client learns a code: the refusal has no body") : HELD;
  }
  const type = headerOf(reply, "content-type")?.trim() ?? "";
  if (type === "") return fails("Java", "a body without Content-Type");
  const value = plainJson(body);
  if (value === null) return fails("Node.js", "the body null");
  if (status < 400) return HELD;
  const members = typeof value === "object" ? (value as Readonly<Record<string, unknown>>) : {};
  for (const name of ["error_code", "error_msg"]) {
    if (members[name] === null) return fails("Java", `an ${name} of null`);
  }
  const lost = lostOf(status, type, members);
  return lost === undefined ? HELD : nonStrict(lost);
}

/** Who learns less than a refusal says, and why; undefined: all learn its code. */
function lostOf(
  status: number,
  type: string,
  members: Readonly<Record<string, unknown>>,
): string | undefined {
  const { error_code: code, error_msg: message } = members;
  if (/^text\/html/i.test(type)) return "no client learns a code: text/html";
  if (code === undefined) {
    const isPlain = isText(members["code"]) && isText(members["message"]);
    return isPlain
      ? "the Node.js client learns no code: code and message, not error_code and error_msg"
      : "no client learns a code: no error_code";
  }
  if (typeof code === "number") return "the Go client learns no code: error_code is a number";
  if (!isText(code) || !isText(message)) {
    return "the Go client learns no code: error_code and error_msg are not both text";
  }
  if (!/^(application\/json|text\/)/i.test(type)) {
    return `the Java client learns no code: ${type}`;
  }
  return status === 429 ? PYTHON_429 : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function fails(client: string, what: string): Judgement {
  return violated(
    "a reply that every official client can read",
    `${what}: the ${client} client fails on it`,
    { wanted: "readable", got: what },
  );
}
