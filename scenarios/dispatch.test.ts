import { expect, it } from "vitest";
import { dispatchOf } from "./dispatch.ts";

const FLEET = {
  agents: 1000,
  intervalMs: 1000,
  retry: { kind: "none" },
  cores: 8,
  given: {},
} as const;

it.each([
  ["few agents", { agents: 10 }, { workers: 1, lanes: 10, dispatch: "lanes" }],
  ["the usual fleet", {}, { workers: 2, lanes: 50, dispatch: "lanes" }],
  ["a slow fleet", { intervalMs: 60_000 }, { workers: 2, lanes: 32, dispatch: "lanes" }],
  ["one core", { cores: 1 }, { workers: 1, lanes: 100, dispatch: "lanes" }],
  ["a fast fleet", { agents: 10_000 }, { workers: 2, lanes: 500, dispatch: "batches" }],
  ["the fastest", { agents: 1e6 }, { workers: 2, lanes: 1000, dispatch: "batches" }],
  [
    "a fast one that sends again",
    { agents: 10_000, retry: { kind: "fixed", afterMs: 100, triesMax: 3 } },
    { workers: 2, lanes: 500, dispatch: "lanes" },
  ],
  [
    "what is given",
    { given: { workers: 3, lanes: 7, dispatch: "batches" } },
    { workers: 3, lanes: 7, dispatch: "batches" },
  ],
] as const)("chooses for %s", (_, over, want) => {
  expect(dispatchOf({ ...FLEET, ...over })).toEqual(want);
});

it("refuses batches of agents that send again", () => {
  const retry = { kind: "fixed", afterMs: 100, triesMax: 3 } as const;
  expect(() => dispatchOf({ ...FLEET, retry, given: { dispatch: "batches" } })).toThrow(
    "dispatch: got batches with --retry",
  );
});
