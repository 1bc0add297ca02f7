/** Histories of a register: the checkers against a slow one and each other, and each anomaly by name. */

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bruteForce, looked, reported, smallHistories } from "../testing/histories.ts";
import { type AnomalyKind, anomaliesOf } from "./anomalies.ts";
import { endOf, type History, isBefore, looksOf, type Operation } from "./history.ts";
import { keeps, LEVELS } from "./levels.ts";
import { isLinearizable, isSequential } from "./linearizable.ts";

const HISTORIES = fc.sample(smallHistories, { seed: 20_261_126, numRuns: 10_000 });

/** The strongest level that all the histories keep for certain. */
const strongestOf = (histories: readonly History[], stepsMax?: number) =>
  LEVELS.find((level) => histories.every((h) => keeps(h, level, stepsMax) === "ok"));

const inLane = (one: Operation, other: Operation) =>
  one.lane === other.lane && one.callMs < other.callMs && endOf(one) < Infinity;

/** The history as it would be had the operations outside the evidence not been asked. */
function only(history: History, evidence: readonly Operation[]): History {
  return history.filter((operation) => evidence.includes(operation));
}

describe("10,000 small random histories", () => {
  it("are judged as by trying every order", () => {
    const counts = { ok: 0, illegal: 0 };
    for (const history of HISTORIES) {
      const right = bruteForce(history, isBefore);
      counts[right] += 1;
      expect(isLinearizable(history), JSON.stringify(history)).toBe(right);
      expect(isSequential(history), JSON.stringify(history)).toBe(bruteForce(history, inLane));
    }
    expect(counts.ok).toBeGreaterThan(2000);
    expect(counts.illegal).toBeGreaterThan(2000);
  });

  it("show an anomaly exactly when no order explains them", () => {
    const seen = new Set<AnomalyKind>();
    for (const history of HISTORIES) {
      const anomalies = anomaliesOf(history);
      for (const { kind } of anomalies) seen.add(kind);
      const legal = isLinearizable(history) === "ok";
      expect(anomalies.length === 0, JSON.stringify(history)).toBe(legal);
    }
    expect(seen.size).toBe(6);
  });

  it("are wrong by the evidence alone, and by no less of it", () => {
    for (const history of HISTORIES) {
      for (const { kind, evidence } of anomaliesOf(history)) {
        const text = `${kind} ${JSON.stringify(evidence)}`;
        expect(bruteForce(only(history, evidence), isBefore), text).toBe("illegal");
        for (const operation of evidence.filter((o) => o.kind === "look")) {
          const rest = evidence.filter((other) => other !== operation);
          expect(bruteForce(only(history, rest), isBefore), text).toBe("ok");
        }
      }
    }
  });

  it("that are linearizable keep every weaker level, and regular is what each look keeps alone", () => {
    for (const history of HISTORIES) {
      const reports = history.filter((o) => o.kind === "report");
      const alone = looksOf(history).every((look) => {
        return bruteForce([...reports, look], isBefore) === "ok";
      });
      expect(keeps(history, "regular"), JSON.stringify(history)).toBe(alone ? "ok" : "illegal");
      if (isLinearizable(history) !== "ok") continue;
      for (const level of LEVELS) expect(keeps(history, level)).toBe("ok");
    }
  });
});

