/** What the first questions find out about a target that takes the report, by how it is looked at. */

import { expect, it } from "vitest";
import { bareReply, bareTarget } from "../testing/bare-target.ts";
import { preflight } from "./preflight.ts";

const PATH = "/v3/tasks/{task_id}";

it.each([
  ["the report", 200, '{"report": {"progress": 0}}', "ok", `GET ${PATH}`],
  ["JSON without it", 200, "{}", "ok", `GET ${PATH}`],
  ["text that is no JSON", 200, "copying", "ok", `GET ${PATH}`],
  ["JSON that is broken off", 200, '{"report": {"progress"', "missing", /200.*not JSON: /],
  ["JSON with a text unescaped", 200, '{"report": "a "b""}', "missing", /200.*not JSON: /],
  ["a refusal", 403, "{}", "missing", /^GET .* for task task-1: status 403/],
  ["a redirect", 302, "", "missing", /302/],
])("%s", async (_, status, body, state, detail) => {
  const target = {
    ...bareTarget(async ({ method }) =>
      method === "GET" ? { ...bareReply(status), body } : bareReply(200),
    ),
    observation: { kind: "pointer", path: PATH, pointer: "/report" },
  } as const;
  const found = await preflight(target, ["task-1"], new AbortController().signal);
  expect(found).toMatchObject([
    { name: "target", state: "ok" },
    {
      name: "observation",
      state,
      detail: typeof detail === "string" ? detail : expect.stringMatching(detail),
    },
  ]);
});
