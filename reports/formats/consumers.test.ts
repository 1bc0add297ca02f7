/** Each machine format of each situation, read by its published schema or a real consumer. */

import { describe, expect, it } from "vitest";
import type { Exchange } from "../evidence/schema.ts";
import { CONSUMERS } from "../testing/consumers.ts";
import { withText } from "../testing/hostile.ts";
import { findingOf, violated } from "../testing/make-findings.ts";
import {
  makeEvents,
  makeRun,
  type RunInMemory,
  SITUATIONS,
  withResult,
} from "../testing/make-run.ts";
import { makeWaiver, makeWaivers, WAIVED_ID } from "../testing/make-waiver.ts";
import { judge } from "../verdict/decide.ts";
import { FORMATS } from "./write-all.ts";

const waived = makeEvents({
  run: { halves: ["check"] },
  results: withResult(violated(WAIVED_ID)),
  load: "none",
  more: [makeWaivers(makeWaiver(), makeWaiver({ requirement: "path/unknown-task" }))],
});
/** Beside what fails, stays open or is not testable: a violation that does not gate. */
const SOFT = "state/speed-is-kept";
const failing = makeRun("failing");
const MIXED: RunInMemory = {
  ...failing,
  events: failing.events.map((event) =>
    event.kind === "requirement" && event.id === SOFT ? violated(SOFT) : event,
  ),
};

type Read = Readonly<Record<string, unknown>>;

/** What a program reads in a format of JSON. */
function read(name: string, record: RunInMemory) {
  return JSON.parse(FORMATS[name]?.(judge(record), record) ?? "");
}

const RUNS = [
  ...SITUATIONS.map((situation) => [situation, makeRun(situation)] as const),
  ["mixed", MIXED] as const,
  ["waived", { folder: "run", events: waived, flushes: [], problems: [] }] as const,
  ["without evidence", { folder: "run", events: [], flushes: [], problems: ["cut"] }] as const,
];

describe.each(Object.entries(CONSUMERS))("%s", (name, complaints) => {
  it.each(RUNS)("of a run that is %s", (_phrase, record) => {
    const text = FORMATS[name]?.(judge(record), record) ?? "";
    expect(complaints(text)).toEqual([]);
  });

  it("has a reader that can complain", () => {
    const wrong = { xml: "<log/>", prom: "a{ 1\n" }[name.split(".").at(-1) ?? ""] ?? '{"log":7}';
    expect(complaints(wrong)).not.toEqual([]);
  });
});

describe("results.sarif", () => {
  // What GitHub's code scanning and DefectDojo ask for beyond the schema of SARIF.
  it.each(RUNS)("of a run that is %s has what its importers want", (_phrase, record) => {
    const { runs } = read("results.sarif", record);
    for (const rule of runs[0].tool.driver.rules) {
      const text = expect.stringMatching(/./);
      expect(rule).toMatchObject({ shortDescription: { text }, fullDescription: { text } });
    }
    const fingerprints = new Set<string>();
    for (const result of runs[0].results) {
      expect(result.locations[0].physicalLocation.region).toEqual({ startLine: 1 });
      fingerprints.add(result.partialFingerprints.primaryLocationLineHash);
    }
    expect(fingerprints.size).toBe(runs[0].results.length);
    expect(fingerprints).not.toContain(undefined);
  });

  it("suppresses what is waived, and accuses the file of a stale waiver", () => {
    const record = { folder: "run", events: waived, flushes: [], problems: [] };
    const { runs } = read("results.sarif", record);
    expect(runs[0].results).toMatchObject([
      {
        ruleId: WAIVED_ID,
        partialFingerprints: { "cause/v1": `${WAIVED_ID} refused:progress:2xx` },
        suppressions: [
          { status: "accepted", justification: expect.stringMatching(/mended in 2.4/) },
        ],
      },
      {
        ruleId: "path/unknown-task",
        message: { text: expect.stringMatching(/^STALE-WAIVER: it holds now/) },
        locations: [{ physicalLocation: { artifactLocation: { uri: "headway.waivers.json" } } }],
      },
    ]);
  });

  it("is an error of what gates, and a warning of what does not", () => {
    const { results } = read("results.sarif", MIXED).runs[0];
    expect(results.map((one: Read) => `${one["level"]} ${one["ruleId"]}`)).toEqual([
      "error progress/above-range",
      "error state/refused-report-changes-nothing",
      "error overlap/last-completed-wins",
      `warning ${SOFT}`,
    ]);
  });

  it("has no link in its messages but as text", () => {
    const { runs } = read("results.sarif", withText(MIXED, " [see](http://evil.test)"));
    const text: string = runs[0].results[0].message.text;
    expect(text).toContain("got status 200 \\[see](http://evil.test).");
    expect(text).not.toMatch(/(?<!\\)\[see\]/);
  });
});

