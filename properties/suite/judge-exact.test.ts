/**
 * The judge, judgement for judgement: the words for people, and the cause, from which a fingerprint
 * is made. `judge.test.ts` has the same as a table of outcomes.
 */

import { describe, expect, it } from "vitest";
import { type FieldName, profileOf } from "../../simulators/contract/index.ts";
import type { Json } from "../../simulators/report/index.ts";
import { bodyOf, full, minimal, minimalWith, without } from "../requirements/drafts.ts";
import type { Observation, Reply } from "../target/index.ts";
import { afterSend, judgeAbsent, judgeAlike, judgeLook, judgeSend, sentFields } from "./judge.ts";
import { judgeCrowded, judgePrompt, judgeSteady, slowFromMs } from "./judge-times.ts";
import { report, setup } from "./trial.ts";

const PROFILE = profileOf("2026-01");
const OBSERVATION: Observation = { kind: "pointer", path: "/{task_id}", pointer: "/report" };
const CONTEXT = { profile: PROFILE, observation: OBSERVATION };
const PLAIN = bodyOf(minimal(PROFILE));
const NOT_UTF8 = { base64: Buffer.from([0xff]).toString("base64") };
const TIMEOUT: Reply = { kind: "timeout", afterMs: 5 };

const held = (...notes: readonly object[]) => ({ kind: "held", notes });
const nonStrict = (what: string) => held({ kind: "non-strict", what });
const dialect = (what: string) => held({ kind: "dialect", what });
const violated = (expected: string, actual: string, cause: object) => {
  return { kind: "violated", expected, actual, cause };
};
const inapplicable = (reason: string) => ({ kind: "inapplicable", reason });
const indefinite = (reason: string) => ({ kind: "indefinite", reason });

function reply(status: number, body = "", headers: readonly [string, string][] = []): Reply {
  return { kind: "complete", status, headers, body, startMs: 0, endMs: 1 };
}

const trace = (json: string) => minimalWith(PROFILE, "process_trace", json);
const progress = (json: string) => minimalWith(PROFILE, "progress", json);

describe("a reply by the contract", () => {
  const longest = "🚀".repeat(1024);
  const UTF16 = nonStrict("counts lengths in UTF-16 units (ruling D-05)");
  const refused = { wanted: "accepted", got: "4xx" };
  const demand = "accepted (200): the report is valid";

  it.each([
    ["valid, refused", PLAIN, 400, violated(demand, "status 400", refused)],
    ["too long in UTF-16 units, 400", trace(`"${longest}x"`), 400, UTF16],
    ["too long in UTF-16 units, 422", trace(`"${longest}x"`), 422, UTF16],
    [
      "too long in UTF-16 units, 404",
      trace(`"${longest}x"`),
      404,
      violated(demand, "status 404", refused),
    ],
    [
      "as long as UTF-16 units allow",
      trace(`"${longest}"`),
      400,
      violated(demand, "status 400", refused),
    ],
    [
      "invalid in a field",
      progress("101"),
      200,
      violated("refused (400): progress: 101 is outside 0..100", "status 200", {
        wanted: "refused",
        got: "2xx",
        field: "progress",
      }),
    ],
    [
      "invalid as a whole",
      "[]",
      500,
      violated("refused (400): a JSON array where an object is due", "status 500", {
        wanted: "refused",
        got: "5xx",
      }),
    ],
    [
      "invalid beside an open choice",
      `\uFEFF${progress("101")}`,
      200,
      violated("refused (400): progress: 101 is outside 0..100", "status 200", {
        wanted: "refused",
        got: "2xx",
        field: "progress",
      }),
    ],
    [
      "coercible, taken",
      progress('"50"'),
      200,
      nonStrict("coerces types: takes progress: a string, want a number"),
    ],
    ["coercible, refused", progress('"50"'), 400, held()],
    [
      "coercible, unknown",
      progress('"50"'),
      404,
      violated("refused (400)", "status 404", { wanted: "alike", got: "4xx" }),
    ],
    [
      "open, taken",
      progress("1.0"),
      200,
      dialect("an integer in another notation, such as 1.0 or 1e1: accepted"),
    ],
    [
      "open, refused",
      progress("1.0"),
      404,
      dialect("an integer in another notation, such as 1.0 or 1e1: refused with 404"),
    ],
    [
      "open, a server error",
      progress("1.0"),
      500,
      violated("any answer but a server error (no 5xx)", "status 500", {
        wanted: "answered",
        got: "5xx",
      }),
    ],
    ["not UTF-8", NOT_UTF8, 400, dialect("the body is not UTF-8: refused with 400")],
  ] as const)("%s", (_, body, status, want) => {
    expect(judgeSend(report(body), reply(status), CONTEXT)).toEqual(want);
  });

  it("that a setup step or a prompt one had needs to be accepted", () => {
    expect(judgeSend(setup(PLAIN), reply(200), CONTEXT)).toEqual(held());
    expect(judgeSend(setup(PLAIN), reply(404), CONTEXT)).toEqual(
      inapplicable("setup wanted accepted (200), got status 404"),
    );
    const prompt = report(PLAIN, { want: "prompt" });
    expect(judgeSend(prompt, reply(204), CONTEXT)).toEqual(held());
    expect(judgeSend(prompt, reply(503), CONTEXT)).toEqual(
      inapplicable("was to be accepted, got status 503"),
    );
    expect(judgeSend(report(PLAIN), TIMEOUT, CONTEXT).kind).toBe("indefinite");
  });
});

