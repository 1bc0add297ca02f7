/** The verdict of one requirement: each count that decides, and the reason in words. */

import { describe, expect, it } from "vitest";
import type { CatalogueEntry, RequirementEvent } from "../evidence/schema.ts";
import { entry, findingOf, held, violated } from "../testing/make-findings.ts";
import { isGating, judgeRequirement } from "./judge-requirement.ts";

const ENTRY = entry("a/b", "Table", "A statement.");
const CONTEXT = { strict: false, excuse: undefined };

const judged = (changes: Partial<RequirementEvent>) =>
  judgeRequirement(ENTRY, { ...held("a/b"), ...changes }, CONTEXT);
const goal = (name: string, want: number, got: number) => ({ name, want, got });
const sentAgain = (runs: number, times: number): Partial<RequirementEvent> => ({
  outcome: "violated",
  finding: { ...findingOf("a/b"), confirmation: { runs, violated: times } },
});

describe("a requirement's verdict", () => {
  it.each([
    ["it held", {}, "PASS", undefined, true],
    [
      "replies are missing",
      { trials: 9, indefinite: 2, goals: [goal("g", 2, 1)] },
      "INCONCLUSIVE",
      "2 of 9 trials got no reply",
      false,
    ],
    [
      "goals are unmet",
      { goals: [goal("g", 2, 1), goal("h", 2, 2), goal("i", 3, 0)], trials: 0 },
      "VACUOUS",
      "g: wanted 2, got 1; i: wanted 3, got 0",
      false,
    ],
    ["nothing was tried", { trials: 0, goals: [] }, "VACUOUS", "nothing was tried", false],
    ["it was tried once", { trials: 1, goals: [goal("g", 1, 1)] }, "PASS", undefined, true],
    [
      "it is legal, not best",
      {
        nonStrict: [
          { what: "422", count: 3 },
          { what: "no body", count: 1 },
        ],
      },
      "PASS-NONSTRICT",
      "422 (3 times); no body (1 times)",
      true,
    ],
    ["it is open", { outcome: "unknown", reason: "budget" }, "INCONCLUSIVE", "budget", false],
    ["it is open", { outcome: "unknown" }, "INCONCLUSIVE", "no reason was recorded", false],
    [
      "it needs more",
      { outcome: "untestable", reason: "no token" },
      "UNTESTABLE",
      "no token",
      false,
    ],
    ["it needs more", { outcome: "untestable" }, "UNTESTABLE", "no reason was recorded", false],
    ["it is violated", { outcome: "violated" }, "FAIL", "no counterexample was recorded", true],
    ["it is violated again", sentAgain(1, 1), "FAIL", undefined, true],
    ["it is violated once", sentAgain(0, 0), "FLAKY", "it was not sent again", true],
    [
      "it is violated now and then",
      sentAgain(5, 4),
      "FLAKY",
      "sent again 5 times, it was violated 4 times",
      true,
    ],
  ] as readonly (readonly [
    string,
    Partial<RequirementEvent>,
    string,
    string | undefined,
    boolean,
  ])[])("when %s", (_, changes, verdict, reason, tested) => {
    expect(judged(changes)).toMatchObject({ verdict, reason, tested, gating: true });
  });

  it("without a result is a fault of ours, unless something excuses it", () => {
    expect(judgeRequirement(ENTRY, undefined, CONTEXT)).toEqual({
      entry: ENTRY,
      verdict: "HARNESS-ERROR",
      reason: "the run came to its end without a result for this requirement",
      gating: true,
      tested: false,
      result: undefined,
      finding: undefined,
      fingerprints: [],
      rate: undefined,
    });
    expect(judgeRequirement(ENTRY, undefined, { strict: false, excuse: "Ctrl-C" })).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "not reached: Ctrl-C",
      tested: false,
    });
  });

  it("has a finding only where it is violated, and a rate only where it is flaky", () => {
    const finding = findingOf("a/b");
    const fail = judgeRequirement(ENTRY, violated("a/b"), CONTEXT);
    expect(fail).toMatchObject({ finding, fingerprints: ["refused:progress:2xx"] });
    expect(fail.rate).toBeUndefined();
    expect(judged(sentAgain(5, 0)).rate).toMatchObject({ violated: 40, runs: 40 });
    expect(judged({ finding })).toMatchObject({ finding: undefined, fingerprints: [] });
  });
});

describe("a requirement counts for the exit status", () => {
  it.each([
    [{ basis: "stated" }, true, true],
    [{ basis: "adopted" }, true, true],
    [{ basis: "inferred" }, false, true],
    [{ basis: "assumed" }, false, true],
    [{ level: "SHOULD" }, false, false],
    [{ addedLater: true }, false, false],
    [{ addedLater: false }, true, true],
  ] as readonly (readonly [Partial<CatalogueEntry>, boolean, boolean])[])(
    "%o: %s, with --strict %s",
    (changes, plain, strict) => {
      expect(isGating({ ...ENTRY, ...changes }, false)).toBe(plain);
      expect(isGating({ ...ENTRY, ...changes }, true)).toBe(strict);
    },
  );
});
