import { expect, it } from "vitest";
import type { Reply } from "../target/index.ts";
import {
  INJECTED_HEADER,
  judgeDiscreet,
  judgeReadable,
  judgeSober,
  judgeUninjected,
} from "./judge-content.ts";

const ERROR = '{"error_code":"a","error_msg":"b"}';
const JSON_TYPE = ["Content-Type", "application/json"] as const;

function reply(
  status: number,
  body: string,
  headers: readonly (readonly [string, string])[] = [JSON_TYPE],
): Extract<Reply, { kind: "complete" }> {
  return { kind: "complete", status, headers, body, startMs: 0, endMs: 1 };
}

it.each([
  ["in the body", reply(400, '{"error_msg":"no such token: s3cret-token"}'), "violated"],
  ["in a header", reply(200, "{}", [["X-Echo", "Bearer s3cret-token"]]), "violated"],
  ["nowhere", reply(400, '{"error_msg":"X-Auth-Token: got another one"}'), "held"],
])("finds a credential %s", (_, given, want) => {
  expect(judgeDiscreet(given, ["s3cret-token"]).kind).toBe(want);
});

it("lets a credential be that is too short to be told from chance", () => {
  expect(judgeDiscreet(reply(200, '{"token":"abc"}'), ["abc"]).kind).toBe("held");
});

it("finds a header that came out of an id", () => {
  expect(judgeUninjected(reply(404, "", [[INJECTED_HEADER, "yes"]])).kind).toBe("violated");
  const shown = reply(404, `{"error_msg":"no task x\\r\\n${INJECTED_HEADER}: yes"}`);
  expect(judgeUninjected(shown).kind).toBe("held");
});

it.each([
  ["java.lang.IllegalStateException\\n\\tat com.acme.Tasks.put(Tasks.java:42)", "Java"],
  ["at com.acme.Main$1.apply(Main.kt:7)", "Java"],
  ["Traceback (most recent call last):\\n  File", "Python"],
  ["SyntaxError: x\\n    at JSON.parse (<anonymous>)\\n    at f (/srv/app.js:1:2)", "JavaScript"],
  ["at file:///srv/app.mjs:12:34", "JavaScript"],
  ["goroutine 12 [running]:\\nmain.main()", "Go"],
  ["at Acme.Tasks.Put(String id) in /src/Tasks.cs:line 12", ".NET"],
  ["/srv/app.rb:12:in `put'", "Ruby"],
  ["thread 'main' panicked at src/main.rs:4", "Rust"],
  ["SQLSTATE[23000]: Integrity constraint violation", "database"],
])("finds internals: %s", (text, want) => {
  const judged = judgeSober(reply(400, `{"error_msg":"${text}"}`));
  expect(judged).toMatchObject({ kind: "violated", actual: expect.stringContaining(want) });
});

it.each([
  "progress: got 101, want 0..100 at line 1 column 12 (char 11)",
  "Unexpected token } in JSON at position 4",
  "invalid character 'x' looking for beginning of value",
  "expected value at line 1 column 1",
  "no task a/b: looked at /v3/tasks/a:1:2",
])("takes plain words for what they are: %s", (text) => {
  expect(judgeSober(reply(400, JSON.stringify({ error_msg: text }))).kind).toBe("held");
});

it.each([
  ["204", reply(204, "", []), "Terraform"],
  ["an empty success", reply(200, "", []), "held"],
  ["an object", reply(200, "{}"), "held"],
  ["text", reply(200, "ok", [["Content-Type", "text/plain"]]), "held"],
  ["no Content-Type", reply(200, "{}", []), "Java"],
  ["an empty Content-Type", reply(200, "{}", [["content-type", ""]]), "Java"],
  ["null", reply(200, "null"), "Node.js"],
  ["an error without Content-Type", reply(400, '{"error_code":"a"}', []), "Java"],
  ["an error_code of null", reply(400, '{"error_code":null,"error_msg":"x"}'), "Java"],
  ["an error_msg of null", reply(400, '{"error_code":"a","error_msg":null}'), "Java"],
  ["an error as usual", reply(400, ERROR), "held"],
])("says which client fails on %s", (_, given, want) => {
  const judged = judgeReadable(given);
  if (want === "held") expect(judged).toEqual({ kind: "held", notes: [] });
  else expect(judged).toMatchObject({ kind: "violated", actual: expect.stringContaining(want) });
});

it.each([
  ["no body", reply(401, "", []), "no body"],
  ["a number for a code", reply(400, '{"error_code":7,"error_msg":"x"}'), "Go"],
  ["a problem", reply(400, ERROR, [["Content-Type", "application/problem+json"]]), "Java"],
  ["a 429", reply(429, ERROR), "Python"],
  ["a redirect", reply(302, "", [["Location", "/"]]), "302"],
  ["other names", reply(400, '{"code":"a","message":"b"}'), "Node.js"],
  ["no code", reply(404, '{"detail":"Not Found"}'), "no error_code"],
  ["no message", reply(400, '{"error_code":"a"}'), "Go"],
  ["an empty message", reply(400, '{"error_code":"a","error_msg":""}'), "Go"],
  ["a page", reply(400, "<h1>", [["Content-Type", "text/html"]]), "text/html"],
])("says what clients do not learn of %s", (_, given, want) => {
  const what = expect.stringContaining(want);
  expect(judgeReadable(given)).toEqual({ kind: "held", notes: [{ kind: "non-strict", what }] });
});
