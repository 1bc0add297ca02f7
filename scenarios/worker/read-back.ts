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

/** Judges the text of a 200 answer to the observing GET. */
export function judgeLook(
  text: string,
  sentBody: string,
  context: { readonly observation: Observation; readonly profile: Profile },
): Look {
  const { observation, profile } = context;
  if (observation.kind === "pointer") {
    const { pointer } = observation;
    if (isPlainlyRight(text, sentBody, { pointer, profile })) return { kind: "right" };
  }
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
