/** The load half of a run: what its scenarios would send, whether they may, and sending it. */

import { parseCheckOptions } from "../properties/suite/check-options.ts";
import type { TargetConfig } from "../properties/target/index.ts";
import { judge, readFlushes, recordOf } from "../reports/index.ts";
import {
  type LoadRequest,
  load,
  type PlannedLoad,
  parseLoadOptions,
  plannedLoad,
  scenarioOf,
  sizesOf,
  tasksBeside,
  wantConsent,
} from "../scenarios/index.ts";
import { profileOf } from "../simulators/contract/index.ts";
import { probe } from "./check-half.ts";
import type { RunFlags } from "./flags.ts";
import type { Session, ToLoad, VerbPromise } from "./session.ts";

/** Tasks that are created where the target lets us, unless more agents need more. */
export const CREATED_TASKS = 120;

/** Tasks that are created, where they are. */
export function tasksWanted(promise: VerbPromise, agents: number): number {
  return Math.max(CREATED_TASKS, agents + mostBeside(promise));
}

/** What the load half would send. Throws OperatorError where a fleet cannot be. */
export function plannedLoads(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags,
): readonly PlannedLoad[] {
  if (!promise.halves.includes("load")) return [];
  const options = parseLoadOptions(flags, promise.scenarios.length);
  const { agents = 0 } = options;
  const made = { kind: "range", prefix: "", from: 1, suffix: "" } as const;
  const { tasks } = config;
  const known =
    tasks === undefined || tasks.kind === "create"
      ? { ...made, to: tasksWanted(promise, agents) }
      : tasks;
  const { cautious } = promise;
  const { seed } = parseCheckOptions(flags);
  const profile = profileOf(config.profile);
  const request = { options, cautious, open: { tasks: known }, seed, profile };
  return promise.scenarios.map((name) => plannedLoad(request, name));
}

/** Asks for leave before anything is sent; what it reaches to, as `wantConsent` has it. */
export async function consented(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags,
): Promise<number | undefined> {
  const { target, proxy, tasks } = config;
  // Without tasks nothing is sent, and that is said elsewhere.
  if (target.kind !== "url" || tasks === undefined) return undefined;
  const { allowLoad: allowed } = parseLoadOptions(flags, promise.scenarios.length);
  const urls = [target.url, ...(proxy === undefined ? [] : [proxy])];
  return wantConsent(() => plannedLoads(promise, config, flags), { urls, allowed });
}

/** Tasks that a scenario wants beside those of its agents. */
function mostBeside({ scenarios }: VerbPromise): number {
  return Math.max(0, ...scenarios.map((name) => tasksBeside(scenarioOf(name))));
}

/** Loads the target; what workers count goes into the run's evidence. */
export async function loadHalf(session: Session): Promise<void> {
  const { recorder, progress, signal } = session;
  await load(loadRequest(session), {
    record: (event) => recorder.record(event),
    progress: (text, rows) => progress.show(text, rows),
    signal,
    probes: (tasks, ended) => probe(session, tasks, ended),
    invalid: (scenario) => {
      const { scenarios } = judge(recordOf(recorder, readFlushes(recorder.folder, scenario)));
      return scenarios.some((s) => s.opened.scenario === scenario && s.verdict === "INVALID");
    },
  });
}

/** What the scenarios are played with. */
export function loadRequest(session: ToLoad): LoadRequest {
  const { promise, config, open, flags, folder, perSecondMax } = session;
  const { seed } = session.options;
  const { scenarios, cautious } = promise;
  const options = parseLoadOptions(flags, scenarios.length);
  return {
    open,
    scenarios,
    options,
    cautious,
    timeoutMs: config.timeoutMs,
    perSecondMax,
    seed,
    folder,
    env: process.env,
  };
}

/** A fleet that cannot be is the operator's error, before anything is sent. */
export function wantSizes(session: ToLoad): void {
  if (session.open.unprovisioned !== undefined) return;
  const request = loadRequest(session);
  for (const scenario of request.scenarios) sizesOf(request, scenario);
}
