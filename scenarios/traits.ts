/** What makes a scenario of the worker: a scenario's own words → settings. Pure. */

import type { Profile } from "../simulators/contract/index.ts";
import { type Scenario, stagesOf } from "./catalogue.ts";
import { extremeBodies } from "./extremes.ts";
import type { WorkerSettings } from "./worker/settings.ts";

/** Where each agent is a worker there are as many flushes as agents, and each costs milliseconds. */
const FLUSH_OWN_MS = 5000;

/** What the scenario says of the worker. */
export function traitsOf(
  scenario: Scenario,
  { agents, durationMs }: { readonly agents: number; readonly durationMs: number },
  profile: Profile,
): Partial<WorkerSettings> & Pick<WorkerSettings, "agentsPerTask" | "stages"> {
  const { agentsPerTask = 1, ownConnections, extremes, retry } = scenario;
  return {
    agentsPerTask,
    stages: stagesOf(scenario, durationMs),
    ...(retry === undefined ? {} : { retry }),
    ...(extremes === true ? { bodies: extremeBodies(profile) } : {}),
    // An agent that is a worker has k6's connections to itself.
    ...(ownConnections === true ? { workers: agents, lanes: 1, flushMs: FLUSH_OWN_MS } : {}),
  };
}
