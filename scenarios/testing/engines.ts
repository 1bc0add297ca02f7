/** For tests: plans of everything there is, played in a real k6 and compared with Node. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { FAULTS, KINDS, type Plan } from "../../simulators/agent/index.ts";
import { MIXED, planArbitrary, presetNamed, writePlanFile } from "../../simulators/fleet/index.ts";
import { findK6 } from "../k6/find.ts";
import { K6_FLAGS } from "../k6/process.ts";

const SEED = 2026;
const K6_MS_MAX = 10 * 60_000;

/** Plans of all kinds, clients, ages and faults, extremes included, from one seed. */
export function everyPlan(count: number, reportsMax: number): readonly Plan[] {
  const hostile = presetNamed("hostile-mix") ?? MIXED;
  const faults = Object.fromEntries(FAULTS.map((name) => [name, 0.15]));
  const spec = { ...hostile, faults, kinds: Object.fromEntries(KINDS.map((kind) => [kind, 1])) };
  return fc.sample(planArbitrary({ spec, reportsMax }), { seed: SEED, numRuns: count });
}

/** Plays plans in k6; its files lie in a folder of its own until `remove`. */
export class EnginesRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "headway-engines-"));
  private k6Path = "";
  private runs = 0;

  async findK6(): Promise<void> {
    const { signal } = new AbortController();
    this.k6Path = (await findK6({ env: process.env, progress: () => {}, signal })).path;
  }

  /** What k6 writes for the plans; with `text` every report, too. Throws when k6 complains. */
  play(plans: readonly Plan[], text = false): string {
    this.runs += 1;
    const plansPath = join(this.folder, `${this.runs}.ndjson`);
    // k6 appends, so the file it writes to is a new one.
    const played = join(this.folder, `${this.runs}.txt`);
    const script = fileURLToPath(new URL("../../simulators/fleet/engines.k6.ts", import.meta.url));
    writeFileSync(plansPath, writePlanFile(plans, SEED));
    const env = ["-e", `HEADWAY_PLANS=${plansPath}`, "-e", `HEADWAY_TEXT=${text ? "1" : "0"}`];
    const flags = [...K6_FLAGS, `--console-output=${played}`, ...env];
    const ended = spawnSync(this.k6Path, ["run", ...flags, script], {
      encoding: "utf8",
      timeout: K6_MS_MAX,
    });
    if (ended.status !== 0 || ended.stderr !== "") {
      throw new Error(`k6 ended with ${ended.status ?? ended.signal}: ${ended.stderr}`);
    }
    return readFileSync(played, "utf8");
  }

  /** The first plan that is played differently, with k6's first reports of it; undefined: none is. */
  difference(plans: readonly Plan[], inNode: string, inK6: string): string | undefined {
    if (inNode === inK6) return undefined;
    const other = inK6.split("\n");
    const index = inNode.split("\n").findIndex((line, place) => line !== other[place]);
    const plan = plans[index];
    if (plan === undefined) return `plan ${index}: there is none`;
    const said = this.play([plan], true).slice(0, 2000);
    return `plan ${index}: ${JSON.stringify(plan)}\nk6: ${said}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
