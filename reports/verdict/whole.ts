/** Whether a run may stand for its build, so that another one is measured by it. */

import type { JudgedRun } from "./judged-run.ts";

/**
 * Why a run shows less than its verb promised, as words that follow its name; undefined of one that was
 * whole and came to its end. What it found is another question: a whole run may be red.
 */
export function whyNotWhole(run: JudgedRun): string | undefined {
  const { problems, interrupted, durationMs, harnessErrors, requirements, missing } = run;
  if (problems.length > 0) return `holds evidence with problems (${problems[0]})`;
  if (interrupted !== undefined) return `was interrupted by ${interrupted}`;
  if (durationMs === undefined) return "did not come to its end";
  const [fault] = harnessErrors.map(({ place, message }) => `${place}: ${message}`);
  const [lost] = requirements.filter(({ verdict }) => verdict === "HARNESS-ERROR");
  if (fault !== undefined || lost !== undefined) {
    return `has a harness error (${fault ?? lost?.entry.id})`;
  }
  const [away] = missing;
  return away === undefined ? undefined : `lacked ${away.name} (${away.detail})`;
}
