/** Report text: exact both ways, and never reading what was not written. */

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FieldName, PROFILES, profileOf, SUBTASK_NAMES } from "../contract/index.ts";
import {
  at,
  compareDecimals,
  DEPTH_MAX,
  judgeBody,
  parseDecimal,
  type Report,
  readJson,
  readReport,
  type Standing,
  writeDouble,
  writeInteger,
  writeJson,
  writeReport,
} from "./index.ts";

const SEED = 20_260_127;
const CURRENT = profileOf("2026-01");

const long = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n),
);

const anyReport: fc.Arbitrary<Report> = fc.record(
  {
    subtask_name: fc.constantFrom(...SUBTASK_NAMES),
    progress: fc.integer({ min: 0, max: 100 }),
    replicatesize: long,
    totalsize: long,
    process_trace: fc
      .string({ unit: "binary", maxLength: 100 })
      .map((text) => text.replaceAll("\u0000", "")),
    migrate_speed: fc.integer({ min: 0, max: 10_000_0000 }).map((n) => n / 10_000),
    remain_time: fc.integer({ min: 0, max: 2_147_483_647 }),
    need_migration_test: fc.boolean(),
  },
  { requiredKeys: ["subtask_name", "progress", "replicatesize", "totalsize", "process_trace"] },
);

describe("a report", () => {
  it("comes back from its text as it was, 64-bit integers exactly", () => {
    const property = fc.property(anyReport, (report) => {
      const reading = readReport(writeReport(report, CURRENT), CURRENT);
      if (reading.kind !== "report") throw new Error(reading.reasons.join("; "));
      const exact = (value: unknown) => (typeof value === "number" ? value : String(value));
      const entries = (r: Report) => Object.entries(r).map(([k, v]) => [k, exact(v)]);
      const asBig = (r: Report) =>
        entries(r).map(([k, v]) => [k, typeof v === "number" ? String(v) : v]);
      expect(asBig(reading.report).sort()).toEqual(asBig(report).sort());
    });
    void fc.assert(property, { seed: SEED, numRuns: 500 });
  });

  it("is written in the profile's order, whatever the order of its members", () => {
    const backwards: Report = { process_trace: "", progress: 1, subtask_name: "SSL_CONFIG" };
    expect(writeReport(backwards, CURRENT)).toBe(
      '{"subtask_name":"SSL_CONFIG","progress":1,"process_trace":""}',
    );
  });

  it("leaves out what the revision does not know", () => {
    const report: Report = { subtask_name: "SSL_CONFIG", progress: 1, agent_time: "now" };
    expect(writeReport(report, profileOf("2024-02"))).not.toContain("agent_time");
  });

  it("refuses a Long that a number has already rounded", () => {
    expect(() => writeInteger(2 ** 53, "replicatesize")).toThrow(
      "replicatesize: got 9007199254740992",
    );
    expect(writeInteger(2n ** 63n - 1n, "replicatesize")).toBe("9223372036854775807");
  });

  it.each([
    [0.1 + 0.2, "0.3"],
    [-0, "0"],
    [0.00004, "0"],
    [0.0001, "0.0001"],
    [10_000, "10000"],
    [1234.56785, "1234.5679"],
  ])("writes the double %d as %s", (value, text) => {
    expect(writeDouble(value, "migrate_speed")).toBe(text);
  });
});

describe("the lossless reader", () => {
  it("writes back what it read, numbers and repetitions as they were", () => {
    const text = '{"a":[1.0,-0,1e400,9223372036854775808],"a":null,"\\u00e9":"\\ud83d\\ude80"}';
    const reading = readJson(text);
    expect(reading.kind === "json" && writeJson(reading.value)).toBe(
      '{"a":[1.0,-0,1e400,9223372036854775808],"a":null,"é":"🚀"}',
    );
  });

  it("agrees with JSON.parse on what is JSON", () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((t) => t.slice(0, -1)),
      fc.json().map((t) => `${t},`),
    );
    const property = fc.property(text, (candidate) => {
      let parses = true;
      try {
        JSON.parse(candidate);
      } catch {
        parses = false;
      }
      expect(readJson(candidate).kind).toBe(parses ? "json" : "malformed");
    });
    void fc.assert(property, { seed: SEED, numRuns: 2000 });
  });

  it.each([
    "",
    "{",
    '{"a"}',
    "[1,]",
    "01",
    "1.",
    ".5",
    "+1",
    "NaN",
    "'a'",
    '"\n"',
    '"\\x"',
    "nul",
    "{}{}",
  ])("calls %j malformed", (text) => {
    expect(readJson(text)).toMatchObject({ kind: "malformed" });
  });

  it("ends at a depth, with words and not with a full stack", () => {
    const deep = "[".repeat(100_000);
    expect(readJson(deep)).toMatchObject({
      kind: "malformed",
      reason: `nested deeper than ${DEPTH_MAX}`,
    });
  });

  it("follows JSON pointers", () => {
    const reading = readJson('{"a":{"b/c":[10,20]},"~":1}');
    if (reading.kind !== "json") throw new Error("not read");
    expect(at(reading.value, "/a/b~1c/1")).toEqual({ kind: "number", text: "20" });
    expect(at(reading.value, "/~0")).toEqual({ kind: "number", text: "1" });
    expect(at(reading.value, "/a/none")).toBeUndefined();
    expect(at(reading.value, "")).toBe(reading.value);
  });
});