describe("an anomaly has its name and its least evidence", () => {
  const w1 = reported("w1", [0, 2]);
  const w2 = reported("w2", [4, 20]);
  const acknowledged = reported("w2", [4, 6]);
  const rows: readonly (readonly [AnomalyKind, string, History, number])[] = [
    ["torn", "parts of two", [w1, w2, looked({ kind: "mixed", values: ["w1", "w2"] }, [7, 8])], 3],
    ["phantom", "a value of nobody", [w1, looked({ kind: "unsent" }, [7, 8])], 1],
    ["phantom", "before it was sent", [w1, looked("w2", [2.5, 3]), w2], 2],
    [
      "resurrected",
      "a refused report",
      [w1, reported("w3", [3, 4], { outcome: "refused" }), looked("w3", [3, 4])],
      2,
    ],
    [
      "resurrected",
      "a part of a refused report",
      [
        w1,
        reported("w3", [3, 4], { outcome: "refused" }),
        looked({ kind: "mixed", values: ["w1", "w3"] }, [5, 6]),
      ],
      2,
    ],
    [
      "stale",
      "the report before, for a moment",
      [w1, acknowledged, looked("w1", [7, 8]), looked("w2", [9, 10])],
      3,
    ],
    [
      "stale",
      "the report before, while another is under way",
      [w1, acknowledged, reported("w3", [5, 30]), looked("w1", [7, 8])],
      3,
    ],
    ["lost", "the report before, for good", [w1, acknowledged, looked("w1", [7, 8])], 3],
    ["lost", "nothing, for good", [w1, looked(undefined, [7, 8])], 2],
    [
      "lost",
      "shown once and gone",
      [w1, acknowledged, looked("w2", [4, 5]), looked("w1", [7, 8])],
      3,
    ],
    [
      "non-monotonic",
      "forth and back while a report is under way",
      [w1, w2, looked("w2", [7, 8]), looked("w1", [9, 10])],
      4,
    ],
    [
      "non-monotonic",
      "there and back between two under way",
      [
        reported("w1", [0, 20]),
        w2,
        looked("w1", [5, 6]),
        looked("w2", [7, 8]),
        looked("w1", [9, 10]),
      ],
      5,
    ],
  ];

  it.each(rows)("%s: %s", (kind, _phrase, history, size) => {
    const anomalies = anomaliesOf(history);
    expect(anomalies.map((anomaly) => anomaly.kind)).toEqual([kind]);
    expect(anomalies[0]?.evidence).toHaveLength(size);
    expect(anomaliesOf([...history].reverse())).toEqual(anomalies);
  });

  it("and there is none where a report without a reply came late", () => {
    const late = reported("w2", [3, 4], { outcome: "ambiguous" });
    const history = [w1, late, looked("w1", [5, 6]), looked("w2", [7, 8])];
    expect(anomaliesOf(history)).toEqual([]);
    const [back] = anomaliesOf([...history, looked("w1", [9, 10])]);
    expect(back?.kind).toBe("non-monotonic");
  });
});

describe("levels", () => {
  const w1 = reported("w1", [0, 2]);
  const open = reported("w2", [4, 20]);
  const forthAndBack = [w1, open, looked("w2", [7, 8]), looked("w1", [9, 10])];
  const late = [w1, reported("w2", [4, 5]), looked("w1", [7, 8]), looked("w2", [9, 10])];

  it.each([
    ["linearizable", [w1, open, looked("w1", [7, 8]), looked("w2", [9, 10])]],
    ["regular", forthAndBack],
    ["sequential", late],
    ["written", [...late, looked("w1", [11, 12])]],
    [undefined, [w1, looked({ kind: "unsent" }, [7, 8])]],
  ] as const)("the strongest kept is %s", (level, history) => {
    expect(strongestOf([history])).toBe(level);
  });

  it("are kept or not, each look by itself", () => {
    for (const level of ["regular", "written"] as const) {
      expect(keeps([w1, looked({ kind: "unsent" }, [7, 8])], level)).toBe("illegal");
    }
  });

  it("are those that all histories keep", () => {
    expect(strongestOf([forthAndBack, late])).toBe("written");
    expect(strongestOf([])).toBe("linearizable");
  });
});

describe("a search", () => {
  it("that would take too long says so, and never that all is well", () => {
    const reports = Array.from({ length: 12 }, (_, i) => reported(`w${i}`, [0, 100]));
    const looks = ["w1", "w2", "w1"].map((value, i) => looked(value, [10 * i, 10 * i + 1]));
    expect(isLinearizable([...reports, ...looks], 50)).toBe("unknown");
    expect(anomaliesOf([...reports, ...looks]).map(({ kind }) => kind)).toEqual(["non-monotonic"]);
    expect(keeps([...reports, ...looks], "linearizable", 50)).toBe("unknown");
    expect(strongestOf([[...reports, ...looks]], 50)).not.toBe("linearizable");
  });

  it("takes one step a report that it puts next, and no more than it may", () => {
    const reports = ["w1", "w2", "w3"].map((value, i) => reported(value, [10 * i, 10 * i + 5]));
    for (const search of [isLinearizable, isSequential]) {
      expect(search(reports, 3)).toBe("ok");
      expect(search(reports, 2)).toBe("unknown");
      expect(search([...reports, looked("w1", [30, 31], 0)], 3)).toBe("illegal");
      expect(search([...reports, looked("w1", [30, 31], 0)], 2)).toBe("unknown");
    }
  });

  it("does not try again from where it has been", () => {
    const reports = Array.from({ length: 8 }, (_, i) => reported(`w${i}`, [0, 100]));
    const looks = ["w1", "w2", "w1"].map((value, i) => looked(value, [10 * i, 10 * i + 1]));
    // In every order there are over 100,000 steps to take; of places there are 256 times 8.
    expect(isLinearizable([...reports, ...looks])).toBe("illegal");
  });
});
