/** Each machine format of each situation, read by its published schema or a real consumer. */

import { describe, expect, it } from "vitest";
import { CONSUMERS } from "../testing/consumers.ts";
import { violated } from "../testing/make-findings.ts";
import { makeEvents, makeRun, SITUATIONS, withResult } from "../testing/make-run.ts";
import { makeWaiver, makeWaivers, WAIVED_ID } from "../testing/make-waiver.ts";
import { judge } from "../verdict/decide.ts";
import { FORMATS } from "./write-all.ts";

const waived = makeEvents({
  run: { halves: ["check"] },
  results: withResult(violated(WAIVED_ID)),
  load: "none",
  more: [makeWaivers(makeWaiver(), makeWaiver({ requirement: "path/unknown-task" }))],
});
const RUNS = [
  ...SITUATIONS.map((situation) => [situation, makeRun(situation)] as const),
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
    const { runs } = JSON.parse(FORMATS["results.sarif"]?.(judge(record), record) ?? "");
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
    const { runs } = JSON.parse(FORMATS["results.sarif"]?.(judge(record), record) ?? "");
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
});
