import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace, type PaceStage } from "./pace.ts";

const stage = fc.oneof(
  fc.record({
    kind: fc.constant("pace" as const),
    forMs: fc.integer({ min: 1, max: 60_000 }),
    pace: fc.constantFrom(0.25, 0.5, 1, 2, 10),
  }),
  fc.record({ kind: fc.constant("silence" as const), forMs: fc.integer({ min: 1, max: 60_000 }) }),
);

describe("when a report is due", () => {
  it("is the timetable's own time where there are no stages", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (ms) => new Pace([]).dueMs(ms) === ms),
      { seed: 1 },
    );
  });

  it("never goes back, whatever the stages", () => {
    const times = fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 6 }), times, (stages, fleetMs) => {
        const pace = new Pace(stages);
        const due = [...fleetMs].sort((a, b) => a - b).map((ms) => pace.dueMs(ms));
        return due.every((ms, i) => i === 0 || ms >= (due[i - 1] ?? 0));
      }),
      { seed: 2 },
    );
  });

  it.each<[string, readonly PaceStage[], number, number]>([
    ["at twice the pace half as late", [{ kind: "pace", forMs: 1000, pace: 2 }], 1000, 500],
    ["beyond the last stage at its pace", [{ kind: "pace", forMs: 1000, pace: 2 }], 4000, 2000],
    [
      "after a slow stage counted from its end",
      [
        { kind: "pace", forMs: 1000, pace: 0.5 },
        { kind: "pace", forMs: 1000, pace: 1 },
      ],
      700,
      1200,
    ],
    [
      "at the end of the silence it falls in",
      [
        { kind: "pace", forMs: 1000, pace: 1 },
        { kind: "silence", forMs: 500 },
        { kind: "pace", forMs: 1000, pace: 1 },
      ],
      1001,
      1500,
    ],
    [
      "after a silence when it would be without one",
      [
        { kind: "silence", forMs: 500 },
        { kind: "pace", forMs: 1000, pace: 1 },
      ],
      600,
      600,
    ],
  ])("is %s", (_, stages, fleetMs, dueMs) => {
    expect(new Pace(stages).dueMs(fleetMs)).toBe(dueMs);
  });

  it("is as many times in a stage as its pace says", () => {
    const pace = new Pace([
      { kind: "pace", forMs: 1000, pace: 1 },
      { kind: "pace", forMs: 1000, pace: 3 },
    ]);
    const due = Array.from({ length: 400 }, (_, i) => pace.dueMs(i * 10));
    expect(due.filter((ms) => ms < 1000)).toHaveLength(100);
    expect(due.filter((ms) => ms >= 1000 && ms < 2000)).toHaveLength(300);
  });

  it.each([
    [[{ kind: "pace", forMs: 0, pace: 1 }], "got 0 ms"],
    [[{ kind: "pace", forMs: 10, pace: 0 }], "got the pace 0"],
  ] as const)("refuses stages that cannot be: %j", (stages, words) => {
    expect(() => new Pace(stages)).toThrow(words);
  });
});
