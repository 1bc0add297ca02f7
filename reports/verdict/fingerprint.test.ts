import { describe, expect, it } from "vitest";
import { findingOf } from "../testing/make-findings.ts";
import { fingerprintOf, fingerprintsOf } from "./fingerprint.ts";

describe("a fingerprint", () => {
  it.each([
    [
      "a field's value taken",
      { wanted: "refused", field: "progress", got: "2xx" },
      "refused:progress:2xx",
    ],
    ["a whole report", { wanted: "shown", got: "another report" }, "shown:another-report"],
    ["hostile evidence", { wanted: "<b>\u001b[1m", got: "a|b\n" }, "-b-1m:a-b-"],
  ])("of %s is plain text", (_phrase, cause, text) => {
    expect(fingerprintOf(cause)).toBe(text);
  });

  it("is there for each cause, the finding's own first and each once", () => {
    const finding = findingOf("progress/above-range");
    const other = { wanted: "refused", got: "5xx" };
    const own = finding.cause ?? other;
    expect(fingerprintsOf({ ...finding, otherCauses: [other, own, other] })).toEqual([
      "refused:progress:2xx",
      "refused:5xx",
    ]);
  });

  it("is not made up for evidence that keeps no cause", () => {
    const { cause: _, ...old } = findingOf("progress/above-range");
    expect(fingerprintsOf(old)).toEqual([]);
  });
});
