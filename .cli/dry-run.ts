/** `--dry-run`: what would be sent, in lines; nothing is. */

import { selected } from "../properties/suite/check.ts";
import { parseCheckOptions } from "../properties/suite/check-options.ts";
import type { TargetConfig } from "../properties/target/index.ts";
import { loadText, scenarioOf } from "../scenarios/index.ts";
import { profileOf } from "../simulators/contract/index.ts";
import type { RunFlags } from "./flags.ts";
import { plannedLoads } from "./load-half.ts";
import type { VerbPromise } from "./session.ts";

/** Prints it. Gives the exit status. Throws OperatorError where a fleet cannot be. */
export function dryRun(promise: VerbPromise, config: TargetConfig, flags: RunFlags): number {
  const where = config.target.kind === "url" ? config.target.url : "our own endpoint";
  const profile = profileOf(config.profile);
  const { effort, restartsMs } = parseCheckOptions(flags);
  const chosen = { only: flags.only, restartsMs };
  console.log(`Would send to ${where}, profile ${profile.id}:`);
  const observes = config.observation?.kind !== "none";
  for (const r of promise.halves.includes("check") ? selected({ profile }, chosen) : []) {
    const drawn = r.random === undefined ? "" : ` and ${effort.randomRuns} drawn`;
    console.log(`  ${r.id}: ${r.trials({ profile, observes, ids: [] }).length} trials${drawn}`);
  }
  for (const load of plannedLoads(promise, config, flags)) {
    console.log(`  scenario ${loadText(load)}: ${scenarioOf(load.scenario).question}`);
  }
  return 0;
}
