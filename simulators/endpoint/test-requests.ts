/** Requests for the tests of this folder. */

import type { EndpointOptions, Request } from "./index.ts";

/** The mandatory fields and nothing else. */
export const MINIMAL =
  '{"subtask_name":"MIGRATE_LINUX_FILE","progress":50,"replicatesize":1,"totalsize":2,' +
  '"process_trace":"t"}';

/** Options of an endpoint whose clock stands still. */
export function options(twin?: string): EndpointOptions {
  const ids = ["task-1", "task-2", "task-10"];
  const tasks = { kind: "list", ids } as const;
  return { profile: "2026-01", token: "secret", tasks, twin, nowMs: () => 1700000000000 };
}

/** A report on task-1: the minimal one with fields changed or added, or a text of its own. */
export function put(
  body: string | Readonly<Record<string, unknown>> = {},
  change: Partial<Request> = {},
): Request {
  const text =
    typeof body === "string" ? body : JSON.stringify({ ...JSON.parse(MINIMAL), ...body });
  return {
    method: "PUT",
    target: "/v3/tasks/task-1/progress",
    headers: [
      ["Content-Type", "application/json"],
      ["X-Auth-Token", "secret"],
    ],
    body: { kind: "text", text },
    ...change,
  };
}

/** The look at one task. */
export function show(taskId = "task-1"): Request {
  return {
    method: "GET",
    target: `/v3/tasks/${taskId}`,
    headers: [["X-Auth-Token", "secret"]],
    body: { kind: "none" },
  };
}
