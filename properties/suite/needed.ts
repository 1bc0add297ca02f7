/**
 * Which members of a counterexample matter: those whose value cannot be replaced by other valid ones
 * without the violation going away. What does not matter may have any value.
 */

import type { Profile } from "../../simulators/contract/index.ts";
import { readJson, writeJson } from "../../simulators/report/index.ts";
import { insideValues } from "../requirements/values.ts";
import { type Body, bodyText, flat, mapped, type Send, type Step, type Trial } from "./trial.ts";

/** Longer trials are about their order, not about a member. */
const SENDS_MAX = 6;
/** A body of more members is about their number, and each would be asked about. */
const NAMES_MAX = 48;

/**
 * Names of the members that matter, in the order of the first body; undefined where there is no
 * JSON object to look into, or more of it than is asked about. `fails` sends a candidate.
 */
export async function neededMembers(
  trial: Trial,
  profile: Profile,
  fails: (candidate: Trial) => Promise<boolean>,
): Promise<readonly string[] | undefined> {
  // What is watched is which report a look shows: all that tells reports apart matters.
  if (trial.watch !== undefined) return undefined;
  const sends = flat(trial.steps).filter((step): step is Send => step.do === "send");
  const bodies = sends.map((step) => membersOf(step.body));
  if (sends.length > SENDS_MAX || bodies.some((members) => members === undefined)) return undefined;
  const names = [...new Set(bodies.flatMap((members) => (members ?? []).map(([name]) => name)))];
  if (names.length > NAMES_MAX) return undefined;
  const needed: string[] = [];
  for (const name of names) {
    const present = bodies.flatMap((members) => members?.filter(([own]) => own === name) ?? []);
    const others = otherValues(name, profile).filter((json) => {
      return !present.some(([, value]) => value === json);
    });
    for (const json of others) {
      if (await fails(withMember(trial, name, json))) continue;
      needed.push(name);
      break;
    }
  }
  return needed;
}

/** Two valid values that have little in common. */
function otherValues(name: string, profile: Profile): readonly string[] {
  const field = profile.fields.find((candidate) => candidate.name === name);
  if (field === undefined) return ['"other"', "7"];
  // Odd characters are a matter of their own.
  if (field.type === "string") return ['"other"', '"a second one"'];
  const inside = insideValues(field);
  return [...new Set([inside[0], inside[Math.floor(inside.length / 2)], inside.at(-1)])].filter(
    (json) => json !== undefined,
  );
}

function withMember(trial: Trial, name: string, json: string): Trial {
  return { ...trial, steps: trial.steps.map((step) => changed(step, name, json)) };
}

function changed(step: Step, name: string, json: string): Step {
  return mapped(step, (inner) => (inner.do === "send" ? sent(inner, name, json) : inner));
}

function sent(step: Send, name: string, json: string): Send {
  const members = membersOf(step.body);
  if (members === undefined) return step;
  const text = members.map(([own, old]) => `${JSON.stringify(own)}:${own === name ? json : old}`);
  return { ...step, body: { text: `{${text.join(",")}}` } };
}

/** The members as JSON texts; undefined when the body is no object, or repeats a name. */
function membersOf(body: Body | undefined): readonly (readonly [string, string])[] | undefined {
  const text = body === undefined ? undefined : bodyText(body);
  const reading = text === undefined ? undefined : readJson(text);
  if (reading?.kind !== "json" || reading.value.kind !== "object") return undefined;
  const { members } = reading.value;
  if (new Set(members.map(([name]) => name)).size < members.length) return undefined;
  return members.map(([name, value]): readonly [string, string] => [name, writeJson(value)]);
}
