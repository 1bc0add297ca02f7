/** What a whole plan comes to as text, so that two engines can be compared. */

import { bodyWriter, type Plan } from "../agent/index.ts";
import type { Profile } from "../contract/index.ts";
import { arrivals } from "./arrivals.ts";

/** Every report that arrives of a plan, with its time: lines `<atMs> <body>\n`. */
export function playedLines(plan: Plan, profile: Profile): readonly string[] {
  const entries = arrivals(plan);
  const write = bodyWriter(plan, profile);
  const lines: string[] = [];
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    lines.push(`${entry.atMs} ${write(entry.report)}\n`);
  }
  return lines;
}
