/**
 * The door of the library: all of `import { … } from "headway"`, and nothing else is promised to
 * stay. Guide: `.github/docs/library.md`.
 */

// Agents: what they report, and when.
export {
  bodyWriter,
  type Plan,
  type PlanFacts,
  planOf,
  type Timeline,
  type TimelineEntry,
  timeline,
} from "../simulators/agent/index.ts";
export {
  CURRENT_PROFILE,
  type Field,
  type FieldName,
  PROFILES,
  type Profile,
  type ProfileId,
  profileOf,
} from "../simulators/contract/index.ts";
// The reference endpoint and its twins.
export {
  createEndpoint,
  type EndpointOptions,
  type InProcessEndpoint,
  type KnownTasks,
  type RunningEndpoint,
  type ServerOptions,
  startEndpoint,
  TWINS,
  type Twin,
} from "../simulators/endpoint/index.ts";
export { arrivals } from "../simulators/faults/index.ts";
export {
  type FleetEntry,
  type FleetSpec,
  fleetArbitrary,
  MIXED,
  type PlanConstraints,
  PRESETS,
  planArbitrary,
  playFleet,
  type SampleOptions,
  type SwarmConstraints,
  samplePlans,
} from "../simulators/fleet/index.ts";
export {
  judgeBody,
  type Report,
  readReport,
  type Validity,
  writeReport,
} from "../simulators/report/index.ts";
// Requirements: what any endpoint must do.
export {
  assertHeld,
  type CheckTargetOptions,
  checkTarget,
  type OutcomeFinding,
  type RequirementOutcome,
  type Secrets,
} from "./check-target.ts";
export {
  invalidReportArbitrary,
  type ReportConstraints,
  reportArbitrary,
} from "./report-arbitraries.ts";
export { REQUIREMENTS, type Requirement, requirementsOf } from "./requirements/index.ts";
export {
  type ConfigFile,
  defineConfig,
  type Look,
  type LookAnswer,
  OperatorError,
} from "./target/index.ts";