describe("ctrf.json", () => {
  it("fails what is red or stayed open, and skips what does not gate", () => {
    const { summary, tests } = read("ctrf.json", MIXED).results;
    const others = tests.filter(({ status }: Read) => status !== "passed");
    const told = others.map(({ status, rawStatus, name }: Readonly<Record<string, string>>) =>
      [status, rawStatus, name?.split(":")[0]].join(" "),
    );
    expect(told).toEqual([
      "failed FAIL progress/above-range",
      "failed INCONCLUSIVE trace/code-points",
      "skipped UNTESTABLE auth/without-token",
      "failed FAIL state/refused-report-changes-nothing",
      "failed FLAKY overlap/last-completed-wins",
      `skipped FAIL ${SOFT}`,
      "failed missed no-timeouts",
      "failed missed reads-right",
    ]);
    expect(summary).toMatchObject({ failed: 6, skipped: 2, tests: summary.passed + 8 });
  });
});

describe("run.har", () => {
  it("has the status and the bytes of each request, and 0 for no answer", () => {
    const [judged] = findingOf(WAIVED_ID).exchanges;
    if (judged === undefined) throw new Error("a finding has exchanges");
    const exchanges: Exchange[] = [
      { ...judged, body: { text: "{\u00e9}" }, reply: "status 400", replyBody: "\u00e9" },
      { ...judged, body: { base64: "/wD/" }, reply: "timeout after 10000 ms" },
    ];
    const finding = { ...findingOf(WAIVED_ID), exchanges };
    const events = makeEvents({ results: withResult({ ...violated(WAIVED_ID), finding }) });
    const { entries } = read("run.har", { ...failing, events }).log;
    expect(entries).toMatchObject([
      { request: { bodySize: 4 }, response: { status: 400, content: { size: 2 } } },
      { request: { bodySize: 3 }, response: { status: 0, comment: "timeout after 10000 ms" } },
    ]);
  });
});

describe("wfc.json", () => {
  it("has a fault for each finding, with its cause and the statuses that were seen", () => {
    const { faults, problemDetails, totalTests } = read("wfc.json", MIXED);
    expect(faults.totalNumber).toBe(4);
    expect(faults.foundFaults).toHaveLength(4);
    expect(faults.foundFaults[0]).toMatchObject({
      testCaseId: WAIVED_ID,
      faultCategories: [{ code: 900, context: `${WAIVED_ID} refused:progress:2xx` }],
    });
    const { coveredHttpStatus, outputHttpCalls } = problemDetails.rest;
    expect(coveredHttpStatus[0]).toMatchObject({ testCaseId: WAIVED_ID, httpStatus: [200] });
    expect({ outputHttpCalls, totalTests }).toEqual({ outputHttpCalls: 14, totalTests: 10 });
  });
});

describe("metrics.prom", () => {
  it("has seconds, and wrong looks of the load and of the sweep after it", () => {
    const looks = { asked: 9, right: 6, wrong: 3, indefinite: 0 };
    const flushes = MIXED.flushes.map((flush) =>
      flush.last && flush.worker === 0
        ? { ...flush, ledger: { ...flush.ledger, sweep: looks } }
        : flush,
    );
    const record = { ...MIXED, flushes };
    const judged = judge(record);
    const text = FORMATS["metrics.prom"]?.(judged, record) ?? "";
    const p99 = /^headway_load_response_seconds\{scenario="steady",quantile="0.99"\} (.+)$/m;
    const us = judged.scenarios[0]?.load.response.quantile(0.99) ?? Number.NaN;
    expect(Number(p99.exec(text)?.[1])).toBeCloseTo(us / 1e6, 9);
    expect(text).toContain('headway_load_wrong_read_backs{scenario="steady"} 5\n');
    expect(text).toContain("headway_run_duration_seconds 74\n");
  });
});
