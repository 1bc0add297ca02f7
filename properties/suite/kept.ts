/** Counterexamples that outlive their run: sent first by the next check, added to by exploring. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../target/index.ts";
import { counterexampleName, parseCounterexample } from "./counterexample.ts";
import type { Trial } from "./trial.ts";

/** The trials of a folder by requirement. Throws OperatorError for a file that is none. */
export function readKept(folder: string | undefined): ReadonlyMap<string, readonly Trial[]> {
  const kept = new Map<string, Trial[]>();
  if (folder === undefined || !existsSync(folder)) return kept;
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  for (const name of names.sort()) {
    const path = join(folder, name);
    const { requirement, trial } = parseCounterexample(readFileSync(path, "utf8"), path);
    // Another target has other tasks: any of them will do.
    const { idOfA: _id, ...anywhere } = trial;
    const own = { ...anywhere, title: `${trial.title} (kept)` };
    kept.set(requirement, [...(kept.get(requirement) ?? []), own]);
  }
  return kept;
}

/** Adds the counterexamples of a run's folder; gives how many are new. */
export function keepFound(folder: string, runFolder: string): number {
  const from = join(runFolder, "counterexamples");
  if (!existsSync(from)) return 0;
  let added = 0;
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(from).filter((file) => file.endsWith(".json"))) {
      const text = readFileSync(join(from, name), "utf8");
      const { requirement, trial } = parseCounterexample(text, name);
      const steps = createHash("sha256").update(JSON.stringify(trial.steps)).digest("hex");
      const path = join(folder, `${counterexampleName(requirement)}.${steps.slice(0, 12)}.json`);
      if (existsSync(path)) continue;
      writeFileSync(path, text);
      added += 1;
    }
  } catch (error) {
    throw new OperatorError(`keep: ${folder} cannot be written to`, { cause: error });
  }
  return added;
}
