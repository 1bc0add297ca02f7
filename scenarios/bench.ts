/**
 * The load half's benchmark: what a fleet costs, what a report costs beside k6's own ways, and what
 * becomes of a fleet of a million.
 */

import { spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { benchFleet } from "./bench-fleet.ts";
import { benchLoad } from "./bench-load.ts";
import { benchScale } from "./bench-scale.ts";
import { benchSize } from "./bench-size.ts";
import { findK6 } from "./k6/find.ts";

export interface BenchOptions {
  readonly log: (text: string) => void;
  readonly fleet: boolean;
  readonly load: boolean;
  readonly scale: boolean;
  /** Where the figures that fleets are sized by are kept; undefined: they are not measured. */
  readonly sizeFile: string | undefined;
}

/** Measures and prints. Needs k6 and, for the load, Go: the endpoint is a Go program. */
export async function bench(options: BenchOptions): Promise<void> {
  const { log, fleet, load, scale, sizeFile } = options;
  const { signal } = new AbortController();
  const k6 = await findK6({ env: process.env, progress: log, signal });
  const processor = cpus()[0]?.model ?? "unknown processor";
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const go = spawnSync("go", ["version"], { encoding: "utf8" }).stdout ?? "";
  const versions = `k6 ${k6.version}, Node ${process.versions.node}, ${go.trim() || "no Go"}`;
  const machine = `${cpus().length} × ${processor.trim()}, ${memory}`;
  log(`${machine}; ${versions}`);
  if (fleet) await benchFleet(k6, log);
  if (load) await benchLoad(k6, log);
  if (scale) await benchScale(k6, log);
  if (sizeFile !== undefined) await benchSize({ k6, log, machine, file: sizeFile });
}
