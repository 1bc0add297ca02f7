/**
 * What the endpoint remembers, in memory: which tasks there are, and what was last reported on
 * each. Ranges of tasks are computed, so that a million of them cost nothing until they report.
 */

import type { FieldName } from "../contract/index.ts";
import type { Json } from "../report/index.ts";
import type { StoredReport } from "./body.ts";
import type { Change } from "./keeping.ts";
import { type Progress, withReport } from "./progress.ts";

/** The tasks that are there from the start. */
export type KnownTasks =
  | { readonly kind: "list"; readonly ids: readonly string[] }
  | {
      readonly kind: "range";
      readonly prefix: string;
      readonly from: number;
      /** Last number, included. */
      readonly to: number;
      readonly suffix: string;
    };

/** One task as the handler sees it. */
export interface Task {
  readonly id: string;
  /** @unit milliseconds since 1970 */
  readonly createdMs: number;
  /** Absent until something was reported. */
  readonly progress: Progress | undefined;
}

/** What the handler may read of the store. */
export interface View {
  readonly task: (taskId: string) => Task | undefined;
}

/** One change of the store, as data. */
export type Effect = (
  | { readonly kind: "create"; readonly taskId: string }
  | { readonly kind: "delete"; readonly taskId: string }
  /** A whole report. */
  | { readonly kind: "put"; readonly taskId: string; readonly report: StoredReport }
  /** One field of a report, for twins; undefined removes it. */
  | {
      readonly kind: "patch";
      readonly taskId: string;
      readonly field: FieldName;
      readonly value: Json | undefined;
    }
) & {
  /** Time to let pass before this effect, after the one before it. */
  readonly afterMs?: number;
  /** Only what survives the endpoint is changed, not what it shows: for twins. */
  readonly isKeptOnly?: boolean;
};

/** The two rules by which a store keeps reports; a policy has them. */
export interface StoreRules {
  /** Name under which a task's progress is kept. */
  readonly taskKey: (taskId: string) => string;
  /** What is kept when a report comes in. */
  readonly stored: (
    current: Progress | undefined,
    incoming: StoredReport,
    nowMs: number,
  ) => Progress;
}

/** The correct rules: each task for itself, the last report replaces the one before. */
export const CORRECT_RULES: StoreRules = {
  taskKey: (taskId) => taskId,
  stored: withReport,
};

/** The store of one endpoint. Reading is pure; `make` is the only way to change it. */
export class Store implements View {
  private readonly rules: StoreRules;
  private readonly isKnown: (taskId: string) => boolean;
  private readonly startedMs: number;
  private readonly createdMs = new Map<string, number>();
  private readonly deleted = new Set<string>();
  private readonly progress = new Map<string, Progress>();

  constructor(rules: StoreRules, tasks: KnownTasks, startedMs: number) {
    this.rules = rules;
    this.isKnown = membership(tasks);
    this.startedMs = startedMs;
  }

  task(taskId: string): Task | undefined {
    let createdMs = this.createdMs.get(taskId);
    if (createdMs === undefined) {
      if (this.deleted.has(taskId) || !this.isKnown(taskId)) return undefined;
      createdMs = this.startedMs;
    }
    return { id: taskId, createdMs, progress: this.progress.get(this.rules.taskKey(taskId)) };
  }

  /** What an effect changes. A report on a task that has gone meanwhile changes nothing. */
  changeOf(effect: Effect, nowMs: number): Change | undefined {
    const { taskId } = effect;
    const task = this.task(taskId);
    if (effect.kind === "create") {
      return task === undefined ? { kind: "created", taskId, createdMs: nowMs } : undefined;
    }
    if (task === undefined) return undefined;
    const key = this.rules.taskKey(taskId);
    if (effect.kind === "delete") return { kind: "deleted", taskId, key };
    const report =
      effect.kind === "put"
        ? effect.report
        : patched(task.progress?.report, effect.field, effect.value);
    return { kind: "progress", key, progress: this.rules.stored(task.progress, report, nowMs) };
  }

  /** The progress that a change replaces. */
  before(change: Change): Progress | undefined {
    return change.kind === "created" ? undefined : this.progress.get(change.key);
  }

  /** Makes one change: one that an effect asks for, or one that was kept. */
  make(change: Change): void {
    switch (change.kind) {
      case "created":
        this.createdMs.set(change.taskId, change.createdMs);
        return;
      case "deleted":
        this.createdMs.delete(change.taskId);
        if (this.isKnown(change.taskId)) this.deleted.add(change.taskId);
        this.progress.delete(change.key);
        return;
      case "progress":
        this.progress.set(change.key, change.progress);
    }
  }
}

/** How many tasks there are from the start. */
export function knownTaskCount(tasks: KnownTasks): number {
  return tasks.kind === "list" ? tasks.ids.length : tasks.to - tasks.from + 1;
}

function patched(
  report: StoredReport | undefined,
  field: FieldName,
  value: Json | undefined,
): StoredReport {
  const changed = new Map(report ?? []);
  if (value === undefined) changed.delete(field);
  else changed.set(field, value);
  return changed;
}

export function membership(tasks: KnownTasks): (taskId: string) => boolean {
  if (tasks.kind === "list") {
    const ids = new Set(tasks.ids);
    return (taskId) => ids.has(taskId);
  }
  const { prefix, from, to, suffix } = tasks;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from > to) {
    throw new RangeError(`tasks: got the range ${from}..${to}, want two integers in order`);
  }
  return (taskId) => {
    const digits = taskId.slice(prefix.length, taskId.length - suffix.length);
    const number = Number(digits);
    if (!(number >= from && number <= to)) return false;
    return String(number) === digits && taskId === prefix + digits + suffix;
  };
}
