/** All drawn flaws of the reference: every operator on every field and rule that it fits. */

import type { Profile } from "../../contract/index.ts";
import { fieldFlaws } from "./field-flaws.ts";
import type { Flaw } from "./flaw.ts";
import { ruleFlaws } from "./rule-flaws.ts";

export type { Flaw } from "./flaw.ts";

/** In a fixed order, each id once. */
export function flawsOf(profile: Profile): readonly Flaw[] {
  return [...profile.fields.flatMap((field) => fieldFlaws(field, profile)), ...ruleFlaws()];
}
