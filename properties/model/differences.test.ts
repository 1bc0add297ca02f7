/** The register's equality, value by value: what is the same report, and how a difference is told. */

import { describe, expect, it } from "vitest";
import { type FieldName, profileOf } from "../../simulators/contract/index.ts";
import { type Json, readJson } from "../../simulators/report/index.ts";
import { differences, equal, type Fields } from "./differences.ts";

const PROFILE = profileOf("2026-01");
const ALL = PROFILE.fields.map((field) => field.name);

function json(text: string): Json {
  const reading = readJson(text);
  if (reading.kind === "malformed") throw new Error(`${text}: ${reading.reason}`);
  return reading.value;
}

const fields = (values: Readonly<Partial<Record<FieldName, string>>>): Fields =>
  new Map(
    ALL.flatMap((name) => {
      const text = values[name];
      return text === undefined ? [] : [[name, json(text)] as const];
    }),
  );

describe("two values", () => {
  it.each([
    ["50", "5.0e1", false, true],
    ["9223372036854775807", "9223372036854775806", false, false],
    ["9223372036854775807", "9223372036854775806", true, true],
    ["0.1", "0.10000000000000000555", true, true],
    ["0.1", "0.10000000000000000555", false, false],
    ["0.1", "0.2", true, false],
    ["0.1", "0.2", false, false],
    ['"a"', '"a"', false, true],
    ['"a"', '"A"', false, false],
    ["true", "true", false, true],
    ["true", "false", false, false],
    ["50", '"50"', false, false],
    ['"50"', "50", true, false],
    ["true", '"true"', false, false],
    ['"true"', "true", false, false],
    ["1", "true", true, false],
    ["true", "1", true, false],
    ["[]", "[]", false, false],
    ['"1\\u00002"', '"1\\u00002"', false, true],
    ['"1\\u00002"', '"12"', false, true],
    ['"1\\u00002"', '"1\\ufffd2"', false, true],
    ['"1\\u00002"', '"1"', false, false],
    ['"1\\u00002"', '"2"', false, false],
    ['"12"', '"1\\u00002"', false, false],
  ])("%s and %s, as doubles %s: the same %s", (want, got, double, same) => {
    expect(equal(json(want), json(got), double)).toBe(same);
  });
});

describe("what a look shows of a report", () => {
  const found = (sent: Fields, shown: Fields, visible: readonly FieldName[] = ALL) =>
    differences(sent, { kind: "report", fields: shown, visible }, PROFILE);

  it("is the report to the last bit of a long, and to the precision of a double", () => {
    const sent = fields({ totalsize: "9223372036854775807", migrate_speed: "0.1" });
    expect(
      found(sent, fields({ totalsize: "9223372036854775807", migrate_speed: "1e-1" })),
    ).toEqual([]);
    expect(found(sent, fields({ totalsize: "9223372036854775806", migrate_speed: "0.1" }))).toEqual(
      [{ field: "totalsize", want: "9223372036854775807", got: "9223372036854775806" }],
    );
    const near = fields({
      ...{ totalsize: "9223372036854775807" },
      migrate_speed: "0.10000000000000000555",
    });
    expect(found(sent, near)).toEqual([]);
  });

  it.each(["null", "0", "0.0", "-0", '""', "false"])("of a field left out may be %s", (text) => {
    for (const sent of [fields({}), fields({ remain_time: "null" })]) {
      expect(found(sent, fields({ remain_time: text }))).toEqual([]);
    }
  });

  it.each(["7", '"x"', '" "', "true", "[]", "{}"])("of a field left out may not be %s", (text) => {
    for (const sent of [fields({}), fields({ remain_time: "null" })]) {
      expect(found(sent, fields({ remain_time: text }))).toEqual([
        { field: "remain_time", want: "nothing", got: text },
      ]);
    }
  });

  it("must have each field sent, where the observation can show it", () => {
    const sent = fields({ progress: "0", process_trace: '""' });
    expect(found(sent, fields({ progress: "0" }))).toEqual([
      { field: "process_trace", want: '""', got: "nothing" },
    ]);
    expect(found(sent, fields({ progress: "0" }), ["progress"])).toEqual([]);
  });

  it("is told in a line, however long it is", () => {
    const text = (length: number) => `"${"x".repeat(length - 2)}"`;
    const [whole] = found(fields({ process_trace: text(80) }), fields({}));
    expect(whole?.want).toBe(text(80));
    const [cut] = found(fields({ process_trace: text(81) }), fields({}));
    expect(cut?.want).toBe(`"${"x".repeat(59)}… (81 characters)`);
  });
});
