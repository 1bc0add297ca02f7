/**
 * What the gate says in each situation that CI has to tell from the others: the exit status and
 * its reason in one line, from the evidence on the disk as `headway report` reads it.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compareWithBaseline, readBaseline } from "./baseline.ts";
import type { Event, RequirementEvent, RunEvent, Waiver } from "./evidence/schema.ts";
import { junit } from "./formats/junit.ts";
import { NoRunError, writeReportAgain } from "./report-verb.ts";
import { CATALOGUE, findingOf, held, violated } from "./testing/make-findings.ts";
import { type LoadOptions, makeFlushes } from "./testing/make-load.ts";
import { makeEvents, makeRun, type RunInMemory, withResult, writeRun } from "./testing/make-run.ts";
import { WAIVED_ID as ID, makeWaiver, makeWaivers } from "./testing/make-waiver.ts";
import { judge } from "./verdict/decide.ts";

interface Parts {
  readonly result?: RequirementEvent;
  readonly waivers?: readonly Waiver[];
  readonly more?: readonly Event[];
  readonly run?: Partial<RunEvent>;
  readonly load?: LoadOptions;
}

/** A gate with a check half and a load half, both as they should be but for what is given. */
function gateOf(parts: Parts): RunInMemory {
  const { result = held(ID), waivers = [], more = [], run = {}, load = {} } = parts;
  const listed = waivers.length === 0 ? [] : [makeWaivers(...waivers)];
  const events = makeEvents({ run, results: withResult(result), load, more: [...listed, ...more] });
  return { folder: "", events, flushes: makeFlushes(load), problems: [] };
}

