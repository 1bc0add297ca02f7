/** How often a counterexample is sent before it counts as fixed. */

import { expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { bodyOf, minimal } from "../requirements/drafts.ts";
import { bareReply, bareTarget } from "../testing/bare-target.ts";
import { replay } from "./replay.ts";
import { report, together } from "./trial.ts";

const BODY = bodyOf(minimal(profileOf("2026-01")));
const ONE = { title: "a report", steps: [report(BODY, { want: "accepted" })] };
const RACE = { title: "two", steps: [together(...ONE.steps, ...ONE.steps)] };

/** A target that fails each nth time it gets the report, not another one that goes before. */
function failing(nth: number) {
  let asked = 0;
  const target = bareTarget(async ({ body }) => {
    if (body !== BODY) return bareReply(200);
    asked += 1;
    return bareReply(asked % nth === 0 ? 500 : 200);
  });
  return { target, asked: () => asked };
}

it.each([
  ["once, where it showed each time", ONE, { runs: 3, violated: 3 }, 5, "FIXED", 1],
  ["once, where nobody counted", ONE, undefined, 5, "FIXED", 1],
  ["until it shows, where it showed at times", ONE, { runs: 3, violated: 1 }, 5, "FAILED", 5],
  ["until it shows, where it never showed again", ONE, { runs: 3, violated: 0 }, 5, "FAILED", 5],
  ["30 times, where it showed at times", ONE, { runs: 3, violated: 2 }, 99, "FIXED", 30],
  ["30 times, where it is a race", RACE, { runs: 10, violated: 10 }, 99, "FIXED", 60],
] as const)("%s", async (_, trial, confirmation, nth, kind, requests) => {
  const { target, asked } = failing(nth);
  const stored = { trial, ids: { a: "task-1" }, ...(confirmation && { confirmation }) };
  const verdict = await replay(stored, target, new AbortController().signal);
  expect({ kind: verdict.kind, requests: asked() }).toEqual({ kind, requests });
  if (requests > 1 && kind === "FIXED") expect(verdict.detail).toMatch(/, 30 times$/);
});
