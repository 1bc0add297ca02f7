import { expect, it } from "vitest";
import { someTasks } from "./task-ids.ts";

const RANGE = { kind: "range", prefix: "t-", from: 5, to: 9, suffix: "" } as const;
const LIST = { kind: "list", ids: ["a", "b", "c"] } as const;

it.each([
  ["from the middle", RANGE, 2, 2, { ...RANGE, from: 7, to: 8 }],
  ["as many as are left", RANGE, 3, 9, { ...RANGE, from: 8, to: 9 }],
  ["the last where none is left", RANGE, 7, 2, { ...RANGE, from: 9, to: 9 }],
  ["of a list", LIST, 1, 1, { kind: "list", ids: ["b"] }],
  ["the last of a list", LIST, 3, 2, { kind: "list", ids: ["c"] }],
])("some tasks: %s", (_, tasks, position, most, want) => {
  expect(someTasks(tasks, position, most)).toEqual(want);
});
