/** Every requirement of Headway's catalogue as a test of one's own suite. */

import { assertHeld, checkTarget, startEndpoint } from "headway";
import { afterAll, describe, it } from "vitest";

const TOKEN = "a-token-of-the-tests";

// Stands for the endpoint under test. Start yours here, on a loopback port.
const endpoint = await startEndpoint({
  profile: "2026-01",
  token: TOKEN,
  tasks: { kind: "range", prefix: "task-", from: 1, to: 2000, suffix: "" },
});
afterAll(() => endpoint.close());

const outcomes = await checkTarget({
  target: endpoint.url,
  token: TOKEN,
  tasks: "range:task-{1..2000}",
  observe: "GET /v3/tasks/{task_id}#/report",
  quick: true,
});

describe.each(outcomes.filter(({ gates }) => gates))("$id", (outcome) => {
  // What this endpoint cannot lend, a signing key here, is a skipped test and no passed one.
  it.skipIf(outcome.outcome === "untestable")(outcome.statement, () => assertHeld(outcome));
});
