/**
 * What the gate says in each situation that CI has to tell from the others: the exit status and
 * its reason in one line, from the evidence on the disk as `headway report` reads it.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { RunRecord } from "./evidence/run-record.ts";
import type { Event, RequirementEvent, RunEvent, Waiver } from "./evidence/schema.ts";
import { writeReportAgain } from "./report-verb.ts";
import { findingOf, held, violated } from "./testing/make-findings.ts";
import { makeFlushes } from "./testing/make-load.ts";
import { makeEvents, makeRun, withResult, writeRun } from "./testing/make-run.ts";
import { WAIVED_ID as ID, makeWaiver, makeWaivers } from "./testing/make-waiver.ts";

interface Parts {
  readonly result?: RequirementEvent;
  readonly waivers?: readonly Waiver[];
  readonly more?: readonly Event[];
  readonly run?: Partial<RunEvent>;
}

/** A gate with a check half and a load half, both as they should be but for what is given. */
function gateOf({ result = held(ID), waivers = [], more = [], run = {} }: Parts): RunRecord {
  const listed = waivers.length === 0 ? [] : [makeWaivers(...waivers)];
  const events = makeEvents({ run, results: withResult(result), more: [...listed, ...more] });
  return { folder: "", events, flushes: makeFlushes({}), problems: [] };
}

const flaky = (violatedTimes: number): RequirementEvent => ({
  ...violated(ID),
  finding: {
    ...findingOf(ID),
    confirmation: { runs: 3, violated: 0 },
    like: { runs: 400, violated: violatedTimes },
  },
});
const RARE = makeWaiver({ flaky: { maxRate: 0.02 } });
const UNTESTABLE: RequirementEvent = { ...held(ID), outcome: "untestable", reason: "no token" };
const FAULT: Event = { kind: "harness-error", place: "suite", message: "lease: got 0 tasks" };
const GREEN = "nothing gating failed or stayed open";
const red = (verdict: string) => `red: ${ID} ${verdict}`;

const SITUATIONS: readonly (readonly [string, RunRecord, number, string])[] = [
  ["clean", makeRun("clean"), 0, GREEN],
  ["a new failure", gateOf({ result: violated(ID) }), 1, red("FAIL")],
  ["a waived failure", gateOf({ result: violated(ID), waivers: [makeWaiver()] }), 0, GREEN],
  [
    "a new cause beside a waived one",
    gateOf({ result: violated(ID), waivers: [makeWaiver({ fingerprint: "refused:5xx" })] }),
    1,
    red("FAIL"),
  ],
  ["a stale waiver", gateOf({ waivers: [makeWaiver()] }), 1, red("STALE-WAIVER")],
  [
    "an expired waiver",
    gateOf({ result: violated(ID), waivers: [makeWaiver({ until: "2026-01-27" })] }),
    1,
    red("STALE-WAIVER"),
  ],
  ["a flaky failure", gateOf({ result: flaky(6) }), 1, red("FLAKY")],
  ["a flaky failure, waived", gateOf({ result: flaky(6), waivers: [RARE] }), 0, GREEN],
  ["a waived flaky failure, unseen", gateOf({ waivers: [RARE] }), 0, GREEN],
  ["one above its rate", gateOf({ result: flaky(20), waivers: [RARE] }), 1, red("FLAKY")],
  [
    "an unreachable target",
    makeRun("unreachable"),
    3,
    "missing: target: connect ECONNREFUSED 127.0.0.1:8080",
  ],
  ["an interruption", makeRun("interrupted"), 130, "interrupted by SIGINT"],
  [
    "an interruption after a failure",
    gateOf({ result: violated(ID), more: [{ kind: "interrupted", signal: "SIGTERM" }] }),
    1,
    red("FAIL"),
  ],
  [
    "a vacuous requirement",
    makeRun("vacuous"),
    5,
    "not decided: overlap/last-completed-wins VACUOUS",
  ],
  [
    "a vacuous requirement, waived",
    gateOf({
      result: { ...held(ID), goals: [{ name: "seen", want: 9, got: 0 }] },
      waivers: [makeWaiver()],
    }),
    5,
    `not decided: ${ID} VACUOUS`,
  ],
  ["an untestable requirement", gateOf({ result: UNTESTABLE }), 0, GREEN],
  [
    "the same with --strict",
    gateOf({ result: UNTESTABLE, run: { strict: true } }),
    5,
    `not decided: ${ID} UNTESTABLE`,
  ],
  ["a PARTIAL run", gateOf({ run: { partial: "--quick" } }), 0, GREEN],
  [
    "a PARTIAL run with a failure",
    gateOf({ result: violated(ID), run: { partial: "--quick" } }),
    1,
    red("FAIL"),
  ],
  [
    "a fault of the harness",
    gateOf({ more: [FAULT] }),
    4,
    "a fault of the harness, not of the target: suite: lease: got 0 tasks",
  ],
  [
    "the same with all waived",
    gateOf({ result: violated(ID), waivers: [makeWaiver()], more: [FAULT] }),
    4,
    "a fault of the harness, not of the target: suite: lease: got 0 tasks",
  ],
  ["a load that proves nothing", makeRun("invalid"), 4, "the load proves nothing: steady: "],
];

const place = mkdtempSync(join(tmpdir(), "headway-gate-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

it.each(SITUATIONS)("%s", (phrase, record, status, reason) => {
  const folder = writeRun(record, join(place, phrase.replaceAll(/\W+/g, "-")));
  const { judged, problems } = writeReportAgain(folder);
  expect({ status: judged.status, problems }).toEqual({ status, problems: [] });
  expect(judged.reason.startsWith(reason), judged.reason).toBe(true);
  expect(judged.reason).not.toContain("\n");
  const junit = readFileSync(join(folder, "junit.xml"), "utf8");
  expect(/(failures|errors)="[1-9]/.test(junit)).toBe(status !== 0);
  if (record.events.some((event) => event.kind === "run" && event.partial !== undefined)) {
    expect(judged.line).toContain("(PARTIAL: --quick)");
  }
});
