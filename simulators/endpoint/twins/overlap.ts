/** Twins that are right as long as reports on one task come one after the other. */

import type { Profile } from "../../contract/index.ts";
import type { PutEffect } from "../policy.ts";
import type { Effect, Task } from "../store.ts";
import type { Twin } from "./twin.ts";

/** @unit milliseconds; long enough for a second report to arrive on loopback */
const HOLD_MS = 3;

/** @unit milliseconds; long enough for a read or another report to fall between two fields */
const STEP_MS = 2;

/** All need two requests in flight to show. */
export const OVERLAP_TWINS: readonly Twin[] = [
  {
    id: "overlap-500",
    statement: "A report is answered 500 while another one on its task is in flight.",
    family: "overlap",
    caughtBy: ["concurrency/overlap-accepted"],
    policy: (correct) => ({ ...correct, holdMs: HOLD_MS, refusesOverlap: true }),
  },
  {
    id: "overlap-torn",
    statement: "A report is written field by field, 2 ms apart, a second one from the other end.",
    family: "overlap",
    caughtBy: ["concurrency/overlap-whole"],
    policy: (correct) => ({
      ...correct,
      writes: (put, task, { onTask }) => torn(correct.profile, { put, task, overlapping: onTask }),
    }),
  },
  {
    id: "others-overlap-lost",
    statement: "A report is answered 200 and lost while one on another task is in flight.",
    family: "overlap",
    caughtBy: ["concurrency/tasks-apart"],
    policy: (correct) => ({
      ...correct,
      holdMs: HOLD_MS,
      writes: (put, task, around) =>
        around.elsewhere > 0 ? [] : correct.writes(put, task, around),
    }),
  },
];

interface Writing {
  readonly put: PutEffect;
  readonly task: Task;
  readonly overlapping: number;
}

/**
 * Every field that the report carries or that the task's last one carried, each for itself. Two
 * that overlap write in opposite orders, so that what remains is a mixture; in one and the same
 * order the second would overwrite the first field by field, and only a read between would see it.
 */
function torn(profile: Profile, { put, task, overlapping }: Writing): readonly Effect[] {
  const last = task.progress?.report;
  const written = profile.fields.filter(({ name }) => put.report.has(name) || last?.has(name));
  if (overlapping % 2 === 1) written.reverse();
  return written.map(({ name: field }, index) => {
    const value = put.report.get(field);
    const afterMs = index === 0 ? 0 : STEP_MS;
    return { kind: "patch", taskId: put.taskId, field, value, afterMs };
  });
}
