/** What changed between two runs, and what nobody can say changed. */

import { describe, expect, it } from "vitest";
import type { RunRecord } from "../evidence/run-record.ts";
import type { Event, EventOf, RequirementEvent, RunEvent } from "../evidence/schema.ts";
import { diffText } from "../formats/diff-text.ts";
import { findingOf, held, violated } from "../testing/make-findings.ts";
import { type LoadOptions, makeFlushes } from "../testing/make-load.ts";
import { makeEvents, makeRun, makeRunEvent, withResult } from "../testing/make-run.ts";
import { makeWaiver, makeWaivers } from "../testing/make-waiver.ts";
import { judge } from "./decide.ts";
import { diffRuns } from "./diff.ts";
import type { JudgedRun } from "./judged-run.ts";

const ID = "progress/above-range";

function runOf(
  result: RequirementEvent = held(ID),
  more: readonly Event[] = [],
  run: Partial<RunEvent> = {},
): RunRecord {
  const events = makeEvents({ run, results: withResult(result), more });
  return { folder: "run", events, flushes: makeFlushes({}), problems: [] };
}

const CLEAN = runOf();
const FAILS = runOf(violated(ID));
const OTHER_CAUSE = { wanted: "refused", field: "progress", got: "5xx" };
const FAILS_OTHERWISE = runOf({
  ...violated(ID),
  finding: { ...findingOf(ID), cause: OTHER_CAUSE },
});
const TIMED_OUT = runOf({ ...held(ID), outcome: "unknown", reason: "2 replies timed out" });
const WAIVED = runOf(violated(ID), [makeWaivers(makeWaiver())]);
const STOPPED: Event = { kind: "interrupted", signal: "SIGINT" };
const FAULT: Event = { kind: "harness-error", place: "suite", message: "lease" };
const LOAD: RunRecord = {
  ...CLEAN,
  events: makeEvents({ run: { halves: ["load"] }, results: [] }),
};
const SLOW = makeRun("failing");
const UNLOADED: RunRecord = {
  ...CLEAN,
  events: makeEvents({ run: { halves: ["check"] }, load: "none" }),
  flushes: [],
};
const TIMES_OUT: RunRecord = { ...CLEAN, flushes: makeFlushes({ timedOutPerMille: 4 }) };
const between = (before: RunRecord, after: RunRecord) => diffRuns(judge(before), judge(after));

const SOFT = "state/speed-is-kept";
const ROWS: readonly (readonly [string, RunRecord, RunRecord, number, RegExp])[] = [
  ["two clean runs", CLEAN, CLEAN, 0, /^NO REGRESSION/],
  ["a new failure", CLEAN, FAILS, 1, /^REGRESSED: progress\/above-range$/],
  ["a failure that stays", FAILS, FAILS, 0, /^NO REGRESSION/],
  ["a failure of a new cause", FAILS, FAILS_OTHERWISE, 1, /^REGRESSED: progress\/above-range$/],
  ["a failure that was mended", FAILS, CLEAN, 0, /^NO REGRESSION/],
  ["a new failure that is waived", CLEAN, WAIVED, 0, /^NO REGRESSION/],
  ["a failure that was waived", FAILS, WAIVED, 0, /^NO REGRESSION/],
  ["a time-out after a pass", CLEAN, TIMED_OUT, 5, /^NOT DECIDED: not tested any more: progress/],
  ["a pass after a time-out", TIMED_OUT, CLEAN, 0, /^NO REGRESSION/],
  ["a failure after a time-out", TIMED_OUT, FAILS, 1, /^REGRESSED/],
  ["an unreachable target", CLEAN, makeRun("unreachable"), 5, /after: no requirement was tested/],
  [
    "damaged evidence",
    CLEAN,
    { ...CLEAN, problems: ["cut"] },
    5,
    /after: it holds evidence with pr/,
  ],
  ["a failure in damaged evidence", CLEAN, { ...FAILS, problems: ["cut"] }, 1, /^REGRESSED/],
  ["what does not gate", CLEAN, runOf(violated(SOFT)), 0, /^NO REGRESSION/],
  [
    "a run that was stopped before",
    runOf(held(ID), [STOPPED]),
    CLEAN,
    5,
    /before: it was interrupt/,
  ],
  [
    "a run that was stopped after",
    CLEAN,
    runOf(held(ID), [STOPPED]),
    5,
    /after: it was interrupted by/,
  ],
  ["a fault of ours after", CLEAN, runOf(held(ID), [FAULT]), 5, /after: it has a harness error/],
  ["a load alone after both halves", CLEAN, LOAD, 5, /after: no requirement was tested/],
  ["one load beside another", LOAD, LOAD, 5, /tested, nor could figures be compared/],
  ["objectives that are missed now", CLEAN, SLOW, 1, /^REGRESSED: .*load steady/],
  ["objectives that are missed, of a load that is new", UNLOADED, TIMES_OUT, 0, /^NO REGRESSION/],
];

