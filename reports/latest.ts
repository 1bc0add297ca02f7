/**
 * `latest` beside the runs' folders: a relative link to the newest one, or, where links are
 * refused, a text file that holds its name.
 */

import {
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Points `latest`, beside the folder of a run, to it. Returns a problem in one line where that was
 * not possible; a folder of that name is left alone.
 */
export function pointLatest(folder: string): string | undefined {
  const run = resolve(folder);
  const link = join(dirname(run), "latest");
  if (run === link) return undefined;
  try {
    const known = lstatSync(link, { throwIfNoEntry: false });
    if (known?.isDirectory()) return `${link}: is a folder, so it was not pointed to the run`;
    replace(link, basename(run));
    return undefined;
  } catch (cause) {
    return `${link}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

function replace(link: string, name: string): void {
  // Made beside it and moved, so that whoever follows `latest` meanwhile finds a run.
  const fresh = `${link}.${process.pid}`;
  rmSync(fresh, { force: true });
  try {
    symlinkSync(name, fresh, "dir");
  } catch {
    writeFileSync(fresh, `${name}\n`);
  }
  renameSync(fresh, link);
}

/** The folder that `latest` inside a folder of runs points to; undefined where there is none. */
export function latestIn(runs: string): string | undefined {
  const link = join(runs, "latest");
  const known = lstatSync(link, { throwIfNoEntry: false });
  if (known === undefined) return undefined;
  if (known.isDirectory()) return link;
  const name = known.isSymbolicLink() ? readlinkSync(link) : readFileSync(link, "utf8").trim();
  const folder = resolve(runs, name);
  return existsSync(folder) ? folder : undefined;
}