describe("the body of a refusal", () => {
  const JSON_BODY = '{"error_code":"1","error_msg":"m"}';
  const judged = (status: number, body: string, ...headers: readonly [string, string][]) =>
    judgeSend(report(PLAIN, { want: "json-error" }), reply(status, body, headers), CONTEXT);
  const ID: [string, string] = ["X-Request-Id", "1"];
  const expected = "an error body that is JSON and has a JSON media type";

  it.each([
    "application/json",
    "application/json;charset=utf-8",
    "application/json ; charset=utf-8",
    "APPLICATION/JSON",
    "text/json",
    "application/problem+json",
    "application/vnd.api.v2+json",
    "x-a/b.c+d+json; x=1",
  ])("may be %s", (type) => {
    expect(judged(400, JSON_BODY, ["Content-Type", type], ID)).toEqual(held());
  });

  it.each([
    "text/plain",
    "application/jsonp",
    "application/json-seq",
    "xapplication/json",
    "text/html; application/json",
    "application/problem+jsonx",
    "a b/c+json",
    "application/+json",
    "/x+json",
  ])("may not be %s", (type) => {
    expect(judged(400, JSON_BODY, ["Content-Type", type], ID)).toEqual(
      violated(expected, `Content-Type ${type}`, {
        wanted: "json-error",
        got: "another media type",
      }),
    );
  });

  it("has to be what it says", () => {
    const type: [string, string] = ["Content-Type", "application/json"];
    expect(judged(400, JSON_BODY, ID)).toEqual(
      violated(expected, "Content-Type none", { wanted: "json-error", got: "another media type" }),
    );
    expect(judged(400, "<html>", type, ID)).toEqual(
      violated(expected, "a body of 6 characters that is no JSON", {
        wanted: "json-error",
        got: "no JSON",
      }),
    );
    expect(judged(400, "", type)).toEqual(nonStrict("a refusal without a body"));
    expect(judged(499, JSON_BODY, type, ID)).toEqual(held());
    for (const status of [200, 399, 500]) {
      expect(judged(status, JSON_BODY, type, ID)).toEqual(
        inapplicable(`wanted a refusal to look at, got status ${status}`),
      );
    }
  });

  it.each([
    ["null", "error_code, error_msg, header X-Request-Id"],
    ["7", "error_code, error_msg, header X-Request-Id"],
    ["{}", "error_code, error_msg, header X-Request-Id"],
    ['{"error_code":1,"error_msg":"m"}', "error_code, header X-Request-Id"],
    ['{"error_code":"1"}', "error_msg, header X-Request-Id"],
    [JSON_BODY, "header X-Request-Id"],
  ])("%s lacks %s", (body, missing) => {
    expect(judged(400, body, ["Content-Type", "application/json"])).toEqual(
      nonStrict(`a refusal without ${missing}`),
    );
  });
});

const number = (text: string): Json => ({ kind: "number", text });
const sent = (text: string) => new Map<FieldName, Json>([["progress", number(text)]]);

