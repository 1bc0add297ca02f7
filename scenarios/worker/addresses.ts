/** Task ids as they stand in a path: percent-encoded, and cheap to write for ranges. */

import { type TaskIds, taskIdAt } from "../../properties/target/task-ids.ts";

/** Gives the encoded id at a position: what `encodeURIComponent` makes of `taskIdAt`. */
export function encodedTasks(tasks: TaskIds): (position: number) => string {
  if (tasks.kind === "list") return (position) => encodeURIComponent(taskIdAt(tasks, position));
  // Digits are never encoded, so only the ends need it, once.
  const prefix = encodeURIComponent(tasks.prefix);
  const suffix = encodeURIComponent(tasks.suffix);
  const { from } = tasks;
  return (position) => `${prefix}${from + position}${suffix}`;
}
