/** The judge, as a table: what was sent, what came, what it means. */

import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { bodyOf, full, minimal, minimalWith } from "../requirements/drafts.ts";
import type { Observation, Reply } from "../target/index.ts";
import { type Judgement, judgeAbsent, judgeAlike, judgeLook, judgeSend } from "./judge.ts";
import { candidates } from "./reduce.ts";
import { look, report, setup, together, type Want } from "./trial.ts";

const PROFILE = profileOf("2026-01");
const OBSERVATION: Observation = { kind: "pointer", path: "/{task_id}", pointer: "/report" };
const CONTEXT = { profile: PROFILE, observation: OBSERVATION };
const PLAIN = bodyOf(minimal(PROFILE));

function reply(status: number, body = "", type = "application/json"): Reply {
  const headers: [string, string][] = [
    ["Content-Type", type],
    ["X-Request-Id", "1"],
  ];
  return { kind: "complete", status, headers, body, startMs: 0, endMs: 1 };
}

const strict = (judgement: Judgement): string =>
  judgement.kind === "held" && judgement.notes.some((note) => note.kind === "non-strict")
    ? "non-strict"
    : judgement.kind;

describe("a reply to a report", () => {
  const wide = minimalWith(PROFILE, "process_trace", `"${"🚀".repeat(2048)}"`);
  const ROWS: readonly (readonly [string, string, number, string])[] = [
    ["a valid report accepted", PLAIN, 200, "held"],
    ["a valid report answered 204", PLAIN, 204, "held"],
    ["a valid report refused", PLAIN, 400, "violated"],
    ["a valid report and a server error", PLAIN, 503, "violated"],
    ["an invalid report refused", minimalWith(PROFILE, "progress", "101"), 400, "held"],
    [
      "an invalid report refused with 422",
      minimalWith(PROFILE, "progress", "101"),
      422,
      "non-strict",
    ],
    [
      "an invalid report refused as unknown",
      minimalWith(PROFILE, "progress", "101"),
      404,
      "violated",
    ],
    ["an invalid report accepted", minimalWith(PROFILE, "progress", "101"), 200, "violated"],
    [
      "an invalid report and a server error",
      minimalWith(PROFILE, "progress", "101"),
      500,
      "violated",
    ],
    ["a coercible report accepted", minimalWith(PROFILE, "progress", '"50"'), 200, "non-strict"],
    ["a coercible report refused", minimalWith(PROFILE, "progress", '"50"'), 400, "held"],
    ["a dialect accepted", minimalWith(PROFILE, "progress", "1.0"), 200, "held"],
    ["a dialect refused", minimalWith(PROFILE, "progress", "1.0"), 400, "held"],
    ["a dialect and a server error", minimalWith(PROFILE, "progress", "1.0"), 500, "violated"],
    ["text too long in UTF-16 units only, refused", wide, 400, "non-strict"],
    [
      "text too long in bytes only, refused",
      minimalWith(PROFILE, "process_trace", `"${"迁".repeat(2048)}"`),
      400,
      "violated",
    ],
  ];

  it.each(ROWS)("%s", (_, body, status, want) => {
    expect(strict(judgeSend(report(body), reply(status), CONTEXT))).toBe(want);
  });

  const WANTS: readonly (readonly [Want, number, string])[] = [
    ["success", 200, "held"],
    ["success", 204, "violated"],
    ["unauthorised", 401, "held"],
    ["unauthorised", 403, "non-strict"],
    ["unauthorised", 400, "violated"],
    ["unauthorised-long", 431, "non-strict"],
    ["unknown-task", 404, "held"],
    ["unknown-task", 400, "non-strict"],
    ["unknown-task", 200, "violated"],
    ["unreported", 405, "held"],
    ["unreported", 301, "non-strict"],
    ["unreported", 200, "violated"],
    ["answered", 404, "held"],
    ["answered", 500, "violated"],
  ];

  it.each(WANTS)("wanted %s, got %d: %s", (want, status, outcome) => {
    expect(strict(judgeSend(report(PLAIN, { want }), reply(status), CONTEXT))).toBe(outcome);
  });

  it("that did not come is indefinite, never a pass and never a failure", () => {
    const lost: readonly Reply[] = [
      { kind: "timeout", afterMs: 1 },
      { kind: "broken", reason: "reset" },
      { kind: "stopped" },
    ];
    for (const none of lost) {
      expect(judgeSend(report(PLAIN), none, CONTEXT).kind).toBe("indefinite");
    }
  });

  it("to a setup step that failed makes the trial inapplicable, not the endpoint wrong", () => {
    expect(judgeSend(setup(PLAIN), reply(500), CONTEXT).kind).toBe("inapplicable");
  });

  it.each([
    ["JSON that says so", reply(400, '{"error_code":"1","error_msg":"m"}'), "held"],
    [
      "a problem document",
      reply(400, '{"error_code":"1","error_msg":"m"}', "application/problem+json"),
      "held",
    ],
    [
      "its other name",
      reply(400, '{"error_code":"1","error_msg":"m"}', "text/json; charset=utf-8"),
      "held",
    ],
    ["text", reply(400, '{"error_code":"1","error_msg":"m"}', "text/plain"), "violated"],
    ["JSON without the members", reply(400, "{}"), "non-strict"],
    ["no body", reply(400), "non-strict"],
    ["HTML", reply(400, "<h1>400</h1>", "text/html"), "violated"],
    ["HTML that calls itself JSON", reply(400, "<h1>400</h1>"), "violated"],
    ["no refusal at all", reply(200, "{}"), "inapplicable"],
  ] as const)("error body: %s", (_, answer, outcome) => {
    expect(strict(judgeSend(report(PLAIN, { want: "json-error" }), answer, CONTEXT))).toBe(outcome);
  });
});