describe("a look", () => {
  const shows = (fields: string, ...possible: readonly string[]) =>
    judgeLook(reply(200, `{"report":${fields}}`), possible.map(sent), CONTEXT);
  const ONE = "the look shows the last accepted report";

  it.each([
    ['{"progress":51}', "progress is 51, want 50", { field: "progress", got: "another value" }],
    ['{"remain_time":0}', "progress is nothing, want 50", { field: "progress", got: "no value" }],
    [
      '{"progress":50,"remain_time":7}',
      "remain_time is 7, want nothing",
      { got: "what was left out" },
    ],
    [
      '{"progress":50,"remain_time":7,"process_trace":"x"}',
      'process_trace is "x", want nothing; remain_time is 7, want nothing',
      { got: "what was left out" },
    ],
    [
      '{"progress":51,"remain_time":7}',
      "progress is 51, want 50; remain_time is 7, want nothing",
      { got: "another report" },
    ],
  ])("shows %s: %s", (fields, text, cause) => {
    expect(shows(fields, "50")).toEqual(violated(ONE, text, { wanted: "shown", ...cause }));
  });

  it("shows one of several reports, or is as far off as the nearest of them", () => {
    for (const one of ["50", "60", "70"]) {
      expect(shows(`{"progress":${one}}`, "50", "60", "70")).toEqual(held());
    }
    const two = new Map([...sent("60"), ["remain_time", number("7")] as const]);
    const look = reply(200, '{"report":{"progress":61,"remain_time":7}}');
    const expected = "the look shows one of 2 reports whole";
    const cause = { wanted: "shown", field: "progress", got: "another value" };
    const want = violated(expected, "progress is 61, want 60", cause);
    expect(judgeLook(look, [sent("50"), two], CONTEXT)).toEqual(want);
    expect(judgeLook(look, [two, sent("50")], CONTEXT)).toEqual(want);
  });

  it("names the first of two that are equally near", () => {
    const expected = "the look shows one of 2 reports whole";
    const cause = { wanted: "shown", field: "progress", got: "another value" };
    expect(shows('{"progress":61}', "50", "60")).toEqual(
      violated(expected, "progress is 61, want 50", cause),
    );
  });

  it("that shows no report, or nothing readable, says which", () => {
    expect(judgeLook(reply(200, "{}"), [sent("50")], CONTEXT)).toEqual(
      violated(ONE, "it shows no report", { wanted: "shown", got: "no report" }),
    );
    expect(judgeLook(reply(404, "{}"), [sent("50")], CONTEXT)).toEqual(
      indefinite("the look was answered status 404"),
    );
    expect(judgeLook(reply(200, "{}"), undefined, CONTEXT)).toEqual(
      inapplicable("what the task should show is not known"),
    );
    expect(judgeLook(reply(200, '{"report":"a\u0001"}'), [sent("50")], CONTEXT)).toMatchObject({
      kind: "violated",
      actual: expect.stringMatching(/^status 200 that is not JSON: /),
      cause: { wanted: "shown", got: "no JSON" },
    });
    expect(judgeLook(reply(200, ""), [sent("50")], CONTEXT).kind).toBe("indefinite");
    expect(judgeLook(TIMEOUT, [sent("50")], CONTEXT).kind).toBe("indefinite");
    expect(judgeLook(TIMEOUT, undefined, CONTEXT).kind).toBe("indefinite");
  });

  it("at a mirror reads the subtask that was reported", () => {
    const observation: Observation = { kind: "show-task", path: "/v3/tasks/{task_id}" };
    const entries = ["A", "B"].map((name, i) => ({ name, progress: i }));
    const mirror = reply(200, JSON.stringify({ sub_tasks: entries }));
    const name: Json = { kind: "string", value: "A" };
    const first = new Map<FieldName, Json>([["subtask_name", name], ...sent("0")]);
    expect(judgeLook(mirror, [first], { ...CONTEXT, observation })).toEqual(held());
  });
});

describe("a task that should not be", () => {
  const expected = "the task is still unknown";
  const wanted = "still unknown";
  const there = reply(200, "{}");
  const shown = reply(200, '{"report":{"progress":50}}');

  it.each([
    ["unknown", reply(404), reply(404), held()],
    ["below 500", reply(404), reply(499), held()],
    ["moved", reply(404), reply(302), held()],
    ["as before", there, there, held()],
    ["not looked at before", undefined, there, held()],
    ["not answered before", TIMEOUT, there, held()],
    ["failing before", reply(500), there, held()],
    [
      "come to be",
      reply(404),
      there,
      violated(expected, "it was unknown before and is there now", { wanted, got: "a task" }),
    ],
    [
      "showing the report",
      there,
      shown,
      violated(expected, "it is there and shows a report", { wanted, got: "a report" }),
    ],
    ["failing", reply(404), reply(500), violated(expected, "status 500", { wanted, got: "5xx" })],
  ] as const)("%s", (_, before, now, want) => {
    expect(judgeAbsent(before, now, sent("50"), CONTEXT)).toEqual(want);
  });

  it("needs nothing to have been sent", () => {
    expect(judgeAbsent(there, there, undefined, CONTEXT)).toEqual(held());
  });

  it("that does not answer says nothing", () => {
    expect(judgeAbsent(reply(404), TIMEOUT, sent("50"), CONTEXT).kind).toBe("indefinite");
  });
});

