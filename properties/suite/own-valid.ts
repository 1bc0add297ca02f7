/** A guard against a fault of ours: demanding that a report be accepted which says something wrong. */

import type { Profile } from "../../simulators/contract/index.ts";
import { judgeBody } from "../../simulators/report/index.ts";
import { bodyText, type Send, type Want } from "./trial.ts";

/** Wants that only a valid report may have: who demands acceptance must have said nothing wrong. */
const WANTS_OF_VALID: readonly Want[] = ["accepted", "success", "prompt", "crowded"];

/** Throws when we would demand that an invalid report is accepted: a fault of ours, no finding. */
export function wantOwnValid(step: Send, profile: Profile): void {
  if (!WANTS_OF_VALID.includes(step.want)) return;
  const text = bodyText(step.body);
  const judged = text === undefined ? undefined : judgeBody(text, profile);
  if (judged?.standing === "valid") return;
  const why = judged?.remarks.map((r) => `${r.field ?? "body"}: ${r.reason}`).join("; ");
  throw new Error(`a report that is to be accepted is not valid (${why ?? "no UTF-8"}): ${text}`);
}
