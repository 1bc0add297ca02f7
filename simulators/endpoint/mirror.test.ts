import { describe, expect, it } from "vitest";
import { createEndpoint, type Request } from "./index.ts";
import { MINIMAL, options, put, show } from "./test-requests.ts";

async function shownAfter(requests: readonly Request[], taskId = "task-1"): Promise<string> {
  const endpoint = createEndpoint(options());
  for (const request of requests) expect((await endpoint.handle(request)).status).toBeLessThan(300);
  return (await endpoint.handle(show(taskId))).body;
}

describe("GET of a task", () => {
  it("shows no subtask and no report before the first one", async () => {
    const task = JSON.parse(await shownAfter([]));
    expect(task).toMatchObject({ id: "task-1", state: "READY", sub_tasks: [] });
    expect(task).not.toHaveProperty("report");
  });

  it("mirrors a report as ShowTask does and shows the whole of it besides", async () => {
    const fields = { migrate_speed: 77.5, remain_time: 12, need_migration_test: true };
    expect(JSON.parse(await shownAfter([put(fields)]))).toMatchObject({
      migrate_speed: 77.5,
      remain_seconds: 12,
      need_migration_test: true,
      subtask_info: "MIGRATE_LINUX_FILE 50%",
      sub_tasks: [
        { id: 1, name: "MIGRATE_LINUX_FILE", progress: 50, process_trace: "t", end_date: null },
      ],
      report: { ...JSON.parse(MINIMAL), ...fields },
    });
  });

  it("keeps numbers digit for digit", async () => {
    const body = MINIMAL.replace('"replicatesize":1', '"replicatesize":9223372036854775807');
    expect(await shownAfter([put(body)])).toContain('"replicatesize":9223372036854775807,');
    expect(await shownAfter([put(MINIMAL.replace("50", "1e2"))])).toContain('"progress":1e2');
  });

  it("keeps text character for character", async () => {
    const trace = 'Ω 🚂 "quoted" \\ \n \u0000 \u2028';
    const task = JSON.parse(await shownAfter([put({ process_trace: trace })]));
    expect(task.report.process_trace).toBe(trace);
    expect(task.sub_tasks[0].process_trace).toBe(trace);
  });

  it("keeps one entry a subtask, and of the report only the last", async () => {
    const task = JSON.parse(
      await shownAfter([
        put({ subtask_name: "SSL_CONFIG", progress: 100, remain_time: 5 }),
        put({ progress: 10 }),
        put({ progress: 20 }),
      ]),
    );
    expect(task.sub_tasks).toMatchObject([
      { id: 1, name: "SSL_CONFIG", progress: 100, end_date: 1700000000000 },
      { id: 2, name: "MIGRATE_LINUX_FILE", progress: 20, end_date: null },
    ]);
    expect(task.report).not.toHaveProperty("remain_time");
    expect(task).not.toHaveProperty("remain_seconds");
  });

  it("stores neither null nor unknown fields, and of equal keys the last", async () => {
    const body = MINIMAL.replace("50", '7,"progress":8,"floating_ip":1,"remain_time":null');
    const task = JSON.parse(await shownAfter([put(body)]));
    expect(task.report).toEqual({ ...JSON.parse(MINIMAL), progress: 8 });
  });
});

describe("tasks", () => {
  const create = (body: string): Request => ({
    ...show(),
    method: "POST",
    target: "/v3/tasks",
    body: { kind: "text", text: body },
  });

  it("are created under the id that is asked for, else under one of our own", async () => {
    const endpoint = createEndpoint(options());
    const named = await endpoint.handle(create('{"id":"mine"}'));
    expect(named.body).toBe('{"id":"mine"}');
    expect((await endpoint.handle(create('{"id":"mine"}'))).status).toBe(409);
    const { id } = JSON.parse((await endpoint.handle(create('{"name":"x","id":5}'))).body);
    expect(id).toHaveLength(36);
    expect((await endpoint.handle(show(id))).status).toBe(200);
  });

  it("are gone after DELETE, and come back without their report", async () => {
    const endpoint = createEndpoint(options());
    await endpoint.handle(put());
    await endpoint.handle({ ...show(), method: "DELETE" });
    expect((await endpoint.handle(show())).status).toBe(404);
    expect((await endpoint.handle(put())).status).toBe(404);
    await endpoint.handle(create('{"id":"task-1"}'));
    expect((await endpoint.handle(show())).body).toContain('"sub_tasks":[]');
  });

  it("of a range are computed", async () => {
    const tasks = { kind: "range", prefix: "a-", from: 1, to: 1000000, suffix: "-z" } as const;
    const endpoint = createEndpoint({ ...options(), tasks });
    const status = async (id: string) => (await endpoint.handle(show(id))).status;
    for (const id of ["a-1-z", "a-1000000-z", "a-77-z"]) expect(await status(id)).toBe(200);
    for (const id of ["a-0-z", "a-1000001-z", "a-01-z", "a-1e3-z", "a--z", "b-1-z", "a-1.0-z"]) {
      expect(await status(id)).toBe(404);
    }
  });

  it("are refused as options when they make no sense", () => {
    const tasks = { kind: "range", prefix: "", from: 2, to: 1, suffix: "" } as const;
    expect(() => createEndpoint({ ...options(), tasks })).toThrow("2..1");
    expect(() => createEndpoint({ ...options(), twin: "none" })).toThrow("twin: got none");
    expect(() => createEndpoint({ ...options(), token: "" })).toThrow("token: got 0 characters");
  });
});