describe("what a task may show after a reply", () => {
  const before = [sent("7")];
  const shows = (body: string | { readonly base64: string }, answer: Reply) =>
    afterSend(before, report(body), answer, CONTEXT);
  const fieldsOf = (body: string) => [sentFields(report(body), PROFILE)];

  it("is the report, once accepted", () => {
    for (const body of [
      PLAIN,
      bodyOf(full(PROFILE)),
      progress("1.0"),
      minimalWith(PROFILE, "remain_time", "null"),
    ]) {
      expect(shows(body, reply(200))).toEqual(fieldsOf(body));
      expect(shows(body, reply(299))).toEqual(fieldsOf(body));
    }
    expect(sentFields(report(PLAIN), PROFILE).get("progress")).toEqual(number("50"));
  });

  it("is what it showed before, once refused", () => {
    for (const status of [300, 400, 404, 499]) {
      expect(shows(PLAIN, reply(status))).toBe(before);
      expect(shows(NOT_UTF8, reply(status))).toBe(before);
    }
  });

  it("is not known without a reply, after a server error, or where the value may be changed", () => {
    expect(shows(PLAIN, TIMEOUT)).toBeUndefined();
    expect(shows(PLAIN, reply(500))).toBeUndefined();
    expect(shows(NOT_UTF8, reply(200))).toBeUndefined();
    expect(shows(progress('"50"'), reply(200))).toBeUndefined();
    expect(shows(progress("101"), reply(200))).toBeUndefined();
    expect(shows(bodyOf(without(minimal(PROFILE), "progress")), reply(200))).toBeUndefined();
    expect(shows(trace('"\\ud800"'), reply(200))).toBeUndefined();
    expect(shows(`\uFEFF${trace('"\\ud800"')}`, reply(200))).toBeUndefined();
    expect(sentFields(report(NOT_UTF8), PROFILE)).toEqual(new Map());
  });
});

describe("values of another type", () => {
  const judged = (...answers: readonly (readonly [string, Reply])[]) =>
    judgeAlike(
      answers.map(([body, answer]) => ({ step: report(body, { want: "alike" }), reply: answer })),
    );

  it("are taken in all fields or in none, and what did not come leaves it open", () => {
    expect(judged(["1", reply(200)], ["2", reply(200)])).toEqual(
      nonStrict("coerces types alike in all fields"),
    );
    expect(judged(["1", reply(400)], ["2", reply(422)])).toEqual(held());
    expect(judged(["1", reply(200)], ["2", TIMEOUT], ["3", reply(400)])).toEqual(held());
    expect(judged()).toEqual(held());
    expect(judged(["1", reply(200)], ["2", reply(400)])).toMatchObject({
      actual: "accepted 1 and refused 2",
    });
    expect(
      judged(["1", reply(400)], ["2", reply(200)], ["3", reply(200)], ["4", reply(400)]),
    ).toEqual(
      violated(
        "values of another type taken in all fields, or in none (ruling D-06)",
        "accepted 2 and refused 1",
        { wanted: "alike", got: "some" },
      ),
    );
  });
});

describe("a slow answer", () => {
  it("is slow beside the median, and never below a second", () => {
    expect(slowFromMs([])).toBe(1000);
    expect(slowFromMs([10])).toBe(1000);
    expect(slowFromMs([50])).toBe(1000);
    expect(slowFromMs([51])).toBe(1020);
    // In order of size, not of text or of arrival.
    expect(slowFromMs([1000, 9, 100])).toBe(2000);
    expect(slowFromMs([100, 1000, 9])).toBe(2000);
    expect(slowFromMs([100, 200])).toBe(4000);
  });

  it("violates when all are slow, and there are three", () => {
    expect(judgePrompt([1001, 1001.4, 2000], [10])).toEqual(
      violated("answered within 1000 ms, as other reports are", "1001 ms, 1001 ms, 2000 ms", {
        wanted: "prompt",
        got: "slow",
      }),
    );
    expect(judgePrompt([1001, 1001], [10])).toEqual(held());
    expect(judgePrompt([1001, 1001, 1000], [10])).toEqual(held());
    expect(judgePrompt([1001, 1001, 1001, 1000], [10])).toEqual(held());
    expect(judgePrompt([], [10])).toEqual(held());
  });
});

