/** A run's folder: whether it may be written, and the tasks that outlive the run. */

import { join } from "node:path";
import { OperatorError } from "../properties/target/index.ts";
import {
  folderNameNow,
  holdsRun,
  type Recorder,
  RUNS_FOLDER,
  whyNotWritable,
} from "../reports/index.ts";
import { displayPath } from "./terminal.ts";

/** Where a run's evidence goes. Throws OperatorError where there is some already, or it takes none. */
export function newFolder(verb: string, out: string | undefined): string {
  const folder = out ?? join(RUNS_FOLDER, folderNameNow(verb));
  if (holdsRun(folder)) {
    throw new OperatorError(`out: ${folder} holds a run already; name another folder`);
  }
  wantWritable(folder, "out");
  return folder;
}

/** A folder that takes nothing is the operator's error before anything is sent. */
export function wantWritable(folder: string, place: string): void {
  const reason = whyNotWritable(folder);
  if (reason === undefined) return;
  const flag = place === "out" ? "by --out" : "of yours";
  throw new OperatorError(
    `${place}: ${displayPath(folder)} cannot be written: ${reason}; name another folder ${flag}`,
  );
}

/** File of a run's folder with the tasks that were created and are not removed yet. */
const CREATED_FILE = "created-tasks.txt";

/** Keeps their ids where they outlive us: a killed run removes nothing. */
export function noteCreated(recorder: Recorder | undefined, ids: readonly string[]): void {
  if (ids.length === 0) recorder?.removeText(CREATED_FILE);
  else recorder?.writeText(CREATED_FILE, `${ids.join("\n")}\n`);
}

/** What people are told of tasks that could not be removed. */
export function notRemoved(left: readonly string[], folder: string): string {
  const few = left.slice(0, 5).join(", ");
  const all = displayPath(join(folder, CREATED_FILE));
  return `not removed, ${left.length} created tasks: ${few}${left.length > 5 ? ", …" : ""}; remove them by hand, all ids are in ${all}`;
}
