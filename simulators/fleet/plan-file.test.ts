import { describe, expect, it } from "vitest";
import { PlanFileError, readPlanFile, writePlanFile } from "./plan-file.ts";
import { samplePlans } from "./sample.ts";

const PLANS = samplePlans({ seed: 3, count: 20 });
const TEXT = writePlanFile(PLANS, 3);
const [HEADER = "", FIRST = "", SECOND = ""] = TEXT.split("\n");

/** Members of a plan that are not numbers. */
const NESTED: readonly (readonly [string, string, RegExp])[] = [
  [
    "a fault that is not there",
    '"faults":[{"name":"gremlins"}]',
    /^f:3: faults\.0\.name: got "gremlins", want \("lost" \| "duplicated"/,
  ],
  [
    "a fault's number out of range",
    '"faults":[{"name":"lost","share":1.5}]',
    /^f:3: faults\.0\.share: got 1\.5, want 0\.\.1 \(part of the reports\)/,
  ],
  [
    "a fault without its numbers",
    '"faults":[{"name":"frozen","at":1}]',
    /^f:3: faults\.0\.reports: got nothing/,
  ],
  ["a list that is none", '"faults":{}', /^f:3: faults: got \{\}, want Array/],
  [
    "a window that is no time of the day",
    '"limits":[{"fromMinute":0,"toMinute":1440,"mbps":5}]',
    /^f:3: limits\.0\.toMinute: got 1440, want a whole number 0\.\.1439 \(minute of the day\)/,
  ],
  [
    "six windows",
    `"limits":[${Array(6).fill('{"fromMinute":0,"toMinute":1,"mbps":5}').join()}]`,
    /^f:3: limits: got .*, want <=5/,
  ],
  ["half a stall", '"stall":{"atShare":0.5}', /^f:3: stall\.forMs: got nothing/],
  [
    "a mishap of another kind",
    '"mishap":{"what":"sabotage","stage":1,"percent":1,"pauseMs":1,"keeps":true}',
    /^f:3: mishap\.what: got "sabotage", want \("aborted" \| "failed"\)/,
  ],
  [
    "a client that is none",
    '"client":"cobol"',
    /^f:3: client: got "cobol", want \("java" \| "python"/,
  ],
];

/** A file of two plans, the second of them altered. */
function altered(change: (line: string) => string): string {
  return `${HEADER.replace('"count":20', '"count":2')}\n${FIRST}\n${change(SECOND)}\n`;
}

describe("the plan file", () => {
  it("gives back what was written", () => {
    const file = readPlanFile(TEXT);
    expect(file.plans).toStrictEqual(PLANS);
    expect(file.header).toEqual({
      format: "headway plans",
      version: 2,
      tool: "headway",
      seed: 3,
      count: 20,
    });
    expect(writePlanFile(file.plans, file.header.seed)).toBe(TEXT);
  });

  it("has one plan a line, and no seed where none was drawn from", () => {
    expect(TEXT.split("\n")).toHaveLength(22);
    expect(readPlanFile(writePlanFile([])).header).not.toHaveProperty("seed");
  });

  it("takes line ends of either kind and a missing last one", () => {
    expect(readPlanFile(TEXT.replace(/\n/g, "\r\n")).plans).toEqual(PLANS);
    expect(readPlanFile(TEXT.trimEnd()).plans).toEqual(PLANS);
  });

  it.each<[string, string, RegExp]>([
    ["an empty file", "", /^f:1: got an empty file, want a header line; write it anew/],
    ["no JSON", "plans\n", /^f:1: got plans, want one JSON object/],
    ["another NDJSON", '{"agent":1}\n', /^f:1: format: got nothing, want "headway plans"; write/],
    ["an array", "[]\n", /^f:1: format: got nothing/],
    ["no object", "7\n", /^f:1: line: got 7, want one JSON object/],
    [
      "a header of another version",
      TEXT.replace('"version":2', '"version":1'),
      /^f:1: version: got 1, want 2; write it anew/,
    ],
    ["a file cut short", `${HEADER}\n${FIRST}\n`, /^f:2: count: got 1 plans, want 20; write/],
    [
      "a line cut short",
      altered((line) => line.slice(0, 50)),
      /^f:3: got \{"version.*want one JSON/,
    ],
    ["an empty line", altered(() => "\n"), /^f:3: got , want one JSON object/],
    [
      "a plan of another version",
      altered((line) => line.replace('"version":2', '"version":1')),
      /^f:3: version: got 1, want 2; correct the line/,
    ],
    [
      "a kind that is not there",
      altered((line) => line.replace(/"kind":"[^"]*"/, '"kind":"mainframe"')),
      /^f:3: kind: got "mainframe", want \("linux-file-new" \| "linux-file-existing" \| .*; correct/,
    ],
    [
      "no kind at all",
      altered((line) => line.replace(/"kind":"[^"]*",/, "")),
      /^f:3: kind: got nothing, want \("linux-file-new"/,
    ],
    [
      "a number out of range",
      altered((line) => line.replace(/"linkMbps":\d+/, '"linkMbps":-5')),
      /^f:3: linkMbps: got -5, want 0\.1\.\.100000 \(Mbit\/s\); correct/,
    ],
    [
      "a size beyond exact numbers",
      altered((line) => line.replace(/"totalBytes":\d+/, '"totalBytes":9223372036854775807')),
      /^f:3: totalBytes: got 9223372036854776000, want a whole number 0\.\.9007199254740991 \(bytes\)/,
    ],
    [
      "a fraction where there is none",
      altered((line) => line.replace(/"intervalMs":\d+/, '"intervalMs":10.5')),
      /^f:3: intervalMs: got 10\.5, want a whole number 10\.\.86400000 \(ms\)/,
    ],
    [
      "a text for a number",
      altered((line) => line.replace(/"seed":\d+/, '"seed":"1"')),
      /^f:3: seed: got "1", want a whole number 0\.\.4294967295/,
    ],
    [
      "a member too few",
      altered((line) => line.replace(/"utilisation":[^,]*,/, "")),
      /^f:3: utilisation: got nothing, want 0\.05\.\.1 \(part of the link\)/,
    ],
    [
      "a member too many",
      altered((line) => line.replace(/}$/, ',"speed":1}')),
      /^f:3: speed: got a member that plans do not have, want it gone/,
    ],
    ...NESTED.map(([title, members, message]): [string, string, RegExp] => [
      title,
      altered((line) => line.replace(/}$/, `,${members}}`)),
      message,
    ]),
  ])("refuses %s", (_, text, message) => {
    expect(() => readPlanFile(text, "f")).toThrow(message);
    expect(() => readPlanFile(text, "f")).toThrow(PlanFileError);
  });
});