describe("a look", () => {
  const sent = new Map([["progress", { kind: "number", text: "50" }]] as const);
  const shows = (json: string) => judgeLook(reply(200, json), [sent], CONTEXT);

  it.each([
    ["the report", '{"report":{"progress":50}}', "held"],
    ["the same number written otherwise", '{"report":{"progress":5.0e1}}', "held"],
    [
      "nulls and zeros for what was left out",
      '{"report":{"progress":50,"remain_time":0,"process_trace":null}}',
      "held",
    ],
    [
      "an old value for what was left out",
      '{"report":{"progress":50,"remain_time":7}}',
      "violated",
    ],
    ["another value", '{"report":{"progress":51}}', "violated"],
    ["no report", "{}", "violated"],
    ["a page of something in between", "<html>", "indefinite"],
    ["JSON that is broken", '{"report":{"progress":50}', "violated"],
  ])("shows %s: %s", (_, json, outcome) => {
    expect(shows(json).kind).toBe(outcome);
  });

  it("says nothing when the model cannot know", () => {
    expect(judgeLook(reply(200, "{}"), undefined, CONTEXT).kind).toBe("inapplicable");
  });

  it("at a task that should not be compares with the look before", () => {
    const there = reply(200, "{}");
    expect(judgeAbsent(reply(404), there, sent, CONTEXT).kind).toBe("violated");
    expect(judgeAbsent(there, there, sent, CONTEXT).kind).toBe("held");
    expect(judgeAbsent(reply(404), reply(404), sent, CONTEXT).kind).toBe("held");
  });
});

describe("coercion", () => {
  const step = report(PLAIN, { want: "alike" });
  const group = (...statuses: readonly number[]) =>
    strict(judgeAlike(statuses.map((status) => ({ step, reply: reply(status) }))));

  it("in all fields is non-strict, in none strict, in some a failure", () => {
    expect(group(400, 400, 400)).toBe("held");
    expect(group(200, 200, 200)).toBe("non-strict");
    expect(group(200, 400, 200)).toBe("violated");
  });
});

describe("smaller trials", () => {
  it("have a step less or a member less, and keep the mandatory members", () => {
    const trial = {
      title: "t",
      steps: [setup(bodyOf(full(PROFILE))), together(report(PLAIN), look())],
    };
    const smaller = candidates(trial, PROFILE.mandatory);
    const optional = PROFILE.fields.length - PROFILE.mandatory.length;
    // Either step, either step of the group, or one of the optional members.
    expect(smaller).toHaveLength(2 + 2 + optional);
    for (const { steps } of smaller) {
      expect(JSON.stringify(steps).length).toBeLessThan(JSON.stringify(trial.steps).length);
    }
  });
});
