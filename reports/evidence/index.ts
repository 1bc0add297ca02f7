/** Evidence: what a run writes and how it is read back. */
export {
  FLEET_PHASES,
  type FleetPhase,
  type FleetShape,
} from "./fleet-shape-schema.ts";
export * from "./histogram.ts";
export * from "./identity.ts";
export { linesOf } from "./lines.ts";
export * from "./merge.ts";
export * from "./objective.ts";
export { OUTAGE_PART } from "./parts.ts";
export * from "./rates.ts";
export * from "./read-run.ts";
export * from "./recorder.ts";
export * from "./redact.ts";
export * from "./run-record.ts";
export * from "./schema.ts";
