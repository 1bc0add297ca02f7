/**
 * `npm run bench:peers`: installs Schemathesis beside the project, runs it and our own check against
 * every flaw, and writes the page. What has been run is kept and not run again, so that it can be
 * interrupted at any time; `--page` only writes the page from what there is.
 */

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { profileOf } from "../../simulators/contract/index.ts";
import { flawsOf } from "../../simulators/endpoint/index.ts";
import { CATALOGUE_VERSION } from "../requirements/index.ts";
import { CLAUSES } from "./clauses.ts";
import { type Outcome, outcomeIn, PEERS_FILE, type Peers, writePeers } from "./outcome.ts";
import { type Flaws, pathOf, type Run, runMissing, stages } from "./plan.ts";
import { perform } from "./run.ts";

/** The rival, as its index has it. */
export const SCHEMATHESIS_VERSION = "4.32.5";

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = join(HERE, "..", "..", ".cache", "peers");
const DRAWN = 100;
const DRAW_SEED = 1;

/** Runs what is not there yet, until `signal` aborts; `log` is told of every run. */
export async function benchPeers(log: (text: string) => void, signal: AbortSignal): Promise<void> {
  const st = installed(log);
  await runMissing(stages(allFlaws()), {
    outcomeOf,
    perform: (run) => perform(run, { folder: folderOf(run), st, signal }),
    log,
  });
}

/** Everything that has been run so far. */
export function peersSoFar(): Peers {
  const flaws = allFlaws();
  const runs = stages(flaws).flatMap((stage) => stage((run) => outcomeOf(run)?.killed === true));
  const outcomes = runs.flatMap((run) => outcomeOf(run) ?? []);
  return {
    schemathesis: SCHEMATHESIS_VERSION,
    catalogue: CATALOGUE_VERSION,
    python: spawnSync("python3", ["--version"], { encoding: "utf8" }).stdout.trim(),
    node: process.versions.node,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`,
    drawn: flaws.drawn.length,
    runs: runs.length,
    outcomes,
  };
}

/** Writes what the page is made of. */
export function keepPeers(): void {
  writeFileSync(PEERS_FILE, writePeers(peersSoFar()));
}

function folderOf(run: Run): string {
  const version = run.tool === "headway" ? CATALOGUE_VERSION : SCHEMATHESIS_VERSION;
  const [tool = "", ...rest] = pathOf(run).split("/");
  return join(CACHE, `${tool}-${version}`, ...rest);
}

function outcomeOf(run: Run): Outcome | undefined {
  const folder = folderOf(run);
  return existsSync(join(folder, "measured.json")) ? outcomeIn(run, folder) : undefined;
}

function allFlaws(): Flaws {
  const published = Object.keys(CLAUSES);
  const all = flawsOf(profileOf("2026-01")).map(({ id }) => id);
  const some = fc.shuffledSubarray(all, { minLength: DRAWN, maxLength: DRAWN });
  const [drawn = []] = fc.sample(some, { seed: DRAW_SEED, numRuns: 1 });
  return { published, drawn };
}

/** Path of the rival's command, in a virtual environment that is made once. */
function installed(log: (text: string) => void): string {
  const venv = join(CACHE, `venv-${SCHEMATHESIS_VERSION}`);
  const st = join(venv, "bin", "st");
  if (spawnSync(st, ["--version"]).status === 0) return st;
  log(`Installing Schemathesis ${SCHEMATHESIS_VERSION} into ${venv} …`);
  const pip = ["-m", "pip", "install", "--quiet", `schemathesis==${SCHEMATHESIS_VERSION}`];
  for (const [command, ...args] of [
    ["python3", "-m", "venv", venv],
    [join(venv, "bin", "python"), ...pip],
  ]) {
    const done = spawnSync(command ?? "", args, { stdio: ["ignore", 2, 2] });
    if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: failed; see above`);
  }
  return st;
}
