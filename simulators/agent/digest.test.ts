import { expect, it } from "vitest";
import { profileOf } from "../contract/index.ts";
import { Digest, type Plan, planOf, playedText, timelineDigest } from "./index.ts";

const PLAN = planOf({ totalBytes: 1e8, linkMbps: 100, seed: 5 });
const CURRENT = profileOf("2026-01");

it("counts the reports and the characters of the text that it stands for", () => {
  const text = playedText(PLAN, CURRENT);
  const digest = new Digest();
  digest.add(text);
  const reports = text.split("\n").length - 1;
  expect(timelineDigest(PLAN, CURRENT)).toBe(`${reports}-${text.length}-${digest.hex()}`);
});

it("does not depend on where the text is cut", () => {
  const whole = new Digest();
  whole.add("in one");
  const parts = new Digest();
  parts.add("in ");
  parts.add("");
  parts.add("one");
  expect(parts.hex()).toBe(whole.hex());
});

it("has FNV-1a as its first half", () => {
  const digest = new Digest();
  digest.add("foobar");
  expect(digest.hex().slice(0, 8)).toBe("bf9cf968");
});

it.each<[string, Plan]>([
  ["seed", { ...PLAN, seed: 6 }],
  ["data", { ...PLAN, totalBytes: PLAN.totalBytes + 1 }],
  ["start", { ...PLAN, startSeconds: PLAN.startSeconds + 1 }],
  ["phase", { ...PLAN, phaseShare: 0.001 }],
])("tells plans apart that differ in their %s", (_, other) => {
  expect(timelineDigest(other, CURRENT)).not.toBe(timelineDigest(PLAN, CURRENT));
});

it("tells profiles apart", () => {
  expect(timelineDigest(PLAN, profileOf("2024-02"))).not.toBe(timelineDigest(PLAN, CURRENT));
});
