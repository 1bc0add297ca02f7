/** The newest run of a folder, and whether anything was written to it since it was looked at. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { EVENTS_FILE } from "./evidence/recorder.ts";

/** A run as it stands on the disk. */
export interface RunSeen {
  readonly folder: string;
  /** Another text as soon as another line was written. */
  readonly stamp: string;
  /** When the last line was written. @unit milliseconds since the epoch */
  readonly writtenMs: number;
}

/** The run that was written to last: `folder` itself, or one right inside it. */
export function newestRun(folder: string): RunSeen | undefined {
  const top = resolve(folder);
  if (holdsEvents(top)) return seen(top);
  if (!existsSync(top)) return undefined;
  return readdirSync(top, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(top, entry.name))
    .filter(holdsEvents)
    .map(seen)
    .reduce<RunSeen | undefined>(
      (newest, run) => (newest === undefined || run.writtenMs > newest.writtenMs ? run : newest),
      undefined,
    );
}

function holdsEvents(folder: string): boolean {
  return existsSync(join(folder, EVENTS_FILE));
}

function seen(folder: string): RunSeen {
  // A run may be removed while it is looked at.
  const files = evidenceOf(folder).flatMap(
    (path) => statSync(path, { throwIfNoEntry: false }) ?? [],
  );
  return {
    folder,
    stamp: [folder, ...files.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`)].join("\n"),
    writtenMs: Math.max(...files.map(({ mtimeMs }) => mtimeMs)),
  };
}

function evidenceOf(folder: string): readonly string[] {
  const load = join(folder, "load");
  const flushes = existsSync(load)
    ? readdirSync(load, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ndjson"))
        .map((name) => join(load, name))
    : [];
  return [join(folder, EVENTS_FILE), ...flushes];
}
