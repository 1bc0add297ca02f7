/**
 * How much a task's history keeps of what one register would show. From the strongest: one order in
 * time explains all (linearizable); each look by itself shows the last completed report or one that
 * was under way (regular); one order that only keeps each lane's own (sequential); each look shows
 * one report that was sent, whole (written). Regular and sequential do not imply each other.
 */

import { countingReports, type History, isBefore, type Looked, looksOf } from "./history.ts";
import { type Answer, isLinearizable, isSequential, STEPS_MAX } from "./linearizable.ts";

/** The levels, the strongest first. */
export const LEVELS = ["linearizable", "regular", "sequential", "written"] as const;

export type Level = (typeof LEVELS)[number];

/** Whether a history keeps a level. */
export function keeps(history: History, level: Level, stepsMax = STEPS_MAX): Answer {
  switch (level) {
    case "linearizable":
      return isLinearizable(history, stepsMax);
    case "sequential":
      return isSequential(history, stepsMax);
    case "regular":
      return looksOf(history).every((look) => isRegular(look, history)) ? "ok" : "illegal";
    case "written":
      return looksOf(history).every((look) => isWritten(look, history)) ? "ok" : "illegal";
  }
}

/** The last completed report, or one that was under way; of several completed ones, any last one. */
function isRegular(look: Looked, history: History): boolean {
  if (!isWritten(look, history)) return false;
  const reports = countingReports(history);
  const { shown } = look;
  const own = reports.find((report) => shown.kind === "report" && report.value === shown.value);
  return !reports.some((other) => {
    return isBefore(other, look) && (own === undefined || isBefore(own, other));
  });
}

/** What the task showed before, or a report that counts and that had been sent. */
function isWritten(look: Looked, history: History): boolean {
  const { shown } = look;
  if (shown.kind === "before") return true;
  return countingReports(history).some((report) => {
    return shown.kind === "report" && report.value === shown.value && !isBefore(look, report);
  });
}
