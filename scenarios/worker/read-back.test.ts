import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { isPlainlyRight } from "./quick-look.ts";
import { judgeLook, judgeOneOf } from "./read-back.ts";

const CONTEXT = {
  observation: { kind: "pointer", path: "/v3/tasks/{task_id}", pointer: "/report" },
  profile: profileOf("2024-02"),
} as const;

function body(progress: number, size: string): string {
  return `{"subtask_name":"MIGRATE_LINUX_FILE","progress":${progress},"replicatesize":${size}}`;
}

const SENT = body(50, "9007199254740993");

it.each([
  ["the report itself", `{"report":${SENT}}`, "right"],
  ["an older report", `{"report":${body(49, "9007199254740993")}}`, "wrong"],
  ["a size that lost its last digit", `{"report":${body(50, "9007199254740992")}}`, "wrong"],
  ["another task's report", `{"report":${SENT.replace("LINUX_FILE", "LINUX_BLOCK")}}`, "wrong"],
  [
    "an older field that the report left out",
    `{"report":${SENT.replace("}", ',"totalsize":7}')}}`,
    "wrong",
  ],
  ["no report", '{"report":null}', "wrong"],
  ["a task without the member", "{}", "wrong"],
  ["no JSON", "<html>", "indefinite"],
  ["a report that is no object", '{"report":[]}', "indefinite"],
])("calls %s what it is", (_, text, kind) => {
  expect(judgeLook(text, SENT, CONTEXT).kind).toBe(kind);
});

it.each([
  ["the report itself", `{"report":${body(50, "7")}}`, true],
  [
    "its members in another order, with more",
    '{"report":{"x":1,"replicatesize":7.0,"progress":50,"subtask_name":"MIGRATE_LINUX_FILE"}}',
    true,
  ],
  ["an older report", `{"report":${body(49, "7")}}`, false],
  ["one more field", `{"report":${body(50, "7").replace("}", ',"totalsize":0}')}}`, false],
  ["a number as text", `{"report":${body(50, '"7"')}}`, false],
  ["nothing", '{"report":null}', false],
  ["no JSON", "<html>", false],
])("lets through at once what is plainly right: %s", (_, text, isRight) => {
  const context = { pointer: "/report", profile: CONTEXT.profile };
  expect(isPlainlyRight(text, body(50, "7"), context)).toBe(isRight);
});

it("leaves integers to the exact judge that a double cannot tell apart", () => {
  const context = { pointer: "/report", profile: CONTEXT.profile };
  expect(isPlainlyRight(`{"report":${SENT}}`, SENT, context)).toBe(false);
});

it("says which field is wrong, and how", () => {
  const look = judgeLook(`{"report":${body(49, "1")}}`, SENT, CONTEXT);
  expect(look).toEqual({ kind: "wrong", what: "progress: got 49, want 50 (and 1 fields more)" });
});

describe("a look at a task on which several agents report", () => {
  const context = {
    observation: { kind: "pointer", path: "/{task_id}", pointer: "/report" },
    profile: profileOf("2026-01"),
  } as const;
  const body = (progress: number): string =>
    `{"subtask_name":"SSL_CONFIG","progress":${progress},"replicatesize":1,"totalsize":2,"process_trace":"t"}`;
  const shown = (text: string): string => `{"id":"a","report":${text}}`;

  it.each([
    ["its own last one", [body(1), body(2)]],
    ["another agent's", [body(2), body(1)]],
  ])("may show %s", (_, bodies) => {
    expect(judgeOneOf(shown(body(1)), bodies, context)).toEqual({ kind: "right" });
  });

  it("may not show a mixture, and the words say of how many", () => {
    const mixed = shown(body(1).replace('"totalsize":2', '"totalsize":3'));
    expect(judgeOneOf(mixed, [body(1), body(2)], context)).toEqual({
      kind: "wrong",
      what: "none of the 2 reports sent lately; totalsize: got 3, want 2",
    });
  });
});
