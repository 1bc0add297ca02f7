/** Which members of a counterexample matter, and where nobody asks. */

import { expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { minimalWith } from "../requirements/drafts.ts";
import { neededMembers } from "./needed.ts";
import { bodyText, setup, type Trial } from "./trial.ts";

const PROFILE = profileOf("2026-01");

const ofBody = (text: string): Trial => ({ title: "t", steps: [setup(text)] });

it("names those without whose value it holds", async () => {
  const fails = async ({ steps: [step] }: Trial) =>
    step?.do === "send" &&
    step.body !== undefined &&
    bodyText(step.body)?.includes(":101") === true;
  const trial = ofBody(minimalWith(PROFILE, "progress", "101"));
  expect(await neededMembers(trial, PROFILE, fails)).toEqual(["progress"]);
});

it("asks nothing of a body of very many members", async () => {
  const others = Array.from({ length: 20_000 }, (_, n) => `"later_${n}":${n}`).join(",");
  const text = minimalWith(PROFILE, "progress", "50").replace(/}$/, `,${others}}`);
  let asked = 0;
  const fails = async () => {
    asked += 1;
    return true;
  };
  expect(await neededMembers(ofBody(text), PROFILE, fails)).toBeUndefined();
  expect(asked).toBe(0);
});
