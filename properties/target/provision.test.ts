/** Created tasks are removed, and what is left is told. Nothing is sent. */

import { describe, expect, it } from "vitest";
import { bareReply, bareTarget } from "../testing/bare-target.ts";
import { removeTasks } from "./provision.ts";
import type { Reply } from "./transport.ts";

const IDS = Array.from({ length: 100 }, (_, i) => `task-${i}`);
const CREATION = {
  path: "/v3/tasks",
  body: "",
  idPointer: "/id",
  removePath: "/v3/tasks/{task_id}",
};

async function removed(reply: (path: string) => Reply) {
  const asked: string[] = [];
  const target = bareTarget(async ({ method, path }) => {
    asked.push(`${method} ${path}`);
    return reply(path);
  });
  return { left: await removeTasks(target, CREATION, IDS), asked };
}

describe("removing tasks", () => {
  it("asks for each, once", async () => {
    const { left, asked } = await removed(() => bareReply(204));
    expect(left).toEqual([]);
    expect(asked.sort()).toEqual(IDS.map((id) => `DELETE /v3/tasks/${id}`).sort());
  });

  it("tells which ones the target refused to remove", async () => {
    const { left } = await removed((path) => bareReply(path.endsWith("7") ? 403 : 200));
    expect(left).toEqual(IDS.filter((id) => id.endsWith("7")));
  });

  it("does not wait for a target that is silent a hundred times", async () => {
    const { left, asked } = await removed(() => ({ kind: "timeout", afterMs: 10_000 }));
    expect(left).toEqual(IDS);
    expect(asked.length).toBeLessThanOrEqual(8);
  });
});
