/**
 * Mistakes that engineers of such servers really make and that few trials can show: each is named by the
 * requirement that it breaks. They were found by servers written without a look at the catalogue.
 */

import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import type { Policy, Request } from "../../simulators/endpoint/index.ts";
import type { Json } from "../../simulators/report/index.ts";
import { requirementsOf } from "../requirements/index.ts";
import { killsOfFlaw } from "../testing/kills.ts";

const SEED = 5;

/** What a task of these tests is called. */
const TASK = /^task-\d+$/;

type Reply = ReturnType<Policy["errorReply"]>;
type Careless = (correct: Policy) => Policy;

/** Keeps what `change` makes of each value. */
function keeping(change: (value: Json, name: string) => Json): Careless {
  return (correct) => ({
    ...correct,
    judge: (text) => {
      const verdict = correct.judge(text);
      if (verdict.kind !== "taken") return verdict;
      const changed = [...verdict.report].map(
        ([name, value]) => [name, change(value, name)] as const,
      );
      return { ...verdict, report: new Map(changed) };
    },
  });
}

function keepingText(change: (text: string) => string): Careless {
  return keeping((value) =>
    value.kind === "string" ? { ...value, value: change(value.value) } : value,
  );
}

/** Keeps what `change` makes of one field's text, be it a number's. */
function keepingOf(field: string, change: (text: string) => string): Careless {
  return keeping((value, name) => {
    if (name !== field) return value;
    if (value.kind === "string") return { ...value, value: change(value.value) };
    return value.kind === "number" ? { ...value, text: change(value.text) } : value;
  });
}

/** Reads another body than the one that was sent. */
function reading(change: (text: string) => string): Careless {
  return (correct) => ({ ...correct, judge: (text) => correct.judge(change(text)) });
}

/** Refuses what it cannot read. */
function refusing(pattern: RegExp): Careless {
  return reading((text) => (pattern.test(text) ? "{" : text));
}

/** Breaks down over it. */
function failing(pattern: RegExp): Careless {
  const problem = { status: 500, code: "SMS.0001", message: "an exception" };
  return (correct) => ({
    ...correct,
    precheck: (request) => {
      const { body } = request;
      const breaks = body.kind === "text" && pattern.test(body.text);
      return breaks ? problem : correct.precheck(request);
    },
  });
}

/** Answers an error in another way. */
function replying(
  change: (reply: Reply, problem: Parameters<Policy["errorReply"]>[0]) => Reply,
): Careless {
  return (correct) => ({
    ...correct,
    errorReply: (problem, id) => change(correct.errorReply(problem, id), problem),
  });
}

/** Sees other headers than those that were sent. */
function seeing(
  change: (headers: Request["headers"], token: string) => Request["headers"],
): Careless {
  return (correct) => ({
    ...correct,
    credential: (request, nowMs) => {
      const headers = change(request.headers, correct.token);
      return correct.credential({ ...request, headers }, nowMs);
    },
  });
}

/** Takes a header for a credential. */
function trusting(pattern: RegExp): Careless {
  return seeing((headers, token) =>
    headers.some(([name, value]) => pattern.test(`${name}: ${value}`))
      ? [...headers.filter(([name]) => !/^x-auth-token$/i.test(name)), ["X-Auth-Token", token]]
      : headers,
  );
}

/** A report goes to the task, of those like its id, that was asked for last. */
function byLikeness(isLike: (id: string, asked: string) => boolean): Careless {
  const seen = new Set<string>();
  return (correct) => ({
    ...correct,
    taskOf: (asked) => {
      const like = [...seen].findLast((id) => isLike(id, asked));
      if (like !== undefined) return like;
      seen.delete(asked);
      if (TASK.test(asked)) seen.add(asked);
      return asked;
    },
  });
}

const beginsLike = (wildcard: string) => (id: string, asked: string) =>
  asked.endsWith(wildcard) && id.startsWith(asked.slice(0, -1));

const asFloat = ({ text }: { readonly text: string }) =>
  String(Number(Math.fround(Number(text)).toPrecision(7)));

