/** Objectives against merged counts: at the limit, beyond it, and with too little to judge by. */

import { describe, expect, it } from "vitest";
import { Histogram } from "../evidence/histogram.ts";
import { type MergedLoad, mergeLoad } from "../evidence/merge.ts";
import type { Objective } from "../evidence/objective.ts";
import { makeOpened } from "../testing/make-load.ts";
import { judgeObjective } from "./judge-objective.ts";
import { measuredText } from "./objective-text.ts";

/** A load of ten seconds in which so many reports took so long. */
function loadOf(
  times: readonly (readonly [count: number, ms: number])[],
  lost: Partial<MergedLoad["ledger"]> = {},
): MergedLoad {
  const none = mergeLoad(makeOpened(), []);
  const response = new Histogram();
  let answered = 0;
  for (const [count, ms] of times) {
    answered += count;
    for (let i = 0; i < count; i += 1) response.record(ms * 1000);
  }
  const { refused = 0, timedOut = 0, broken = 0, unsent = 0 } = lost;
  const sent = answered + timedOut + broken;
  const counts = { due: sent + unsent, sent, acknowledged: answered - refused };
  const ledger = { ...none.ledger, ...counts, ...lost };
  return { ...none, response, service: response, ledger, fromMs: 0, toMs: 10_000 };
}

function objective(limits: Omit<Objective, "id" | "statement">): Objective {
  return { id: "given", statement: "Given.", ...limits };
}

const P99 = { figure: "responseMs", of: 99, below: 250 } as const;
const FAST_AND_SLOW = [
  [990, 10],
  [10, 400],
] as const;

it("reads how many fell due from those, and how often each was sent from the sent ones", () => {
  const load = loadOf([[60, 10]], { unsent: 40, resent: 30 });
  const samplesOf = (figure: "unsent" | "amplification", atMost: number) =>
    judgeObjective(objective({ figure, atMost }), load, false);
  expect(samplesOf("unsent", 40)).toMatchObject({ value: 40, samples: 100, state: "met" });
  expect(samplesOf("amplification", 1.4)).toMatchObject({
    value: 1.5,
    samples: 60,
    state: "missed",
  });
});

describe("an objective", () => {
  it.each([
    ["p99 with just a hundredth beyond", P99, FAST_AND_SLOW, {}, "met"],
    ["p99 with one more beyond", P99, [...FAST_AND_SLOW, [1, 400]], {}, "missed"],
    ["p99 with timeouts beyond", P99, FAST_AND_SLOW, { timedOut: 1 }, "missed"],
    ["mean", { figure: "responseMs", of: "mean", below: 14 }, FAST_AND_SLOW, {}, "met"],
    [
      "mean, too slow",
      { figure: "responseMs", of: "mean", below: 13.8 },
      FAST_AND_SLOW,
      {},
      "missed",
    ],
    [
      "mean with a timeout",
      { figure: "responseMs", of: "mean", below: 1e6 },
      FAST_AND_SLOW,
      { timedOut: 1 },
      "missed",
    ],
    ["max", { figure: "serviceMs", of: 100, atMost: 399 }, FAST_AND_SLOW, {}, "missed"],
    ["error rate", { figure: "errorRate", below: 0.011 }, FAST_AND_SLOW, { refused: 10 }, "met"],
    [
      "error rate at",
      { figure: "errorRate", below: 0.01 },
      FAST_AND_SLOW,
      { refused: 10 },
      "missed",
    ],
    ["throughput", { figure: "throughput", atLeast: 100 }, FAST_AND_SLOW, {}, "met"],
    ["throughput, low", { figure: "throughput", above: 100 }, FAST_AND_SLOW, {}, "missed"],
    ["share", { figure: "achievedShare", above: 0.99 }, FAST_AND_SLOW, { unsent: 5 }, "met"],
    [
      "share, low",
      { figure: "achievedShare", above: 0.99 },
      FAST_AND_SLOW,
      { unsent: 50 },
      "missed",
    ],
    ["count", { figure: "broken", atMost: 2 }, FAST_AND_SLOW, { broken: 3 }, "missed"],
  ] as const)("%s", (_phrase, limits, times, lost, state) => {
    expect(judgeObjective(objective(limits), loadOf(times, lost), false).state).toBe(state);
  });

  it("of times and losses is not judged where the generator itself lagged", () => {
    const load = loadOf([[1000, 400]], { timedOut: 5 });
    expect(judgeObjective(objective(P99), load, true).state).toBe("not judged");
    const timeouts = objective({ figure: "timedOut", atMost: 0 });
    expect(judgeObjective(timeouts, load, true).state).toBe("not judged");
    const refused = objective({ figure: "refused", atMost: 0 });
    expect(judgeObjective(refused, loadOf([[9, 1]], { refused: 1 }), true).state).toBe("missed");
  });
});

describe("with fewer samples than it takes", () => {
  const wanting = objective({ ...P99, samplesMin: 1000 });

  it("a good figure is not judged, and says how many there are and how many it takes", () => {
    const judged = judgeObjective(wanting, loadOf([[999, 10]]), false);
    expect(judged).toMatchObject({ state: "not judged", samples: 999 });
    expect(measuredText(judged)).toBe(
      "got 10.05 ms, want less than 250 ms; measured on 999 reports, and it takes 1000",
    );
    expect(judgeObjective(wanting, loadOf([[1000, 10]]), false).state).toBe("met");
  });

  it("a bad one is missed only where the lacking samples could not have saved it", () => {
    const bad = (slow: number) =>
      loadOf([
        [100 - slow, 10],
        [slow, 400],
      ]);
    expect(judgeObjective(wanting, bad(10), false).state).toBe("not judged");
    expect(judgeObjective(wanting, bad(11), false).state).toBe("missed");
  });

  it("an error rate, likewise", () => {
    const rate = objective({ figure: "errorRate", below: 0.01, samplesMin: 300 });
    expect(judgeObjective(rate, loadOf([[100, 1]], { refused: 2 }), false).state).toBe(
      "not judged",
    );
    expect(judgeObjective(rate, loadOf([[100, 1]], { refused: 3 }), false).state).toBe("missed");
  });

  it("nothing at all is never met", () => {
    const none = loadOf([]);
    expect(judgeObjective(wanting, none, false)).toMatchObject({ state: "not judged" });
    const misread = objective({ figure: "readBackViolations", atMost: 0, samplesMin: 100 });
    expect(judgeObjective(misread, loadOf(FAST_AND_SLOW), false).state).toBe("not judged");
  });
});
