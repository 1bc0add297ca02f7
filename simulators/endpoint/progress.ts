/**
 * What is known of one task's progress: the last report, and one entry for each subtask that was
 * ever reported, as ShowTask lists them.
 */

import type { Json } from "../report/index.ts";
import type { StoredReport } from "./body.ts";

/** One subtask as it was last reported. */
export interface SubtaskEntry {
  readonly id: number;
  readonly name: string;
  readonly progress: Json | undefined;
  readonly trace: Json | undefined;
  readonly speed: Json | undefined;
  /** Time of the first report on it. @unit milliseconds since 1970 */
  readonly startMs: number;
  /** Time at which it came to 100 %; undefined while it has not. @unit milliseconds since 1970 */
  readonly endMs: number | undefined;
}

/** All that is kept of one task besides its existence. */
export interface Progress {
  readonly report: StoredReport;
  /** In the order in which they first appeared. */
  readonly subtasks: readonly SubtaskEntry[];
  /** Time of the task's first report. @unit milliseconds since 1970 */
  readonly startMs: number;
  /** The progress before the last report; only a twin keeps it. */
  readonly before?: Progress | undefined;
}

/** The correct rule: the incoming report replaces the whole one before (ruling D-04). */
export function withReport(
  current: Progress | undefined,
  incoming: StoredReport,
  nowMs: number,
): Progress {
  return {
    report: incoming,
    subtasks: withSubtask(current?.subtasks ?? [], incoming, nowMs),
    startMs: current?.startMs ?? nowMs,
  };
}

function withSubtask(
  entries: readonly SubtaskEntry[],
  report: StoredReport,
  nowMs: number,
): readonly SubtaskEntry[] {
  const name = report.get("subtask_name");
  if (name?.kind !== "string") return entries;
  const index = entries.findIndex((entry) => entry.name === name.value);
  const known = entries[index];
  const progress = report.get("progress");
  const isDone = progress?.kind === "number" && Number(progress.text) === 100;
  const entry: SubtaskEntry = {
    id: known?.id ?? entries.length + 1,
    name: name.value,
    progress,
    trace: report.get("process_trace"),
    speed: report.get("migrate_speed"),
    startMs: known?.startMs ?? nowMs,
    endMs: isDone ? (known?.endMs ?? nowMs) : undefined,
  };
  if (known === undefined) return [...entries, entry];
  const next = entries.slice();
  next[index] = entry;
  return next;
}
