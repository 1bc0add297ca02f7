/**
 * How a task is wrong that shows none of the reports it may. Pure.
 *
 * Not told apart: a report of another agent, and one of this agent's that was acknowledged too long
 * ago to be kept. Torn is only seen where a pointer shows the whole report.
 */

import { differences } from "../../properties/model/differences.ts";
import { type Observation, readSeen } from "../../properties/target/observation.ts";
import type { Profile } from "../../simulators/contract/index.ts";
import { judgeBody } from "../../simulators/report/index.ts";
import type { Register } from "./register.ts";

/** What a look is read by. */
export interface LookContext {
  readonly observation: Observation;
  readonly profile: Profile;
}

/** What is known of the reports that may have come to a task. */
export type Known = Pick<Register, "last" | "earlier" | "refused" | "unanswered">;

export type WrongName = "lost" | "stale" | "refused" | "torn" | "foreign";

/**
 * `lost`: shows no report; `stale`: one that was acknowledged before the last; `refused`: one that
 * was refused; `torn`: each member of one of the agent's reports, but not all of the same; `foreign`:
 * none of this agent's.
 */
export function wrongName(text: string, register: Known, context: LookContext): WrongName {
  const { observation, profile } = context;
  const fields = profile.fields.map((field) => field.name);
  const { last = "", earlier, refused, unanswered } = register;
  const name = judgeBody(last, profile).values.get("subtask_name");
  const subtask = name?.kind === "string" ? name.value : undefined;
  const seen = readSeen(observation, text, { fields, subtask });
  if (seen.kind !== "report") return "lost";
  const differing = (body: string): readonly string[] =>
    differences(judgeBody(body, profile).values, seen, profile).map(({ field }) => field);
  if (earlier.some((body) => differing(body).length === 0)) return "stale";
  if (refused.some((body) => differing(body).length === 0)) return "refused";
  if (observation.kind !== "pointer") return "foreign";
  let nowhere = new Set<string>(fields);
  for (const body of [last, ...earlier, ...refused, ...unanswered]) {
    const other = new Set(differing(body));
    nowhere = new Set([...nowhere].filter((field) => other.has(field)));
  }
  return nowhere.size === 0 ? "torn" : "foreign";
}
