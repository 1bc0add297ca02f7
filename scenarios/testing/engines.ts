/** For tests: plans played in a real k6 and compared with what Node plays. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "../../simulators/agent/index.ts";
import { enginesText, writePlanFile } from "../../simulators/fleet/index.ts";
import { EVERYTHING } from "../../simulators/fleet/testing/every-plan.ts";
import { findK6 } from "../k6/find.ts";
import { K6_FLAGS } from "../k6/process.ts";

const K6_MS_MAX = 10 * 60_000;
/** Plans of one run of k6, so that its bound holds on a busy machine however many plans there are. */
const PLANS_OF_RUN = 250;

/** What Node plays: a line for each plan. */
export function inNode(plans: readonly Plan[]): string {
  return enginesText(plans, EVERYTHING);
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
    let played = "";
    for (let first = 0; first < plans.length; first += PLANS_OF_RUN) {
      played += this.playSome(plans.slice(first, first + PLANS_OF_RUN), first, text);
    }
    return played;
  }

  private playSome(plans: readonly Plan[], first: number, text: boolean): string {
    this.runs += 1;
    const plansPath = join(this.folder, `${this.runs}.ndjson`);
    // k6 appends, so the file it writes to is a new one.
    const played = join(this.folder, `${this.runs}.txt`);
    const script = fileURLToPath(new URL("../../simulators/fleet/engines.k6.ts", import.meta.url));
    writeFileSync(plansPath, writePlanFile(plans));
    const given = {
      HEADWAY_PLANS: plansPath,
      HEADWAY_FIRST: String(first),
      HEADWAY_TEXT: text ? "1" : "0",
      HEADWAY_PROFILE: EVERYTHING.id,
    };
    const env = Object.entries(given).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
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
  difference(plans: readonly Plan[], byNode: string, byK6: string): string | undefined {
    if (byNode === byK6) return undefined;
    const other = byK6.split("\n");
    const index = byNode.split("\n").findIndex((line, place) => line !== other[place]);
    const plan = plans[index];
    if (plan === undefined) return `plan ${index}: there is none`;
    const said = this.play([plan], true).slice(0, 2000);
    return `plan ${index}: ${JSON.stringify(plan)}\nk6: ${said}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
