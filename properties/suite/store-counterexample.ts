/**
 * Writes a counterexample down: as JSON, which `headway replay` reads, and as a shell script, curl
 * where curl can say it.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutSecrets } from "../../reports/evidence/index.ts";
import type { Requirement } from "../requirements/index.ts";
import {
  COUNTEREXAMPLE_VERSION,
  type Counterexample,
  counterexampleName,
  type RecordedTarget,
} from "./counterexample.ts";
import type { Violation } from "./requirement-result.ts";
import { curlScript, replayScript } from "./script.ts";

/**
 * Writes `counterexamples/<requirement>.json` and `.sh` into the run's folder and gives their paths
 * inside it. Throws when they cannot be written.
 */
export function storeCounterexample(given: {
  readonly folder: string;
  readonly requirement: Requirement;
  readonly violation: Violation;
  readonly target: RecordedTarget;
  /** What a target may have echoed and no file may hold. */
  readonly secrets: readonly string[];
  /** Folder of this project, where the scripts find the CLI. */
  readonly home: string;
}): readonly string[] {
  const { violation, requirement, target } = given;
  const { trial: sent, expected, confirmation, exchanges, ids } = violation;
  const actual = withoutSecrets(violation.actual, given.secrets);
  const content: Counterexample = {
    version: COUNTEREXAMPLE_VERSION,
    requirement: requirement.id,
    statement: requirement.statement,
    target,
    ids,
    trial: sent,
    expected,
    actual,
    confirmation,
    exchanges,
  };
  const name = counterexampleName(requirement.id);
  mkdirSync(join(given.folder, "counterexamples"), { recursive: true });
  const json = join("counterexamples", `${name}.json`);
  const script = join("counterexamples", `${name}.sh`);
  writeFileSync(join(given.folder, json), `${JSON.stringify(content, null, 2)}\n`);
  const text = curlScript(content) ?? replayScript(content, { name, home: given.home });
  writeFileSync(join(given.folder, script), text, { mode: 0o755 });
  return [json, script];
}
