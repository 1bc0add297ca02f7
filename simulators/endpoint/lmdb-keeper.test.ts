import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEndpoint, type InProcessEndpoint, type Request } from "./index.ts";
import { openKeeper } from "./lmdb-keeper.ts";
import { startEndpoint } from "./server.ts";
import { options, put, show } from "./test-requests.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headway-keeper-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Sends requests to an endpoint over the folder, and gives the bodies of the replies. */
async function session(...requests: readonly Request[]): Promise<readonly string[]> {
  const keeper = openKeeper(folder);
  const endpoint: InProcessEndpoint = createEndpoint(options(), keeper);
  const bodies: string[] = [];
  for (const request of requests) bodies.push((await endpoint.handle(request)).body);
  await keeper.close();
  return bodies;
}

describe("an endpoint with a keeper", () => {
  it.each([
    ["a plain report", [put()]],
    ["a second report", [put({ progress: 1, remain_time: 9 }), put({ progress: 2 })]],
    [
      "a number beyond 2^53",
      [
        put({}),
        put(
          '{"subtask_name":"SSL_CONFIG","progress":1e0,"replicatesize":9007199254740993,"totalsize":2,"process_trace":"\\u00e9 \\u0000 \\ud83d"}',
        ),
      ],
    ],
    ["every type", [put({ need_migration_test: true, migrate_speed: 0.5, agent_time: "now" })]],
    ["two subtasks", [put({ subtask_name: "SSL_CONFIG", progress: 100 }), put()]],
    ["nothing", []],
  ])("shows what it showed before: %s", async (_, reports) => {
    const before = (await session(...reports, show())).at(-1);
    expect(before).toContain('"id":"task-1"');
    expect(await session(show())).toEqual([before]);
    expect(await session(show())).toEqual([before]);
  });

  it("keeps which tasks were created and deleted, and no report of a deleted one", async () => {
    const created: Request = {
      ...put('{"id":"made"}', { method: "POST", target: "/v3/tasks" }),
    };
    const remove = (taskId: string): Request => ({ ...show(taskId), method: "DELETE" });
    await session(created, put(), remove("task-1"));
    const [made = "", gone = ""] = await session(show("made"), show("task-1"));
    expect(made).toContain('"id":"made"');
    expect(gone).toContain("error_code");
    await session(remove("made"), { ...created, body: { kind: "text", text: '{"id":"task-1"}' } });
    const [unmade = "", again = ""] = await session(show("made"), show("task-1"));
    expect(unmade).toContain("error_code");
    expect(again).not.toContain('"progress":50');
  });

  it("gives no task an id that it gave before", async () => {
    const create = put("{}", { method: "POST", target: "/v3/tasks" });
    const ids = [
      await session(create, create),
      await session(create),
      await session(create),
    ].flat();
    expect(new Set(ids).size).toBe(4);
    expect(ids.join()).not.toContain("error_code");
  });

  it("keeps nothing of a refused report", async () => {
    await session(put({ progress: 101 }), put({}, { headers: [] }));
    expect(openKeeper(folder).kept()).toEqual([]);
  });

  it("does not start over what is no folder of its own", async () => {
    const path = join(folder, "file");
    writeFileSync(path, "something else");
    await expect(startEndpoint({ ...options(), store: path })).rejects.toThrow();
  });
});
