/** What the trials about state are made of, before anything is sent. */

import * as fc from "fast-check";
import { expect, it } from "vitest";
import { CURRENT_PROFILE, profileOf } from "../../simulators/contract/index.ts";
import { STATE } from "./state.ts";
import { SHORT_TEXTS, TEXTS } from "./texts.ts";

it("no look asks what the look before it has shown", () => {
  const profile = profileOf(CURRENT_PROFILE);
  const sequences = STATE.find(({ id }) => id === "state/sequences");
  const drawn = sequences?.random?.({ profile, observes: true, ids: [] });
  if (drawn === undefined) throw new Error("nothing is drawn");
  const trials = fc.sample(drawn, { seed: 1, numRuns: 200 });
  for (const { steps } of trials) {
    for (const [i, step] of steps.entries()) {
      const next = steps[i + 1];
      if (step.do !== "look" || next?.do !== "look") continue;
      expect(next.task).not.toBe(step.task);
    }
    const looked = steps.filter((step) => step.do === "look").map(({ task }) => task);
    expect(new Set(looked)).toEqual(new Set(["a", "b"]));
  }
});

it("no text is longer than the fields that take it", () => {
  const lengths = (all: typeof TEXTS) => all.map(([, text]) => [...text].length);
  const fields = profileOf(CURRENT_PROFILE).fields.filter(({ type }) => type === "string");
  const shortest = Math.min(...fields.map(({ lengthMax }) => lengthMax ?? 0));
  expect(Math.max(...lengths(SHORT_TEXTS))).toBeLessThanOrEqual(shortest);
  expect(Math.max(...lengths(TEXTS))).toBe(2048);
});
