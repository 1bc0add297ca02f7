/** The line and the rows that are shown while a load goes on. */

import { expect, it } from "vitest";
import { type LiveFigures, liveLine, liveRows } from "./live-text.ts";

const WELL: LiveFigures = {
  agents: 20,
  reports: 100,
  p50Ms: 1.24,
  p99Ms: 12.5,
  lagP99Ms: 0,
  acknowledged: 400,
  refused: 0,
  unanswered: 0,
  misread: 0,
  subtasks: new Map([
    ["MIGRATE_DISK", 25],
    ["CREATE_VM", 75],
  ]),
};

it("one line says how fast, how late and how many", () => {
  expect(liveLine(WELL)).toBe(
    "20 agents, 100 reports in the last second, p50 1.2 ms, p99 12.5 ms from plan, lag 0.0 ms, " +
      "400 acknowledged",
  );
});

it("trouble is named where there is some", () => {
  expect(liveLine({ ...WELL, refused: 3 })).toMatch(/acknowledged, 3 refused, 0 unanswered$/);
  expect(liveLine({ ...WELL, misread: 2 })).toMatch(/acknowledged, 2 looks wrong$/);
});

it("subtasks are rows, the most first, with their share", () => {
  expect(liveRows(WELL)).toEqual([
    `CREATE_VM    ${"█".repeat(18)}       75 %`,
    `MIGRATE_DISK ${"█".repeat(6)}                   25 %`,
  ]);
  expect(liveRows({ ...WELL, subtasks: new Map() })).toEqual([]);
});

it("of many subtasks the rest is one row", () => {
  const subtasks = new Map(Array.from({ length: 20 }, (_, i) => [`S${i}`, 20 - i]));
  const rows = liveRows({ ...WELL, subtasks });
  expect(rows).toHaveLength(9);
  expect(rows.at(-1)).toMatch(/^12 others █+ +37 %$/);
});
