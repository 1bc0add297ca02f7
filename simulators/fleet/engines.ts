/**
 * Whether Node and k6 play the same: what Node writes for the plans of a plan file. engines.k6.ts
 * writes the same in k6 from the same file; the two must be equal, line by line. A line stands for
 * every byte and every planned time of one plan.
 */

import { createHash } from "node:crypto";
import type { Plan } from "../agent/index.ts";
import type { Profile } from "../contract/index.ts";
import { playedLines } from "../faults/index.ts";

/** What k6 has to write: each plan's place, its reports and the SHA-256 of what is played. */
export function enginesText(plans: readonly Plan[], profile: Profile): string {
  return plans
    .map((plan, index) => {
      const lines = playedLines(plan, profile);
      const digest = createHash("sha256").update(lines.join("")).digest("hex");
      return `plan ${index} ${lines.length} ${digest}\n`;
    })
    .join("");
}
