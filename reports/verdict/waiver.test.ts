/** What a waiver does to a requirement, in both directions. */

import { describe, expect, it } from "vitest";
import type { RequirementEvent, RunEvent, Waiver } from "../evidence/schema.ts";
import { CATALOGUE, findingOf, held, violated } from "../testing/make-findings.ts";
import { makeEvents, withResult } from "../testing/make-run.ts";
import { WAIVED_ID as ID, makeWaiver, makeWaivers } from "../testing/make-waiver.ts";
import { judge } from "./decide.ts";

const PLAIN = makeWaiver();
const EXPIRED = makeWaiver({ until: "2026-01-27" });
const LAST_DAY = makeWaiver({ until: "2026-01-28" });
const OTHER = makeWaiver({ fingerprint: "refused:progress:5xx" });
const RARE = makeWaiver({ flaky: { maxRate: 0.02 } });

const OTHER_CAUSE = { wanted: "refused", field: "progress", got: "5xx" };
const HOLDS = held(ID);
const FAILS = violated(ID);
const TWO_CAUSES = { ...FAILS, finding: { ...findingOf(ID), otherCauses: [OTHER_CAUSE] } };
const { cause: _, ...OLD } = findingOf(ID);
const NO_CAUSE = { ...FAILS, finding: OLD };
const seenIn = (times: number): RequirementEvent => ({
  ...FAILS,
  finding: {
    ...findingOf(ID),
    confirmation: { runs: 3, violated: 0 },
    like: { runs: 100, violated: times },
  },
});
const TIMED_OUT: RequirementEvent = { ...HOLDS, outcome: "unknown", reason: "2 replies timed out" };
const VACUOUS: RequirementEvent = { ...HOLDS, goals: [{ name: "seen", want: 9, got: 0 }] };
const UNTESTABLE: RequirementEvent = { ...HOLDS, outcome: "untestable", reason: "no credential" };

type Row = readonly [string, RequirementEvent, readonly Waiver[], string, number, RegExp];

const ROWS: readonly Row[] = [
  ["a listed failure", FAILS, [PLAIN], "WAIVED", 0, /until 2026-06-30 by agents-team: mended/],
  ["a failure on a waiver's last day", FAILS, [LAST_DAY], "WAIVED", 0, /until 2026-01-28/],
  ["a failure of another cause", FAILS, [OTHER], "FAIL", 1, /not waived: refused:progress:2xx/],
  ["a second cause", TWO_CAUSES, [PLAIN], "FAIL", 1, /not waived: refused:progress:5xx/],
  ["two causes, both listed", TWO_CAUSES, [PLAIN, OTHER], "WAIVED", 0, /refused:progress:5xx is/],
  ["one of two listed causes", FAILS, [PLAIN, OTHER], "WAIVED", 0, /refused:progress:2xx is/],
  ["a failure without a cause", NO_CAUSE, [PLAIN], "FAIL", 1, /keeps no cause/],
  ["a failure with an expired waiver", FAILS, [EXPIRED], "STALE-WAIVER", 1, /expired after/],
  [
    "what holds now",
    HOLDS,
    [PLAIN],
    "STALE-WAIVER",
    1,
    /holds now; in headway.waivers.json, remove/,
  ],
  ["what holds, and expired", HOLDS, [EXPIRED], "STALE-WAIVER", 1, /expired after 2026-01-27/],
  ["a flaky failure, listed as one", seenIn(1), [RARE], "WAIVED", 0, /is waived/],
  ["a flaky failure, listed as a failure", seenIn(1), [PLAIN], "WAIVED", 0, /is waived/],
  ["a flaky failure at its limit", seenIn(2), [RARE], "WAIVED", 0, /is waived/],
  [
    "a flaky failure above its limit",
    seenIn(3),
    [RARE],
    "FLAKY",
    1,
    /rate is 3 %, waived up to 2 %/,
  ],
  ["a steady failure, listed as flaky", FAILS, [RARE], "FAIL", 1, /rate is 100 %/],
  ["a flaky failure that was not met", HOLDS, [RARE], "PASS", 0, /waived as flaky.*not seen/],
  [
    "a flaky failure not met, expired",
    HOLDS,
    [makeWaiver({ until: "2026-01-27", flaky: { maxRate: 0.02 } })],
    "STALE-WAIVER",
    1,
    /expired/,
  ],
  ["a time-out", TIMED_OUT, [PLAIN], "INCONCLUSIVE", 5, /timed out/],
  ["a time-out, expired", TIMED_OUT, [EXPIRED], "INCONCLUSIVE", 5, /timed out/],
  ["a goal that was not met", VACUOUS, [PLAIN], "VACUOUS", 5, /wanted 9, got 0/],
  ["what cannot be tested", UNTESTABLE, [PLAIN], "UNTESTABLE", 0, /no credential/],
  ["what cannot be tested, expired", UNTESTABLE, [EXPIRED], "STALE-WAIVER", 1, /expired/],
];

const CHECK: Partial<RunEvent> = { halves: ["check"] };

function judged(result: RequirementEvent | undefined, waivers: readonly Waiver[], run = CHECK) {
  const results =
    result === undefined
      ? CATALOGUE.filter(({ id }) => id !== ID).map(({ id }) => held(id))
      : withResult(result);
  const more = [makeWaivers(...waivers)];
  const whole = judge({
    folder: "run",
    events: makeEvents({ run, results, load: "none", more }),
    flushes: [],
    problems: [],
  });
  return { ...whole, own: whole.requirements.find(({ entry }) => entry.id === ID) };
}

describe("a waiver", () => {
  it.each(ROWS)("of %s", (_phrase, result, waivers, verdict, status, reason) => {
    const { own, status: exit } = judged(result, waivers);
    expect({ verdict: own?.verdict, exit }).toEqual({ verdict, exit: status });
    expect(own?.reason).toMatch(reason);
  });

  it("is never satisfied by a result that was lost, nor stale for it", () => {
    for (const waiver of [PLAIN, EXPIRED]) {
      expect(judged(undefined, [waiver])).toMatchObject({
        status: 4,
        own: { verdict: "HARNESS-ERROR" },
      });
    }
  });

  it("is not stale because a PARTIAL run did not meet the failure", () => {
    const { own, status } = judged(HOLDS, [PLAIN], { ...CHECK, partial: "--quick" });
    expect({ verdict: own?.verdict, status }).toEqual({ verdict: "PASS", status: 0 });
    expect(own?.reason).toBe(
      "waived until 2026-06-30: not seen, but a PARTIAL run cannot tell that it is mended",
    );
  });

  it("says on the line that something is waived, or stale, and how to mend that", () => {
    expect(judged(FAILS, [PLAIN]).line).toBe(
      "CONFORMS, 10 of 10 gating requirements tested, 1 waived",
    );
    const { line, next } = judged(HOLDS, [PLAIN]);
    expect(line).toBe("VIOLATES, 1 stale waiver, 10 of 10 gating requirements tested");
    expect(next.join("\n")).toContain(
      'remove the entry with "requirement": "progress/above-range", "fingerprint": "refused:progress:2xx"',
    );
  });

  it("of a requirement that does not gate is red when it is stale", () => {
    const waiver = makeWaiver({ requirement: "state/speed-is-kept" });
    expect(judged(HOLDS, [waiver]).status).toBe(1);
  });
});
