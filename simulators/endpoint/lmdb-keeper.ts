/**
 * A keeper in a folder: LMDB, each change a transaction of its own that is on the disk before it
 * counts as kept.
 *
 * Not kept: what a twin holds of earlier reports beside the last one.
 */

import { open, type RootDatabase } from "lmdb";
import * as v from "valibot";
import { type FieldName, PROFILES } from "../contract/index.ts";
import { type Json, readJson, writeJson } from "../report/index.ts";
import type { Change, Keeper } from "./keeping.ts";
import type { Progress, SubtaskEntry } from "./progress.ts";

/** Enough for a hundred million reports; only what is used takes room. @unit bytes */
const SIZE_MAX = 2 ** 40;

const FIELD_NAMES = [...new Set(PROFILES.flatMap(({ fields }) => fields.map(({ name }) => name)))];

const json = v.pipe(v.string(), v.transform(jsonOf));
const subtaskSchema = v.object({
  id: v.number(),
  name: v.string(),
  progress: v.optional(json),
  trace: v.optional(json),
  speed: v.optional(json),
  startMs: v.number(),
  endMs: v.optional(v.number()),
});
const progressSchema = v.object({
  report: v.array(v.tuple([v.picklist(FIELD_NAMES), json])),
  subtasks: v.array(subtaskSchema),
  startMs: v.number(),
});
/** A task's key is "task" and its id, its value the time of creation, or false once it is deleted. */
const taskSchema = v.union([v.number(), v.literal(false)]);
const keySchema = v.tuple([v.picklist(["task", "progress"]), v.string()]);

/** Opens the keeper of a folder, which is made where it is not there. Throws what LMDB throws. */
export function openKeeper(folder: string): Keeper {
  const database = open({
    path: folder,
    noSubdir: false,
    mapSize: SIZE_MAX,
    // Otherwise a transaction would be on its way to the disk only when it counts as done.
    overlappingSync: false,
  });
  return {
    kept: () => [...database.getRange()].map(({ key, value }) => changeOf(key, value)),
    keep: (change) => keep(database, change),
    close: () => database.close(),
  };
}

function keep(database: RootDatabase, change: Change): void {
  switch (change.kind) {
    case "created":
      database.putSync(["task", change.taskId], change.createdMs);
      return;
    case "deleted":
      database.transactionSync(() => {
        database.putSync(["task", change.taskId], false);
        database.removeSync(["progress", change.key]);
      });
      return;
    case "progress":
      database.putSync(["progress", change.key], written(change.progress));
  }
}

function changeOf(key: unknown, value: unknown): Change {
  const [what, id] = v.parse(keySchema, key);
  if (what === "progress") return { kind: "progress", key: id, progress: progressOf(value) };
  const createdMs = v.parse(taskSchema, value);
  // Its progress went with it when it was deleted.
  return createdMs === false
    ? { kind: "deleted", taskId: id, key: id }
    : { kind: "created", taskId: id, createdMs };
}

type Written = v.InferInput<typeof progressSchema>;

function written({ report, subtasks, startMs }: Progress): Written {
  return {
    report: [...report].map(([name, value]) => [name, writeJson(value)]),
    subtasks: subtasks.map(writtenSubtask),
    startMs,
  };
}

function writtenSubtask({ progress, trace, speed, ...entry }: SubtaskEntry) {
  return { ...entry, progress: text(progress), trace: text(trace), speed: text(speed) };
}

function text(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : writeJson(value);
}

function progressOf(value: unknown): Progress {
  const { report, subtasks, startMs } = v.parse(progressSchema, value);
  return {
    report: new Map<FieldName, Json>(report),
    subtasks: subtasks.map(({ progress, trace, speed, endMs, ...entry }) => ({
      ...entry,
      progress,
      trace,
      speed,
      endMs,
    })),
    startMs,
  };
}

function jsonOf(kept: string): Json {
  const reading = readJson(kept);
  if (reading.kind === "json") return reading.value;
  throw new Error(`store: got ${kept}, want JSON: ${reading.reason}`);
}
