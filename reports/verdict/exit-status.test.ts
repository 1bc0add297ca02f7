/** The precedence of exit statuses: the table of the README, row by row and in combination. */

import { describe, expect, it } from "vitest";
import { decideStatus, type Facts, PRECEDENCE } from "./exit-status.ts";

const GREEN: Facts = {
  redRequirements: [],
  missedObjectives: [],
  regressions: [],
  interrupted: undefined,
  harnessErrors: [],
  invalidScenarios: [],
  problems: [],
  unwritten: [],
  ended: true,
  absentHalves: [],
  vainHalves: [],
  missingPrerequisites: [],
  uncertain: [],
  tested: 41,
  minTested: 0,
};

const USAGE = { operatorError: "--target: got x" };
const RED = { redRequirements: ["progress/above-range FAIL"] };
const MISSED = { missedObjectives: ["steady: p99"] };
const WORSE = { regressions: ["load steady p99 from plan worse than the baseline"] };
const STOPPED = { interrupted: "SIGINT" };
const FAULT = { harnessErrors: ["suite: lease"] };
const INVALID = { invalidScenarios: ["steady: own lag"] };
const DAMAGED = { problems: ["events.ndjson:3: not a JSON document"] };
const FULL = { unwritten: ["junit.xml: ENOSPC"] };
const KILLED = { ended: false };
const ABSENT = { absentHalves: ["load"] };
const EMPTY = { vainHalves: ["check"] };
const AWAY = { missingPrerequisites: ["target: ECONNREFUSED"] };
const OPEN = { uncertain: ["overlap VACUOUS"] };
const FEW = { tested: 3, minTested: 10 };

const ROWS: readonly (readonly [string, Partial<Facts>, number, string])[] = [
  ["nothing failed or stayed open", {}, 0, "CONFORMS"],
  ["a wrong flag", USAGE, 2, "ERROR"],
  ["a gating FAIL", RED, 1, "VIOLATES"],
  ["an objective missed", MISSED, 1, "VIOLATES"],
  ["worse than the baseline", WORSE, 1, "VIOLATES"],
  ["Ctrl-C", STOPPED, 130, "INCOMPLETE"],
  ["a fault of the harness", FAULT, 4, "ERROR"],
  ["a load generator that lagged", INVALID, 4, "INVALID"],
  ["evidence that cannot be read", DAMAGED, 4, "INCOMPLETE"],
  ["a report that found no room", FULL, 4, "INCOMPLETE"],
  ["a run that was killed", KILLED, 4, "INCOMPLETE"],
  ["a half that did not happen", ABSENT, 4, "ERROR"],
  ["a half in which nothing could have failed", EMPTY, 4, "ERROR"],
  ["a target that is away", AWAY, 3, "INCOMPLETE"],
  ["a requirement left open", OPEN, 5, "INCOMPLETE"],
  ["too few requirements tested", FEW, 5, "INCOMPLETE"],
  ["a wrong flag before everything", { ...USAGE, ...RED, ...STOPPED, ...FAULT }, 2, "ERROR"],
  ["red before an interruption", { ...RED, ...STOPPED }, 1, "VIOLATES"],
  ["red before a fault of the harness", { ...RED, ...FAULT, ...AWAY }, 1, "VIOLATES"],
  ["red from damaged evidence stays red", { ...RED, ...DAMAGED, ...KILLED }, 1, "VIOLATES"],
  ["a missed objective beside an INVALID one", { ...MISSED, ...INVALID }, 1, "VIOLATES"],
  ["worse than the baseline, and interrupted", { ...WORSE, ...STOPPED }, 1, "VIOLATES"],
  ["an interruption before a fault", { ...STOPPED, ...FAULT, ...KILLED }, 130, "INCOMPLETE"],
  [
    "an interruption before what it left undone",
    { ...STOPPED, ...ABSENT, ...OPEN },
    130,
    "INCOMPLETE",
  ],
  ["a fault before an absent target", { ...FAULT, ...AWAY }, 4, "ERROR"],
  ["an INVALID load before an absent target", { ...INVALID, ...AWAY }, 4, "INVALID"],
  ["an absent target explains an absent half", { ...AWAY, ...ABSENT, ...EMPTY }, 3, "INCOMPLETE"],
  ["an absent target before open ends", { ...AWAY, ...OPEN, ...FEW }, 3, "INCOMPLETE"],
  ["an INVALID load before open ends", { ...INVALID, ...OPEN }, 4, "INVALID"],
];

describe("exit status", () => {
  it.each(ROWS)("%s", (_phrase, facts, status, verdict) => {
    expect(decideStatus({ ...GREEN, ...facts })).toMatchObject({ status, verdict });
  });

  it("keeps the order of the design", () => {
    const order = PRECEDENCE.map((rule) => rule.status);
    expect(order.filter((status, i) => status !== order[i - 1])).toEqual([2, 1, 130, 4, 3, 5]);
  });

  it.each([
    [{}, "nothing gating failed or stayed open"],
    [USAGE, "--target: got x"],
    [{ ...RED, ...MISSED }, "red: progress/above-range FAIL; steady: p99"],
    [{ ...RED, ...WORSE }, `red: ${RED.redRequirements[0]}; ${WORSE.regressions[0]}`],
    [STOPPED, "interrupted by SIGINT"],
    [FAULT, "a fault of the harness, not of the target: suite: lease"],
    [INVALID, "the load proves nothing: steady: own lag"],
    [DAMAGED, "evidence cannot be trusted: events.ndjson:3: not a JSON document"],
    [KILLED, "the run did not record its end: it was killed"],
    [ABSENT, "promised and did not happen: load"],
    [EMPTY, "nothing gating could have failed, so it proves nothing: check"],
    [AWAY, "missing: target: ECONNREFUSED"],
    [OPEN, "not decided: overlap VACUOUS"],
    [FEW, "3 gating requirements were tested, at least 10 are wanted"],
    [{ tested: 10, minTested: 10 }, "nothing gating failed or stayed open"],
  ] as readonly (readonly [Partial<Facts>, string])[])("says why: %o", (facts, reason) => {
    expect(decideStatus({ ...GREEN, ...facts }).reason).toBe(reason);
  });

  it("names three reasons and counts the others", () => {
    const three = ["a FAIL", "b FAIL", "c FLAKY"];
    const { reason } = decideStatus({ ...GREEN, redRequirements: three });
    expect(reason).toBe("red: a FAIL; b FAIL; c FLAKY");
    const redRequirements = ["a FAIL", "b FAIL", "c FLAKY", "d FAIL", "e FAIL"];
    expect(decideStatus({ ...GREEN, redRequirements }).reason).toBe(
      "red: a FAIL; b FAIL; c FLAKY; 2 more",
    );
  });
});