describe("decimals", () => {
  it("compare like the numbers they are", () => {
    const number = fc.tuple(fc.integer(), fc.integer({ min: -20, max: 20 }));
    const property = fc.property(number, number, ([a, x], [b, y]) => {
      const expected =
        0 +
        Math.sign(Number(BigInt(a) * 10n ** BigInt(x + 20) - BigInt(b) * 10n ** BigInt(y + 20)));
      const got = compareDecimals(parseDecimal(`${a}e${x}`), parseDecimal(`${b}e${y}`));
      expect(Math.sign(got) + 0).toBe(expected);
    });
    void fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});

describe("what the contract says about a body", () => {
  const plain: Readonly<Partial<Record<FieldName, string>>> = {
    subtask_name: '"SSL_CONFIG"',
    progress: "50",
    replicatesize: "1",
    totalsize: "2",
    process_trace: '""',
  };
  const body = (changes: Readonly<Record<string, string>>) =>
    `{${Object.entries({ ...plain, ...changes })
      .map(([name, json]) => `"${name}":${json}`)
      .join(",")}}`;

  const ROWS: readonly (readonly [Standing, string, Readonly<Record<string, string>>])[] = [
    ["valid", "a plain report", {}],
    ["valid", "an unknown field", { x: "1" }],
    ["valid", "the greatest Long", { replicatesize: "9223372036854775807" }],
    ["invalid", "one more than the greatest Long", { replicatesize: "9223372036854775808" }],
    ["invalid", "progress 101", { progress: "101" }],
    ["invalid", "progress -1", { progress: "-1" }],
    ["invalid", "a fraction of a percent", { progress: "50.5" }],
    ["dialect", "1.0 for an integer", { progress: "1.0" }],
    ["dialect", "1e2 for an integer", { progress: "1e2" }],
    ["dialect", "negative zero", { progress: "-0" }],
    ["coercible", "a numeric string", { progress: '"50"' }],
    ["invalid", "a numeric string out of range", { progress: '"500"' }],
    ["invalid", "a word for a number", { progress: '"abc"' }],
    ["invalid", "null for a mandatory field", { progress: "null" }],
    ["dialect", "null for an optional field", { remain_time: "null" }],
    ["valid", "a double at its end in E-notation", { migrate_speed: "1E4" }],
    ["invalid", "a double beyond its end", { migrate_speed: "10000.0000001" }],
    ["dialect", "beyond by less than a double", { migrate_speed: "10000.0000000000000001" }],
    ["invalid", "infinity by exponent", { migrate_speed: "1e400" }],
    ["invalid", "another case of a name", { subtask_name: '"ssl_config"' }],
    ["invalid", "padding of a name", { subtask_name: '" SSL_CONFIG"' }],
    [
      "valid",
      "2048 characters beyond the basic plane",
      { process_trace: `"${"🚀".repeat(2048)}"` },
    ],
    ["invalid", "2049 characters", { process_trace: `"${"a".repeat(2049)}"` }],
    ["dialect", "a lone surrogate", { process_trace: '"\\ud800"' }],
    ["dialect", "a NUL character", { process_trace: '"\\u0000"' }],
    ["coercible", "a number for text", { process_trace: "7" }],
    ["invalid", "a list for text", { process_trace: "[]" }],
    ["coercible", "text for a boolean", { need_migration_test: '"true"' }],
  ];

  it.each(ROWS)("%s: %s", (standing, _, changes) => {
    expect(judgeBody(body(changes), CURRENT)).toMatchObject({ standing });
  });

  it.each(["", "[]", "null", "7", '"text"', "{"])("invalid: the body %j", (text) => {
    expect(judgeBody(text, CURRENT).standing).toBe("invalid");
  });

  it("knows the mandatory fields of each revision", () => {
    for (const profile of PROFILES) {
      const { remarks } = judgeBody("{}", profile);
      expect(remarks.map((r) => r.field)).toEqual(profile.mandatory);
    }
  });
});
