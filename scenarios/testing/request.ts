/** For tests: a small run of a scenario against an endpoint of the test's. */

import { EMBEDDED_OBSERVATION } from "../../properties/target/embedded.ts";
import { CURRENT_PROFILE, profileOf } from "../../simulators/contract/index.ts";
import { OWN_LAG_BUDGET_MS, objectivesOf, type ScenarioName, scenarioOf } from "../catalogue.ts";
import type { K6 } from "../k6/find.ts";
import { scenarioPlans } from "../plans.ts";
import type { ScenarioRequest } from "../run.ts";
import { traitsOf } from "../traits.ts";

const SEED = 7;
const PLANS = 4;
const TASKS = 100;

export type Sizes = Readonly<Record<"agents" | "intervalMs" | "durationMs", number>>;

export interface TestRun {
  readonly scenario: ScenarioName;
  readonly sizes: Sizes;
  readonly url: string;
  readonly token: string;
  readonly folder: string;
  readonly k6: K6;
  /** Number of the first of its hundred tasks, `task-<n>`. @defaultValue 1 */
  readonly firstTask?: number;
  readonly settings?: Partial<ScenarioRequest["settings"]> | undefined;
  readonly script?: ScenarioRequest["script"];
  readonly attempt?: number | undefined;
}

/** All that the scenario is played with. */
export function requestFor(run: TestRun): ScenarioRequest {
  const { scenario, sizes, folder, k6, firstTask: from = 1 } = run;
  const { mode } = scenarioOf(scenario);
  const profile = profileOf(CURRENT_PROFILE);
  return {
    scenario,
    settings: {
      scenario,
      url: run.url,
      headers: [],
      profile: profile.id,
      tasks: { kind: "range", prefix: "task-", from, to: from + TASKS - 1, suffix: "" },
      shareTasks: false,
      observation: EMBEDDED_OBSERVATION,
      visibleWithinMs: 0,
      mode,
      ...sizes,
      drainMs: 5000,
      timeoutMs: 5000,
      readBackShare: mode === "once" ? 1 : 0.2,
      ownPace: false,
      seed: SEED,
      flushMs: 500,
      ...traitsOf(scenarioOf(scenario), sizes, profile),
      ...run.settings,
    },
    plans: scenarioPlans({
      seed: SEED,
      count: PLANS,
      intervalMs: sizes.intervalMs,
      profile,
      fleet: undefined,
      mode,
    }),
    environment: { HEADWAY_TOKEN: run.token },
    objectives: objectivesOf(scenario),
    ownLagBudgetMs: OWN_LAG_BUDGET_MS,
    attempt: run.attempt ?? 1,
    folder,
    k6,
    ...(run.script === undefined ? {} : { script: run.script }),
  };
}
