/**
 * The tasks that a target lends to a run, by position. Ranges are computed, not stored: a fleet of
 * a million agents costs no memory for its ids. Runs unchanged in Node and in k6.
 */

import type { KnownTasks } from "../../simulators/endpoint/store.ts";

export { membership } from "../../simulators/endpoint/store.ts";

/** A list of ids, or a prefix and suffix around the numbers `from` to `to`, both included. */
export type TaskIds = KnownTasks;

/** How many tasks there are. */
export function taskCount(tasks: TaskIds): number {
  return tasks.kind === "list" ? tasks.ids.length : tasks.to - tasks.from + 1;
}

/** The id at a position. @range 0..taskCount-1; throws outside */
export function taskIdAt(tasks: TaskIds, position: number): string {
  if (tasks.kind === "range") {
    if (position >= 0 && position < taskCount(tasks)) {
      return `${tasks.prefix}${tasks.from + position}${tasks.suffix}`;
    }
  } else {
    const id = tasks.ids[position];
    if (id !== undefined) return id;
  }
  throw new RangeError(`taskIdAt: got position ${position}, want 0..${taskCount(tasks) - 1}`);
}

/** As many tasks from a position on as there are, `most` at the most; where none are left, the last. */
export function someTasks(tasks: TaskIds, position: number, most: number): TaskIds {
  const first = Math.max(0, Math.min(position, taskCount(tasks) - 1));
  if (tasks.kind === "list") return { kind: "list", ids: tasks.ids.slice(first, first + most) };
  const from = tasks.from + first;
  return { ...tasks, from, to: Math.min(tasks.to, from + most - 1) };
}

/** Text of a `--tasks` value for people. */
export function describeTasks(tasks: TaskIds): string {
  if (tasks.kind === "range")
    return `range:${tasks.prefix}{${tasks.from}..${tasks.to}}${tasks.suffix}`;
  const shown = tasks.ids.slice(0, 5).join(",");
  return tasks.ids.length > 5 ? `list:${shown},… (${tasks.ids.length})` : `list:${shown}`;
}