describe("growth", () => {
  const of = (length: number, ms: number) => Array.from({ length }, () => ms);

  it("wants nearly all pairs, five times and 5 ms", () => {
    expect(judgeSteady(of(20, 12), of(20, 2))).toMatchObject({
      kind: "violated",
      expected: "as fast as on a task with few reports",
      actual: "median 12.0 ms beside 2.0 ms, slower in 20 of 20 pairs (sign test)",
    });
    expect(judgeSteady(of(19, 12), of(19, 2)).kind).toBe("held");
    expect(judgeSteady(of(20, 9.9), of(20, 2)).kind).toBe("held");
    expect(judgeSteady(of(20, 5.9), of(20, 1)).kind).toBe("held");
    expect(judgeSteady(of(20, 6), of(20, 1)).kind).toBe("violated");
    expect(judgeSteady([], []).kind).toBe("held");
  });

  it("takes a machine that stumbles for what it is", () => {
    const stumbling = [...of(3, 1), ...of(17, 30)];
    expect(judgeSteady(stumbling, of(20, 2)).kind).toBe("held");
    expect(judgeSteady([...of(2, 1), ...of(18, 30)], of(20, 2)).kind).toBe("violated");
  });
});

describe("throughput", () => {
  const crowds = (length: number, ms: number, size = 12) =>
    Array.from({ length }, () => ({ size, ms }));
  const alone = (ms: number) => Array.from({ length: 20 }, () => ms);

  it("collapses where many at once take twice as long, and 100 ms longer, than in turn", () => {
    expect(judgeCrowded(crowds(10, 200), alone(2))).toEqual(
      violated(
        "at least half the throughput of one connection",
        "median 60 a second of 12 at once, 500 one after another, collapsed in 10 of 10 (sign test)",
        { wanted: "crowded", got: "collapsed" },
      ),
    );
    expect(judgeCrowded(crowds(9, 200), alone(2))).toEqual(held());
    expect(judgeCrowded(crowds(20, 124), alone(2)).kind).toBe("violated");
    expect(judgeCrowded(crowds(20, 123.9), alone(2))).toEqual(held());
    expect(judgeCrowded(crowds(20, 240), alone(10))).toEqual(held());
    expect(judgeCrowded(crowds(20, 241), alone(10)).kind).toBe("violated");
    expect(judgeCrowded(crowds(20, 160, 2), alone(40))).toEqual(held());
    expect(judgeCrowded([], [])).toEqual(held());
    // One report that was slow by chance changes nothing.
    expect(judgeCrowded(crowds(10, 200), [900, ...alone(2)]).kind).toBe("violated");
  });

  it("has not collapsed where the machine stumbles", () => {
    const stumbling = [...crowds(17, 300), ...crowds(3, 30)];
    expect(judgeCrowded(stumbling, alone(2))).toEqual(held());
    expect(judgeCrowded([...crowds(18, 300), ...crowds(2, 30)], alone(2)).kind).toBe("violated");
  });
});

describe("throttling", () => {
  const paced = (status: number, ...headers: readonly [string, string][]) =>
    judgeSend(report(PLAIN, { want: "paced" }), reply(status, "", headers), CONTEXT);

  it("is told with seconds or a date", () => {
    const told = dialect(
      "throttles: 429 with Retry-After (the Python client learns no code and no id of a 429)",
    );
    expect(paced(429, ["Retry-After", "1"])).toEqual(told);
    expect(paced(429, ["retry-after", "Thu, 26 Nov 2026 18:00:00 GMT"])).toEqual(told);
    const expected = "429 with a Retry-After of seconds or a date";
    expect(paced(429)).toEqual(
      violated(expected, "status 429, Retry-After: none", {
        wanted: "paced",
        got: "no Retry-After",
      }),
    );
    for (const odd of ["", "soon", "-1", "1.5", "2026-11-26T18:00:00Z"]) {
      expect(paced(429, ["Retry-After", odd])).toEqual(
        violated(expected, `status 429, Retry-After: ${JSON.stringify(odd)}`, {
          wanted: "paced",
          got: "another Retry-After",
        }),
      );
    }
  });

  it("is no matter of other answers", () => {
    expect([200, 400, 503].map((status) => paced(status))).toEqual([held(), held(), held()]);
  });
});
