/** The file of waivers: what is wrong with it, and where, in one line. */

import { describe, expect, it } from "vitest";
import { makeWaiver } from "../testing/make-waiver.ts";
import { parseWaivers, WaiversError, writeWaivers } from "./waivers-file.ts";

const KNOWN = (id: string) => id === "progress/above-range";
const parse = (value: unknown) =>
  parseWaivers(typeof value === "string" ? value : JSON.stringify(value), "w.json", KNOWN);
const of = (...waivers: readonly unknown[]) => ({ version: 1, waivers });
const without = (name: string) =>
  Object.fromEntries(Object.entries(makeWaiver()).filter(([key]) => key !== name));

const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
  ["no JSON", "{", /^w\.json: got no JSON .*want \{"version": 1/],
  ["a number", 7, /^w\.json: the file: got 7, want \{"version": 1/],
  ["an entry in words", of("all"), /waivers\.0: got "all", want an entry$/],
  ["no version", { waivers: [] }, /^w\.json: version: got nothing, want 1$/],
  ["another version", { version: 2, waivers: [] }, /version: got 2, want 1$/],
  ["no list", { version: 1, waivers: {} }, /waivers: got \{\}, want a list of waivers/],
  [
    "no requirement",
    of(without("requirement")),
    /waivers\.0\.requirement: got nothing, want the id/,
  ],
  ["an unknown one", of(makeWaiver({ requirement: "x" })), /requirement: got "x", want the id/],
  [
    "no fingerprint",
    of(without("fingerprint")),
    /waivers\.0\.fingerprint: got nothing, want the c/,
  ],
  ["no reason", of(without("reason")), /waivers\.0\.reason: got nothing, want why/],
  ["an empty reason", of(makeWaiver({ reason: "  " })), /reason: got " {2}", want why/],
  ["no owner", of(without("owner")), /waivers\.0\.owner: got nothing, want who/],
  [
    "no last day",
    of(makeWaiver(), without("until")),
    /waivers\.1\.until: got nothing, want the last/,
  ],
  ["a day in words", of(makeWaiver({ until: "soon" })), /until: got "soon", want the last day/],
  [
    "no such day",
    of(makeWaiver({ until: "2026-02-30" })),
    /until: got "2026-02-30", want the last/,
  ],
  ["a moment", of(makeWaiver({ until: "2026-02-03T00:00Z" })), /want the last day .* YYYY-MM-DD/],
  ["a slip", of({ ...makeWaiver(), flakey: 1 }), /waivers\.0\.flakey: got a member that no entry/],
  ["no rate", of({ ...makeWaiver(), flaky: {} }), /flaky\.maxRate: got nothing, want a share/],
  ["a rate of 0", of(makeWaiver({ flaky: { maxRate: 0 } })), /maxRate: got 0, want a share/],
  ["a rate of 5", of(makeWaiver({ flaky: { maxRate: 5 } })), /maxRate: got 5, want a share/],
  ["a twice", of(makeWaiver(), makeWaiver()), /waivers\.1: got a second entry for progress/],
];

describe("a file of waivers", () => {
  it.each(WRONG)("with %s is refused in one line", (_phrase, value, message) => {
    expect(() => parse(value)).toThrow(WaiversError);
    expect(() => parse(value)).toThrow(message);
    expect(() => parse(value)).not.toThrow(/\n/);
  });

  it("reads back as it was written", () => {
    const waivers = [makeWaiver(), makeWaiver({ fingerprint: "a", flaky: { maxRate: 0.01 } })];
    expect(parse(writeWaivers(waivers))).toEqual(waivers);
    expect(parse(of())).toEqual([]);
  });
});
