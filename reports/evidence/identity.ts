/** What a run is called by: which tool, on which machine, of which revision. No secrets. */

import { spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import type { RunEvent } from "./schema.ts";

type Identity = Pick<RunEvent, "startedAt" | "node" | "machine" | "gitRevision">;

/** Identity of a run that starts now; the revision is that of the working folder, if it has one. */
export function identityNow(): Identity {
  const git = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" });
  return {
    startedAt: new Date().toISOString(),
    node: process.versions.node,
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cpus: cpus().length,
      memoryBytes: totalmem(),
    },
    ...(git.status === 0 ? { gitRevision: git.stdout.trim() } : {}),
  };
}

/** Name for the folder of a run that starts now; names sort by time. */
export function folderNameNow(verb: string): string {
  const stamp = new Date().toISOString().slice(0, 23).replace(/[:.]/g, "-").replace("T", "_");
  return `${stamp}_${verb}_${process.pid}`;
}
