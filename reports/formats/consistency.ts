/** How consistent the target's looks were over all requirements that watched histories, in a line. */

import type { JudgedRun } from "../verdict/judged-run.ts";
import { countText, shareText, visible } from "./text.ts";

/**
 * "linearizable is wanted; the strongest level that all 312 histories keep is regular (0 undecided, 0 %)".
 * Undefined where no history was watched.
 */
export function consistencyText({ requirements, run }: JudgedRun): string | undefined {
  const watched = requirements.flatMap(({ result }) => {
    return result?.consistency === undefined ? [] : [result.consistency];
  });
  const [first] = watched;
  if (first === undefined) return undefined;
  const kept = first.kept.filter((level) => watched.every((other) => other.kept.includes(level)));
  const histories = sum(watched.map((one) => one.histories));
  const undecided = sum(watched.map((one) => one.undecided));
  const delayMs = run?.target.visibleWithinMs ?? 0;
  const wanted = delayMs === 0 ? "linearizable" : `linearizable after ${delayMs} ms`;
  const seen = visible(kept[0] ?? "none");
  const open = `${countText(undecided)} undecided, ${shareText(undecided / histories)}`;
  return `${wanted} is wanted; the strongest level that all ${countText(histories)} histories keep is ${seen} (${open})`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
