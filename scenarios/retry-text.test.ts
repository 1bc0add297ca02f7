import { expect, it } from "vitest";
import { parseRetry } from "./retry-text.ts";

it.each([
  ["none", { kind: "none" }],
  ["fixed:500ms", { kind: "fixed", afterMs: 500, triesMax: 50 }],
  ["exponential:100ms..10s", { kind: "exponential", baseMs: 100, capMs: 10_000, triesMax: 50 }],
  ["full-jitter:1s..1s", { kind: "full-jitter", baseMs: 1000, capMs: 1000, triesMax: 50 }],
])("%s", (text, policy) => {
  expect(parseRetry(text)).toEqual(policy);
});

it.each([
  "",
  "fixed",
  "fixed:",
  "fixed:1s..2s",
  "exponential:1s",
  "full-jitter:10s..1s",
  "often:1s",
])("refuses %j and says what is wanted", (text) => {
  expect(() => parseRetry(text)).toThrow(/^retry: got .*want none, fixed:500ms, exponential/);
});

it("refuses no time at all", () => {
  expect(() => parseRetry("fixed:0ms")).toThrow("retry: got 0ms, want at least 1ms");
});
