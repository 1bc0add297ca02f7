import { describe, expect, it } from "vitest";
import { profileOf } from "../contract/index.ts";
import { codePoints } from "../report/index.ts";
import { taskIdOf } from "./ids.ts";
import { createEndpoint, handle, type Reply, type Request } from "./index.ts";
import { correctPolicy } from "./policy.ts";
import { MINIMAL, options, put, show } from "./test-requests.ts";

async function reply(request: Request, before: readonly Request[] = []): Promise<Reply> {
  const endpoint = createEndpoint(options());
  for (const earlier of before) await endpoint.handle(earlier);
  return endpoint.handle(request);
}

const bare = (method: string, target: string): Request => ({ ...show(), method, target });
const noToken = { headers: [] };
const path = (id: string): Partial<Request> => ({ target: `/v3/tasks/${id}/progress` });

describe("replies, a phrase per row", () => {
  const rows: readonly (readonly [phrase: string, request: Request, status: number])[] = [
    ["a report with the mandatory fields", put(), 200],
    ["a query is ignored", put({}, { target: "/v3/tasks/task-1/progress?a=/b" }), 200],
    ["absolute form", put({}, { target: "http://h:1/v3/tasks/task-1/progress" }), 200],
    ["an escaped id", put({}, path("t%61sk-1")), 200],
    ["ids are case-sensitive", put({}, path("Task-1")), 404],
    ["an escaped slash is part of the id", put({}, path("task%2F1")), 404],
    ["a broken escape", put({}, path("task%zz")), 400],
    ["an escape that is not UTF-8", put({}, path("task%ff")), 400],
    ["a trailing slash", put({}, { target: "/v3/tasks/task-1/progress/" }), 404],
    ["an empty id", put({}, path("")), 404],
    ["no id", bare("PUT", "/v3/tasks/"), 404],
    ["another version", bare("PUT", "/v2/tasks/task-1/progress"), 404],
    ["36 characters of no task", put({}, path("x".repeat(36))), 404],
    ["37 characters", put({}, path("x".repeat(37))), 400],
    ["36 characters outside the basic plane", put({}, path("%F0%9F%9A%82".repeat(36))), 404],
    ["POST on the progress path", put({}, { method: "POST" }), 405],
    ["HEAD on a task", bare("HEAD", "/v3/tasks/task-1"), 405],
    ["GET on the tasks", bare("GET", "/v3/tasks"), 405],
    ["no token", put({}, noToken), 401],
    ["an empty token", put({}, { headers: [["X-Auth-Token", ""]] }), 401],
    ["a wrong token", put({}, { headers: [["X-Auth-Token", "Secret"]] }), 401],
    ["a token with more", put({}, { headers: [["X-Auth-Token", "secret, secret"]] }), 401],
    ["two tokens", put({}, { headers: [...put().headers, ...put().headers] }), 401],
    ["the header's name in lower case", put({}, { headers: [["x-auth-token", "secret"]] }), 200],
    ["no body", put({}, { body: { kind: "none" } }), 400],
    [
      "bytes that are not UTF-8",
      put({}, { body: { kind: "not-utf8", bytes: Uint8Array.of(0xff) } }),
      400,
    ],
    ["an array", put("[]"), 400],
    ["malformed JSON", put('{"progress":'), 400],
    ["a byte order mark", put(`\uFEFF${MINIMAL}`), 200],
    ["an integer written 1.0", put(MINIMAL.replace("50", "1.0")), 200],
    ["an integer written 1e2", put(MINIMAL.replace("50", "1e2")), 200],
    ["null for an optional field", put({ remain_time: null }), 200],
    ["null for a mandatory field", put({ progress: null }), 400],
    ["a number as a string", put({ progress: "50" }), 400],
    ["a progress of 101", put({ progress: 101 }), 400],
    ["an unknown field", put({ floating_ip: [1] }), 200],
    ["of two equal keys the last is right", put(MINIMAL.replace("50", '101,"progress":50')), 200],
    ["of two equal keys the last is wrong", put(MINIMAL.replace("50", '50,"progress":101')), 400],
    ["a task is made of any object", { ...bare("POST", "/v3/tasks"), body: text("{}") }, 200],
    ["a task is not made of an array", { ...bare("POST", "/v3/tasks"), body: text("[]") }, 400],
    ["a task that exists", { ...bare("POST", "/v3/tasks"), body: text('{"id":"task-1"}') }, 409],
    ["DELETE", bare("DELETE", "/v3/tasks/task-1"), 204],
    ["DELETE of an unknown task", bare("DELETE", "/v3/tasks/none"), 404],
  ];

  it.each(rows)("%s", async (_phrase, request, status) => {
    const answer = await reply(request);
    expect(answer.status).toBe(status);
    expect(answer.headers.map(([name]) => name)).toContain("X-Request-Id");
    if (status === 204) return;
    expect(answer.headers).toContainEqual(["Content-Type", "application/json"]);
    if (status >= 400) {
      const { error_code: code, error_msg: message } = JSON.parse(answer.body);
      expect(code).toMatch(/^[A-Z]+\.\d{4}$/);
      expect(message.length).toBeGreaterThan(5);
      expect(answer.body).not.toContain("secret");
    }
  });

  it("answers an accepted report with an empty object", async () => {
    expect((await reply(put())).body).toBe("{}");
  });

  it("names the allowed methods", async () => {
    expect((await reply(bare("PATCH", "/v3/tasks/task-1"))).headers).toContainEqual([
      "Allow",
      "GET, DELETE",
    ]);
  });

  it("refuses in a fixed order: path, method, credential, id, task, body", async () => {
    const wrong = put("[", { ...path("x".repeat(37)), ...noToken });
    const codes = [
      await reply({ ...wrong, method: "POST", target: "/none" }),
      await reply({ ...wrong, method: "POST" }),
      await reply(wrong),
      await reply({ ...wrong, headers: put().headers }),
      await reply(put("[", path("none"))),
      await reply(put("[")),
    ];
    expect(codes.map(({ status }) => status)).toEqual([404, 405, 401, 400, 404, 400]);
  });
});

describe("decisions are pure", () => {
  it("leaves the change to whoever asked", () => {
    const policy = correctPolicy(profileOf("2026-01"), "secret");
    const view = { task: () => ({ id: "task-1", createdMs: 0, progress: undefined }) };
    const context = {
      requestId: "r",
      serial: 1,
      around: () => ({ onTask: 0, elsewhere: 0, perSecond: 0, accepted: 0 }),
      nowMs: 0,
    };
    const first = handle(policy, view, put(), context);
    expect(first).toEqual(handle(policy, view, put(), context));
    expect(first.effects).toMatchObject([{ kind: "put", taskId: "task-1" }]);
    expect(handle(policy, view, put({ progress: 101 }), context).effects).toEqual([]);
  });

  it("makes ids of the shape of a UUID, each once", () => {
    const ids = Array.from({ length: 2000 }, (_, serial) => taskIdOf(7, serial));
    expect(new Set(ids).size).toBe(2000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(codePoints(taskIdOf(7, 1))).toBe(36);
  });
});

function text(body: string): Request["body"] {
  return { kind: "text", text: body };
}