describe("the difference", () => {
  it.each(ROWS)("of %s", (_phrase, before, after, status, line) => {
    const diff = between(before, after);
    expect(diff.status).toBe(status);
    expect(diff.line).toMatch(line);
  });

  it("names new and gone counterexamples by the cause", () => {
    const name = "refused:progress:2xx";
    expect(between(CLEAN, FAILS)).toMatchObject({
      fresh: [{ id: ID, fingerprint: name }],
      gone: [],
    });
    expect(between(FAILS, CLEAN)).toMatchObject({
      fresh: [],
      gone: [{ id: ID, fingerprint: name }],
    });
    expect(between(FAILS, FAILS)).toMatchObject({ fresh: [], gone: [], requirements: [] });
  });

  it("does not say that nothing is worse where what is worse is waived, or does not gate", () => {
    expect(between(CLEAN, CLEAN).line).toMatch(/: no requirement is worse, no counterexample new$/);
    for (const after of [WAIVED, runOf(violated(SOFT))]) {
      expect(between(CLEAN, after).line).toBe(
        "NO REGRESSION: what is worse or new is waived or does not gate",
      );
    }
  });

  it("does not call gone what another cause may hide, or what was not tested", () => {
    expect(between(FAILS, FAILS_OTHERWISE).gone).toEqual([]);
    expect(between(FAILS, TIMED_OUT).gone).toEqual([]);
  });

  it("says which way a requirement went", () => {
    const ways = [between(CLEAN, FAILS), between(FAILS, CLEAN), between(CLEAN, TIMED_OUT)];
    expect(ways.map(({ requirements }) => requirements[0]?.direction)).toEqual([
      "worse",
      "better",
      "other",
    ]);
  });

  it("names dialects that changed, and runs that are not alike", () => {
    const dialect: Event = { kind: "dialect", name: "1.0", value: "refused", how: "detected" };
    const diff = between(CLEAN, runOf(held(ID), [dialect], { profile: "2024-02", seed: 8 }));
    expect(diff.dialects).toEqual([{ name: "1.0", before: undefined, after: "refused" }]);
    expect(diff.caveats).toEqual([
      "profile: 2026-01 before, 2024-02 after",
      "seed: 7 before, 8 after",
    ]);
  });

  it("compares no latency, and says why", () => {
    expect(between(CLEAN, CLEAN).notCompared).toEqual([
      { scenario: "steady", reasons: ["1 run a side, at least 5 are wanted"] },
    ]);
    const machine = { platform: "linux arm64", cpus: 8, memoryBytes: 2 ** 35 };
    const [load] = between(CLEAN, runOf(held(ID), [], { machine })).notCompared;
    expect(load?.reasons[1]).toBe(
      "machine: linux x64, 4 CPUs, 15 GiB before, linux arm64, 8 CPUs, 32 GiB after",
    );
    expect(between(CLEAN, makeRun("unreachable")).notCompared[0]?.reasons).toContain(
      "not run after",
    );
  });
});

/** Runs that differ by the generator's lag alone, and start in turns with those of another side. */
function sideOf(
  lagsMs: readonly number[],
  loads: LoadOptions = {},
  run: Partial<RunEvent> = {},
  results?: readonly RequirementEvent[],
) {
  return lagsMs.map((ownLagMs, i) => {
    const load = { ownLagMs, seconds: 10, ...loads };
    const startedAt = `2026-01-28T09:0${i}:00.000Z`;
    const parts = results === undefined ? {} : { results };
    const events = makeEvents({ run: { startedAt, ...run }, load, ...parts });
    return judge({ folder: "run", events, flushes: makeFlushes(load), problems: [] });
  });
}