const MISTAKES: readonly (readonly [string, string, Careless])[] = [
  [
    "line ends become one character",
    "state/text-exact",
    keepingText((t) => t.replace(/\r\n/g, "\n")),
  ],
  [
    "a byte order mark is taken off",
    "state/text-exact",
    keepingText((t) => t.replace(/^\ufeff/, "")),
  ],
  [
    "a text is a pattern of replacement",
    "state/text-exact",
    keepingText((t) => "x".replace("x", t)),
  ],
  ["a text is a format", "state/text-exact", keepingText((t) => t.replaceAll("%%", "%"))],
  ["a text is part of a form", "state/text-exact", keepingText((t) => t.replaceAll("+", " "))],
  ["escapes are read twice", "state/text-exact", keepingText((t) => t.replaceAll("\\n", "\n"))],
  [
    "line ends of every kind become one",
    "state/text-exact",
    keepingText((t) => t.replace(/[\p{Zl}\p{Zp}\u0085]/gu, "\n")),
  ],
  [
    "a time of digits is a number",
    "state/text-exact",
    keepingOf("agent_time", (t) => (/^\d+$/.test(t) ? String(Number(t)) : t)),
  ],
  [
    "a moment is written as another library does",
    "state/text-exact",
    keepingOf("agent_time", (t) => t.replace(/Z$/, "+00:00")),
  ],
  [
    "a small double is nothing",
    "state/double-exact",
    keepingOf("compress_rate", (t) => (Number(t) < 1e-6 ? "0" : t)),
  ],
  [
    "what is done takes no more time",
    "state/read-your-writes",
    reading((t) => (/"progress":100\b/.test(t) ? t.replace(/("remain_time":)\d+/, "$10") : t)),
  ],
  [
    "NaN is a double",
    "json/malformed",
    reading((t) => t.replace(/("total_disk_io":)-?(?:NaN|Infinity)/, "$11")),
  ],
  ["controls may stand in a text", "json/malformed", reading((t) => t.replace(/\p{Cc}/gu, " "))],
  ["the escape of a slash is unknown", "json/notation", refusing(/[^\\]\\\//)],
  ["what objects have by themselves is read", "body/unknown-fields", refusing(/"hasOwnProperty"/)],
  ["names end after 64 characters", "body/unknown-fields", refusing(/"x{65,}":/)],
  [
    "a prototype's members count",
    "body/mandatory-absent",
    reading((t) => t.replace(/"__proto__":\{(.*?)\}/, "$1")),
  ],
  [
    "blanks are taken off before characters are counted",
    "agent-time/out-of-range",
    reading((t) => t.replace(/("agent_time":)" (a+)"/, '$1"$2"')),
  ],
  [
    "quotes around a token are taken off",
    "header/token-wrong",
    seeing((headers) => headers.map(([name, value]) => [name, value.replace(/^"(.*)"$/, "$1")])),
  ],
  ["a bearer is let in", "security/refused-whatever-else", trusting(/^authorization: bearer /i)],
  ["who signs is let in", "security/refused-whatever-else", trusting(/^authorization: sdk-/i)],
  ["who has a cookie is let in", "security/refused-whatever-else", trusting(/^cookie: /i)],
  ["texts end at a NUL", "json/open-choices", keepingText((t) => t.split("\u0000", 1)[0] ?? "")],
  [
    "a double is kept as a float",
    "state/double-exact",
    keeping((value, name) =>
      name === "compress_rate" && value.kind === "number"
        ? { ...value, text: asFloat(value) }
        : value,
    ),
  ],
  [
    "a limit is compared as a float",
    "cpu-usage/out-of-range",
    (correct) => ({
      ...correct,
      judge: (text) => correct.judge(text.replace("100.000001", "100")),
    }),
  ],
  [
    "a percent sign in an id stands for anything",
    "route/like-ids-apart",
    byLikeness(beginsLike("%")),
  ],
  [
    "an underscore in an id stands for anything",
    "route/like-ids-apart",
    byLikeness(beginsLike("_")),
  ],
  ["an asterisk in an id stands for anything", "route/like-ids-apart", byLikeness(beginsLike("*"))],
  [
    "a refusal's header repeats what was sent",
    "security/no-injection",
    (correct) => ({
      ...correct,
      errorReply: (problem, requestId) => {
        const reply = correct.errorReply(problem, requestId);
        const injected = problem.message.match(/(X-Headway-Injected): (yes)/);
        const [, name = "", value = ""] = injected ?? [];
        return injected === null ? reply : { ...reply, headers: [...reply.headers, [name, value]] };
      },
    }),
  ],
  [
    "an integer's exponent is worked out",
    "reply/no-server-error",
    failing(/"(progress|replicatesize)":1e9999+/),
  ],
  [
    "half a character in a name cannot be written",
    "reply/no-server-error",
    failing(/"subtask_name":"\\ud800"/),
  ],
  [
    "an error's bytes are counted as characters",
    "reply/error-body",
    replying((reply) => {
      const { body } = reply;
      return { ...reply, body: Buffer.from(body).subarray(0, body.length).toString() };
    }),
  ],
  [
    "an error repeats what was sent without escaping it",
    "reply/error-body",
    replying((reply, { code, message }) => {
      return { ...reply, body: `{"error_code":"${code}","error_msg":"${message}"}` };
    }),
  ],
];

describe("a careless endpoint", () => {
  it.each(MISTAKES)("%s: %s", async (statement, id, policy) => {
    const requirements = requirementsOf(profileOf("2026-01")).filter((r) => r.id === id);
    const flaw = { id: "careless", statement, policy };
    expect(await killsOfFlaw(flaw, { requirements, seed: SEED, most: 1 })).toEqual([id]);
  });
});
