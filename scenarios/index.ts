/** The load half. */

export { tasksBeside } from "./beside.ts";
export { shellWord, writeByHand } from "./by-hand.ts";
export {
  OWN_LAG_BUDGET_MS,
  objectivesOf,
  SCENARIOS,
  type Scenario,
  type ScenarioName,
  scenarioOf,
} from "./catalogue.ts";
export { type CollectOptions, collect } from "./cluster/collect.ts";
export type { ManifestOptions } from "./cluster/manifest.ts";
export { measuredFigures } from "./cluster/measured-figures.ts";
export { renderCluster } from "./cluster/render.ts";
export { sizeOf } from "./cluster/size.ts";
export { loadText, type PlannedLoad, plannedLoad, wantConsent } from "./consent.ts";
export { findK6, type K6, K6MissingError } from "./k6/find.ts";
export { usableGo } from "./k6/go-build.ts";
export { type LoadOptions, type LoadRequest, load, sizesOf } from "./load.ts";
export { MEASURED_FILE } from "./measured.ts";
export { wantObjectives } from "./objectives.ts";
export { type LoadFlags, parseLoadOptions, parseScenario, time } from "./options.ts";
export { runScenario } from "./run.ts";