/** What of a run is not as in the others. */
interface Changes {
  readonly run?: Partial<RunEvent>;
  readonly cpus?: number;
  readonly embedded?: string;
  readonly k6?: string;
  readonly opened?: Partial<EventOf<"load-opened">>;
}

const changedBy =
  ({ run, cpus, embedded, k6, opened }: Changes) =>
  (judged: JudgedRun): JudgedRun => {
    const old = judged.run ?? makeRunEvent();
    const machine = { ...old.machine, ...(cpus === undefined ? {} : { cpus }) };
    const target = { ...old.target, ...(embedded === undefined ? {} : { embedded }) };
    const scenarios = judged.scenarios.map(({ closed, ...own }) => ({
      ...own,
      opened: { ...own.opened, ...opened },
      closed: closed && { ...closed, k6: { ...closed.k6, ...(k6 && { version: k6 }) } },
    }));
    return { ...judged, run: { ...old, machine, target, ...run }, scenarios };
  };

const diffOf = (before: readonly JudgedRun[], after: readonly JudgedRun[]) =>
  diffRuns(before.at(-1) as JudgedRun, after.at(-1) as JudgedRun, [before, after]);

describe("latency and throughput of several runs a side", () => {
  const quick = sideOf([0.4, 0.41, 0.42, 0.43, 0.44]);
  const slow = sideOf([20, 20.1, 20.2, 20.3, 20.4]);

  it("regress where every interval says so, and the exit status with them", () => {
    const diff = diffOf(quick, slow);
    expect(diff.line).toMatch(/^REGRESSED: load steady p50 from plan, load steady p99 from plan$/);
    expect(diff.status).toBe(1);
    expect(diff.notCompared).toEqual([]);
    const text = diffText(diff, ["a", "b"], { color: false });
    expect(text).toMatch(/worse {3}p50 from plan: \d.* ms \(\+\d+\.\d %, 99 % interval \+\d/);
    expect(diffOf(slow, quick)).toMatchObject({ status: 0 });
    expect(diffText(diffOf(slow, quick), ["a", "b"], { color: false })).toMatch(/better {2}p50/);
  });

  it("decide alone where no requirement was asked of either side", () => {
    const loads = (lagsMs: readonly number[]) => sideOf(lagsMs, {}, { halves: ["load"] }, []);
    const alike = loads([0.41, 0.44, 0.42, 0.43, 0.4]);
    expect(diffOf(loads([0.4, 0.41, 0.42, 0.43, 0.44]), alike)).toMatchObject({
      status: 0,
      line: "NO REGRESSION: no figure of load is worse",
    });
    expect(diffOf(alike, loads([20, 20.1, 20.2, 20.3, 20.4])).status).toBe(1);
    const noisy = diffOf(loads([0.4, 30, 3, 9, 20]), loads([25, 0.5, 4, 12, 18]));
    expect(noisy).toMatchObject({ status: 0, line: expect.stringMatching(/; open: steady p50/) });
    expect(diffOf(quick, alike).status).toBe(5);
  });

  it("regress where fewer reports are acknowledged in the same time, though none is slower", () => {
    const fewer = sideOf([0.4, 0.41, 0.42, 0.43, 0.44], { refusedPerMille: 200 });
    const told = ([before, after]: readonly (readonly JudgedRun[])[]) =>
      diffOf(before ?? [], after ?? []).compared.flatMap(({ figures }) =>
        figures.flatMap(({ figure, direction }) => (direction ? [`${figure} ${direction}`] : [])),
      );
    expect(told([quick, fewer])).toEqual(["acknowledged worse"]);
    expect(told([fewer, quick])).toEqual(["acknowledged better"]);
    expect(diffOf(quick, fewer).regressions).toContain("load steady acknowledged");
  });

  it("do not regress by less than a millisecond, whatever its share", () => {
    const [load] = diffOf(quick, sideOf([0.9, 0.91, 0.92, 0.93, 0.94])).compared;
    const p50 = load?.figures.find(({ figure }) => figure === "p50 from plan");
    expect(p50?.low).toBeGreaterThan(0.1);
    expect(p50).toMatchObject({ kind: "alike", direction: undefined });
  });

  it("are alike where nothing changed", () => {
    const [load] = diffOf(quick, sideOf([0.41, 0.44, 0.42, 0.43, 0.4])).compared;
    expect(load?.figures.map(({ kind }) => kind)).toEqual(Array(4).fill("alike"));
    expect(load?.shape.changed).toBe(false);
  });

  it.each<readonly [string, readonly JudgedRun[], RegExp]>([
    ["too few", slow.slice(1), /^5 and 4 runs, at least 5 are wanted on either side$/],
    [
      "partly of another length",
      [...slow, ...sideOf([20], { seconds: 11 })],
      /before, 10000 ms or 11000 ms af/,
    ],
    ["INVALID, one of them", sideOf([20, 20, 20, 20, 180]), /^INVALID after \(1 of 5 runs\)$/],
    ["damaged", slow.map((run) => ({ ...run, problems: ["cut"] })), /problems after \(5 of 5/],
  ])("are NOT COMPARED where the runs are %s", (_, after, reason) => {
    const { compared, notCompared, line } = diffOf(quick, after);
    expect(compared).toEqual([]);
    expect(notCompared[0]?.reasons.join()).toMatch(reason);
    expect(line).not.toMatch(/p99/);
  });

  it.each<readonly [string, Changes]>([
    ["machine: linux x64, 4 CPUs, 15 GiB before, linux x64, 8 CPUs, 15 GiB after", { cpus: 8 }],
    ["target: a URL before, embedded after", { embedded: "reference" }],
    ["profile: 2026-01 before, 2024-02 after", { run: { profile: "2024-02" } }],
    ["seed: 7 before, 8 after", { run: { seed: 8 } }],
    ["k6: v2.2.0 before, v2.3.0 after", { k6: "v2.3.0" }],
    ["agents: 4000 before, 4001 after", { opened: { agents: 4001 } }],
    ["plans: 200 before, 100 after", { opened: { plans: 100 } }],
    ["fleet: the usual before, of files alone after", { opened: { fleet: "of files alone" } }],
    ["interval: 10000 ms before, 5000 ms after", { opened: { intervalMs: 5000 } }],
    ["duration: 10000 ms before, 11000 ms after", { opened: { durationMs: 11_000 } }],
    ["workers: 2 before, 4 after", { opened: { workers: 4 } }],
    ["read back: 0.01 before, 0.5 after", { opened: { readBackShare: 0.5 } }],
  ])("are NOT COMPARED with another %s, which is said", (reason, changes) => {
    const { compared, notCompared } = diffOf(quick, slow.map(changedBy(changes)));
    expect(compared).toEqual([]);
    expect(notCompared).toEqual([{ scenario: "steady", reasons: [reason] }]);
  });

  it("are said to have run one after the other where they did", () => {
    const later = slow.map(changedBy({ run: { startedAt: "2026-02-01T00:00:00.000Z" } }));
    expect(diffOf(quick, later).caveats.at(-1)).toMatch(/one after the other/);
    expect(diffOf(quick, slow).caveats.at(-1)).toMatch(/^5 and 5 runs/);
  });
});

describe("the difference on a terminal", () => {
  it("has a line for each change and the verdict last", () => {
    const text = diffText(between(CLEAN, FAILS), ["a", "b"], { color: false });
    expect(text).toMatch(/^Before {2}a\nAfter {3}b\n/);
    expect(text).toContain("worse   progress/above-range: PASS → FAIL");
    expect(text).toContain("progress/above-range  refused:progress:2xx\n");
    expect(text).toMatch(/cli\.ts replay .*\.json/);
    expect(text).toMatch(/REGRESSED: progress\/above-range\nExit status 1$/);
  });

  it("lets no text of a target act", () => {
    const hostile = "\u001b[2J\u202e\n::error::x";
    const finding = { ...findingOf(ID), counterexample: hostile, replay: hostile };
    const dialect: Event = { kind: "dialect", name: hostile, value: hostile, how: "detected" };
    const after = runOf({ ...violated(ID), finding }, [dialect], { profile: hostile });
    const sides = [hostile, hostile] as const;
    const text = diffText(between(CLEAN, after), sides, { color: false });
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e/u);
    expect(text).not.toMatch(/^\s*::/m);
  });
});
