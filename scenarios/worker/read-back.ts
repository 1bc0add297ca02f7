/**
 * Whether what the observing GET shows is the report that was just acknowledged. Pure.
 *
 * Not verified: fields that the observation cannot show, and tasks that agents share.
 */

import { differences } from "../../properties/model/differences.ts";
import { type Observation, readSeen } from "../../properties/target/observation.ts";
import type { Profile } from "../../simulators/contract/index.ts";
import { judgeBody } from "../../simulators/report/index.ts";
import { isPlainlyRight } from "./quick-look.ts";

/** What one look at an agent's task came to. */
export type Look =
  | { readonly kind: "right" }
  /** Another report than the acknowledged one, or none. */
  | { readonly kind: "wrong"; readonly what: string }
  /** The read was answered with something that cannot be judged, or not at all. */
  | { readonly kind: "indefinite"; readonly what: string };

/**
 * Judges a look at a task on which several agents report: it may be any of the reports that were
 * sent lately, the agent's own first, but whole. `bodies` is never empty.
 */
export function judgeOneOf(
  text: string,
  bodies: readonly string[],
  context: { readonly observation: Observation; readonly profile: Profile },
): Look {
  const [own = "", ...others] = bodies;
  // The quick way first for all of them: the slow one takes k6 a millisecond each.
  if (bodies.some((body) => isQuicklyRight(text, body, context))) return { kind: "right" };
  const look = judgeLook(text, own, context);
  if (look.kind !== "wrong" || others.length === 0) return look;
  if (others.some((body) => judgeLook(text, body, context).kind === "right"))
    return { kind: "right" };
  return { kind: "wrong", what: `none of the ${bodies.length} reports sent lately; ${look.what}` };
}

/** Judges the text of a 200 answer to the observing GET. */
export function judgeLook(
  text: string,
  sentBody: string,
  context: { readonly observation: Observation; readonly profile: Profile },
): Look {
  const { observation, profile } = context;
  if (isQuicklyRight(text, sentBody, context)) return { kind: "right" };
  const sent = judgeBody(sentBody, profile).values;
  const name = sent.get("subtask_name");
  const subtask = name?.kind === "string" ? name.value : undefined;
  const fields = profile.fields.map((field) => field.name);
  const seen = readSeen(observation, text, { fields, subtask });
  if (seen.kind === "unreadable") return { kind: "indefinite", what: seen.reason };
  if (seen.kind === "empty") return { kind: "wrong", what: "shows no report" };
  const found = differences(sent, seen, profile);
  const [first] = found;
  if (first === undefined) return { kind: "right" };
  const rest = found.length > 1 ? ` (and ${found.length - 1} fields more)` : "";
  return { kind: "wrong", what: `${first.field}: got ${first.got}, want ${first.want}${rest}` };
}

/** Whether the shown text is the sent one, member by member; false says nothing. */
function isQuicklyRight(
  text: string,
  sentBody: string,
  { observation, profile }: { readonly observation: Observation; readonly profile: Profile },
): boolean {
  if (observation.kind !== "pointer") return false;
  return isPlainlyRight(text, sentBody, { pointer: observation.pointer, profile });
}
