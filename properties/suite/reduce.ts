/**
 * Makes a violated trial smaller: fewer requests first, then fewer members in what is sent. What is
 * wanted of a reply is computed from the bytes, so a smaller trial is judged as rightly as the one
 * it came from.
 */

import { readJson, writeJson } from "../../simulators/report/index.ts";
import { type Body, bodyText, type Look, type Send, type Step, type Trial } from "./trial.ts";

/** Candidates that are tried at the most; the smallest found so far is kept. */
const CANDIDATES_MAX = 120;

/** The smallest trial found that `fails` still. `fails` sends it; it must have failed before. */
export async function reduceTrial(
  trial: Trial,
  mandatory: readonly string[],
  fails: (candidate: Trial) => Promise<boolean>,
): Promise<Trial> {
  let smallest = trial;
  let left = CANDIDATES_MAX;
  for (let progress = true; progress && left > 0; ) {
    progress = false;
    for (const candidate of candidates(smallest, mandatory)) {
      if (left === 0) break;
      left -= 1;
      if (await fails(candidate)) {
        smallest = candidate;
        progress = true;
        break;
      }
    }
  }
  return smallest;
}

/** Trials that are one step or one member smaller; mandatory members stay. */
export function candidates(trial: Trial, mandatory: readonly string[]): readonly Trial[] {
  const shorter = fewerSteps(trial.steps);
  const slimmer = trial.steps.flatMap((step, i) =>
    smallerSteps(step, mandatory).map((s) => replaced(trial.steps, i, s)),
  );
  return [...shorter, ...slimmer].map((steps) => ({ ...trial, steps }));
}

function fewerSteps(steps: readonly Step[]): readonly (readonly Step[])[] {
  // The last steps go first, so that what is left is near the beginning and plain.
  const without =
    steps.length > 1 ? steps.map((_, i) => steps.filter((__, j) => j !== i)).reverse() : [];
  const inGroups = steps.flatMap((step, i) => {
    if (step.do !== "together") return [];
    return step.steps.map((_, drop): readonly Step[] => {
      const rest = step.steps.filter((__, j) => j !== drop);
      const [only] = rest;
      const smaller = rest.length === 1 && only !== undefined ? only : { ...step, steps: rest };
      return replaced(steps, i, smaller);
    });
  });
  return [...without, ...inGroups];
}

function smallerSteps(step: Step, mandatory: readonly string[]): readonly Step[] {
  if (step.do === "send") return smallerSends(step, mandatory);
  if (step.do === "look") return [];
  return step.steps.flatMap((inner, i) =>
    smallerInner(inner, mandatory).map((s) => {
      return { ...step, steps: step.steps.map((old, j) => (j === i ? s : old)) };
    }),
  );
}

function smallerInner(step: Send | Look, mandatory: readonly string[]): readonly (Send | Look)[] {
  return step.do === "send" ? smallerSends(step, mandatory) : [];
}

function smallerSends(step: Send, mandatory: readonly string[]): readonly Send[] {
  return smallerBodies(step.body, mandatory).map((body) => ({ ...step, body }));
}

/** The body without one of its members. A body that is no JSON object stays as it is. */
function smallerBodies(body: Body | undefined, mandatory: readonly string[]): readonly Body[] {
  const text = body === undefined ? undefined : bodyText(body);
  if (text === undefined) return [];
  const reading = readJson(text);
  if (reading.kind === "malformed" || reading.value.kind !== "object") return [];
  const { members } = reading.value;
  return members.flatMap(([name], i) => {
    if (mandatory.includes(name)) return [];
    const rest = members.filter((_, j) => j !== i);
    return [{ text: writeJson({ kind: "object", members: rest }) }];
  });
}

function replaced(steps: readonly Step[], index: number, step: Step): readonly Step[] {
  return steps.map((old, i) => (i === index ? step : old));
}
