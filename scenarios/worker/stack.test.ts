import { expect, it } from "vitest";
import { onDeepStack } from "./stack.ts";

it.each([1, 32, 1_000_000])("acts once and hands the result on, for %i lanes", (lanes) => {
  let acts = 0;
  const act = (): string => {
    acts += 1;
    return "played";
  };
  expect(onDeepStack(lanes, act)).toBe("played");
  expect(acts).toBe(1);
});

it("acts deeper the more lanes there are, and lets what is thrown through", () => {
  const depthOf = (lanes: number): number => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = Infinity;
    try {
      return onDeepStack(lanes, () => (new Error("here").stack ?? "").split("\n").length);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  expect(depthOf(64)).toBeGreaterThan(depthOf(8));
  const fails = (): never => {
    throw new RangeError("out of bounds");
  };
  expect(() => onDeepStack(8, fails)).toThrow(new RangeError("out of bounds"));
});