const place = mkdtempSync(join(tmpdir(), "headway-gate-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Writes runs of one side, which begin so many minutes past the hour. */
function keep(name: string, parts: readonly Parts[]): string {
  for (const [i, own] of parts.entries()) {
    const run = { ...own.run, startedAt: `2026-01-28T08:${10 + i}:00.000Z` };
    writeRun(gateOf({ ...own, run }), join(place, name, `run-${i}`));
  }
  return join(place, name);
}

/** The run with what it shows beside a baseline, and beside runs of its own build. */
function against(before: readonly Parts[], parts: Parts, own: readonly Parts[] = []): RunInMemory {
  kept += 1;
  const folder = keep(`before-${kept}`, before);
  const others = own.length === 0 ? undefined : keep(`own-${kept}`, own);
  const record = gateOf(parts);
  const end = record.events.length - 1;
  const event = compareWithBaseline(
    { ...readBaseline(folder, others), folder: "kept" },
    judge({ ...record, events: record.events.slice(0, end) }),
  );
  return { ...record, events: record.events.toSpliced(end, 0, event) };
}
let kept = 0;

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
const STOPPED: Event = { kind: "interrupted", signal: "SIGINT" };
const FAULT: Event = { kind: "harness-error", place: "suite", message: "lease: got 0 tasks" };
const GREEN = "nothing gating failed or stayed open";
const red = (verdict: string) => `red: ${ID} ${verdict}`;
const open = (verdict: string) => `not decided: ${ID} ${verdict}`;
const MISSED = "red: steady: no-timeouts: got 120, at most 0";

const BROKEN: Parts = { result: violated(ID) };
const TIMES_OUT: Parts = { load: { timedOutPerMille: 4 } };
/** 5 runs whose load differs by the generator's lag alone. */
const alike = (lagMs: number): Parts[] =>
  Array.from({ length: 5 }, (_, i) => ({ load: { ownLagMs: lagMs * (1 + i / 100), seconds: 10 } }));
const slowElsewhere: Parts = {
  load: { ownLagMs: 20, seconds: 10 },
  run: { machine: { platform: "linux arm64", cpus: 8, memoryBytes: 2 ** 35 } },
};

const UNKNOWN: RequirementEvent = {
  ...held(ID),
  outcome: "unknown",
  reason: "2 replies timed out",
};
const AWAY: Event = {
  kind: "prerequisite",
  name: "target",
  state: "missing",
  detail: "ECONNRESET",
};
const without = (record: RunInMemory, kinds: RegExp): RunInMemory => {
  return { ...record, events: record.events.filter(({ kind }) => !kinds.test(kind)) };
};
const untestable = CATALOGUE.map(({ id }) => ({ ...UNTESTABLE, id }));

const SITUATIONS: readonly (readonly [string, RunInMemory, number, string | RegExp])[] = [
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
  [
    "an expired waiver of what holds now",
    gateOf({ waivers: [makeWaiver({ until: "2026-01-27" })] }),
    1,
    red("STALE-WAIVER"),
  ],
  [
    "a waiver on its last day",
    gateOf({ result: violated(ID), waivers: [makeWaiver({ until: "2026-01-28" })] }),
    0,
    GREEN,
  ],
  ["a flaky failure", gateOf({ result: flaky(6) }), 1, red("FLAKY")],
  [
    "a flaky failure whose waiver is expired",
    gateOf({ result: flaky(6), waivers: [{ ...RARE, until: "2026-01-27" }] }),
    1,
    red("STALE-WAIVER"),
  ],
  ["a flaky failure, waived", gateOf({ result: flaky(6), waivers: [RARE] }), 0, GREEN],
  ["a waived flaky failure, unseen", gateOf({ waivers: [RARE] }), 0, GREEN],
  ["one above its rate", gateOf({ result: flaky(20), waivers: [RARE] }), 1, red("FLAKY")],
  [
    "an unreachable target",
    makeRun("unreachable"),
    3,
    "missing: target: connect ECONNREFUSED 127.0.0.1:8080",
  ],
  ["a target that went away after a failure", gateOf({ ...BROKEN, more: [AWAY] }), 1, red("FAIL")],
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
    open("VACUOUS"),
  ],
  ["one without a decision", gateOf({ result: UNKNOWN }), 5, open("INCONCLUSIVE")],
  [
    "one without a decision, waived",
    gateOf({ result: UNKNOWN, waivers: [makeWaiver()] }),
    5,
    open("INCONCLUSIVE"),
  ],
  ["an untestable requirement", gateOf({ result: UNTESTABLE }), 0, GREEN],
  [
    "the same with --strict",
    gateOf({ result: UNTESTABLE, run: { strict: true } }),
    5,
    open("UNTESTABLE"),
  ],
  [
    "nothing but untestable requirements",
    {
      ...gateOf({}),
      events: makeEvents({ run: { halves: ["check"] }, results: untestable, load: "none" }),
      flushes: [],
    },
    4,
    "nothing gating could have failed, so it proves nothing: check",
  ],
  [
    "the same beside a load that met its objectives",
    {
      ...gateOf({}),
      events: makeEvents({ results: untestable }),
    },
    4,
    "nothing gating could have failed, so it proves nothing: check",
  ],
  [
    "fewer requirements tested than are wanted",
    gateOf({ run: { minTested: 50 } }),
    5,
    "10 gating requirements were tested, at least 50 are wanted",
  ],
  ["an objective that was missed", gateOf(TIMES_OUT), 1, MISSED],
  [
    "a load that was promised and is not there",
    { ...without(gateOf({}), /^load-/), flushes: [] },
    4,
    "promised and did not happen: load",
  ],
  [
    "a run that was killed",
    without(gateOf({}), /^closed$/),
    4,
    "the run did not record its end: it was killed",
  ],
  ["a run that was killed after a failure", without(gateOf(BROKEN), /^closed$/), 1, red("FAIL")],
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
  ["nothing worse than the baseline", against([{}], {}), 0, GREEN],
  ["a failure that the baseline has", against([BROKEN], BROKEN), 1, red("FAIL")],
  ["a new failure, named once", against([{}], BROKEN), 1, red("FAIL")],
  ["a new failure that is waived", against([{}], { ...BROKEN, waivers: [makeWaiver()] }), 0, GREEN],
  [
    "legal behaviour that was better before",
    against([{}], { result: { ...held(ID), nonStrict: [{ what: "422", count: 3 }] } }),
    1,
    `red: ${ID} worse than the baseline`,
  ],
  [
    "a requirement that cannot be tested any more",
    against([{}], { result: UNTESTABLE }),
    5,
    `not decided: ${ID} not tested any more`,
  ],
  [
    "one without a decision, named once",
    against([{}], { result: UNKNOWN }),
    5,
    open("INCONCLUSIVE"),
  ],
  ["an objective that is missed now, named once", against([{}], TIMES_OUT), 1, MISSED],
  [
    "a load that was worse than before, and of which nothing is left",
    { ...against([{}], TIMES_OUT), flushes: [] },
    1,
    "red: load steady worse than the baseline",
  ],
  [
    "one slow run, which nothing can be said of",
    against(alike(0.4), { load: { ownLagMs: 20, seconds: 10 } }),
    0,
    GREEN,
  ],
  [
    "5 slow runs beside 5 quick ones",
    against(alike(0.4), { load: { ownLagMs: 20, seconds: 10 } }, alike(20).slice(1)),
    1,
    "red: load steady p50 from plan worse than the baseline; load steady p99 from plan worse than the baseline",
  ],
  [
    "5 slow runs on another machine",
    against(alike(0.4), slowElsewhere, Array(4).fill(slowElsewhere)),
    0,
    GREEN,
  ],
  [
    "a comparison that was promised and is not there",
    gateOf({ run: { baseline: "kept" } }),
    4,
    "promised and did not happen: baseline",
  ],
  ["a load that proves nothing", makeRun("invalid"), 4, /^the load proves nothing: steady: .+ ms/],
];

it.each(SITUATIONS)("%s", (phrase, record, status, reason) => {
  const folder = writeRun(record, join(place, phrase.replaceAll(/\W+/g, "-")));
  const { judged, unwritten } = writeReportAgain(folder);
  expect({ status: judged.status, unwritten }).toEqual({ status, unwritten: [] });
  if (typeof reason === "string") expect(judged.reason).toBe(reason);
  else expect(judged.reason).toMatch(reason);
  expect(judged.reason).not.toContain("\n");
  // A verdict that cannot be acted on is half a verdict.
  if (status !== 0) expect(judged.next).not.toEqual([]);
  const junit = readFileSync(join(folder, "junit.xml"), "utf8");
  expect(/(failures|errors)="[1-9]/.test(junit)).toBe(status !== 0);
  if (record.events.some((event) => event.kind === "run" && event.partial !== undefined)) {
    expect(judged.line).toContain("(PARTIAL: --quick)");
  }
});

it("a report that cannot be written is no green, and the others say so until it can", () => {
  const folder = writeRun(gateOf({}), join(place, "unwritten"));
  const blocked = join(folder, "junit.xml");
  mkdirSync(blocked);
  const { judged, unwritten } = writeReportAgain(folder);
  expect(unwritten).toEqual([{ path: blocked, message: expect.stringMatching(/^EISDIR/) }]);
  expect({ ...judged }).toMatchObject({ status: 4, verdict: "INCOMPLETE" });
  expect(judged.reason).toMatch(/^reports could not be written: junit\.xml: EISDIR/);
  expect(judged.next).toEqual([expect.stringMatching(/^Reports are missing: make room/)]);
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("junit.xml: EISDIR");
  expect(readFileSync(join(folder, "metrics.prom"), "utf8")).toMatch(/run_exit_status\S* 4$/m);
  rmSync(blocked, { recursive: true });
  expect(writeReportAgain(folder).judged.status).toBe(0);
});

describe("a baseline", () => {
  it.each<readonly [string, Parts, RegExp]>([
    ["a PARTIAL run", { run: { partial: "--quick" } }, /is PARTIAL \(--quick\), which is never/],
    ["a run of which two are mixed", { more: makeEvents({}) }, /holds evidence with problems/],
    ["an interrupted run", { more: [STOPPED] }, /was interrupted by SIGINT; want runs/],
    ["a run with a fault of ours", { more: [FAULT] }, /has a harness error/],
    ["a run whose target went away", { more: [AWAY] }, /lacked target \(ECONNRESET\)/],
  ])("is never %s", (phrase, parts, message) => {
    // One such run among others is one too many, be it the newest or not.
    for (const at of [0, 1]) {
      const folder = keep(`never ${phrase} ${at}`, [{}].toSpliced(at, 0, parts));
      expect(() => readBaseline(folder, undefined)).toThrow(NoRunError);
      expect(() => readBaseline(folder, undefined)).toThrow(message);
    }
  });

  it("is never a run that was killed, nor one that tested nothing", () => {
    const killed = gateOf({});
    const folder = writeRun(
      { ...killed, events: killed.events.slice(0, -1) },
      join(place, "killed"),
    );
    expect(() => readBaseline(folder, undefined)).toThrow(/did not come to its end/);
    const away = writeRun(makeRun("unreachable"), join(place, "away"));
    expect(() => readBaseline(away, undefined)).toThrow(/tested nothing/);
  });

  it("that is not there is named with the flag", () => {
    expect(() => readBaseline(join(place, "nowhere"), undefined)).toThrow(/^baseline: got /);
  });

  it.each<readonly [string, Parts, RegExp]>([
    ["what is worse", BROKEN, /name="progress\/above-range".*\n.*<failure type="worse than"/],
    [
      "what is not tested any more",
      { result: UNTESTABLE },
      /above-range".*\n.*<error type="not te/,
    ],
    ["neither", {}, /name="no regression" time="0.000"\/>/],
  ])("has one case in junit.xml for %s", (_, parts, text) => {
    const record = against([{}], parts);
    const [, suite] = junit(judge(record), record).split('<testsuite name="Baseline"');
    expect(suite).toMatch(text);
    expect(suite?.match(/<testcase/g)).toHaveLength(1);
  });

  it("stands in every format that a person reads, and why figures are not compared", () => {
    const record = against([{}], BROKEN);
    const folder = writeRun(record, join(place, "shown"));
    writeReportAgain(folder);
    for (const name of ["report.html", "summary.md", "report.json"]) {
      const text = readFileSync(join(folder, name), "utf8");
      expect(text, name).toMatch(/1 run a side, at least 5 are wanted/);
    }
    expect(readFileSync(join(folder, "metrics.prom"), "utf8")).toContain(
      "headway_baseline_regressions 1\n",
    );
  });
});
