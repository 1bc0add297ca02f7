/** Fleets of agents: plans drawn, stored, counted, drawn as pictures and written down. Node only. */
export { enginesText } from "./engines.ts";
export type { Fact } from "./fact.ts";
export { factsOf } from "./facts.ts";
export { faultArbitrary } from "./fault-arbitrary.ts";
export { fitFleet } from "./fit.ts";
export { type FleetFlags, type FleetSource, fleetName, readFleetSource } from "./fleet-source.ts";
export { type FleetSpec, FleetSpecError, readFleetSpec } from "./fleet-spec.ts";
export { FleetInputError } from "./input-error.ts";
export { type Phase, phaseOf } from "./pictures/story.ts";
export {
  ImpossibleFleetError,
  INTERVALS_MS,
  type PlanConstraints,
  planArbitrary,
} from "./plan-arbitrary.ts";
export {
  type PlanFile,
  PlanFileError,
  type PlanFileHeader,
  planFileLines,
  readPlanFile,
  writePlanFile,
} from "./plan-file.ts";
export { type FleetEntry, playFleet } from "./play-fleet.ts";
export { MIXED, PRESETS, presetNamed } from "./presets.ts";
export { type Recorded, type Recording, RecordingError, readRecording } from "./recording.ts";
export { type SampleOptions, samplePlans } from "./sample.ts";
export {
  SIMULATE_FORMATS,
  type SimulateFormat,
  type SimulateOptions,
  simulate,
} from "./simulate.ts";
export { type FleetStatistics, quantile, statisticsOf } from "./statistics.ts";
export { faultsOfFleet, fleetArbitrary, type SwarmConstraints, swarmSpec } from "./swarm.ts";
export { fleetTable } from "./table.ts";
export { bytesText } from "./units.ts";
