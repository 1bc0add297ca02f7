/** One agent: plan → timeline. Pure; runs unchanged in Node and inside k6. */
export { dateText } from "./agent-clock.ts";
export { type BodyWriter, bodyWriter } from "./body.ts";
export { FAULT_RANGES, FAULTS, type Fault, type FaultName, type FaultRange } from "./fault.ts";
export { type Forecast, forecast } from "./forecast.ts";
export { hastened, shortened } from "./hasten.ts";
export {
  KINDS,
  type Kind,
  LIFE_CYCLES,
  type LifeCycle,
  type Stage,
  type Work,
} from "./life-cycle.ts";
export {
  LIMIT_RANGES,
  LIMITS_MAX,
  MISHAP_RANGES,
  type Mishap,
  OPTIONAL_FACTS,
  PLAN_RANGES,
  PLAN_VERSION,
  type Plan,
  type PlanFacts,
  type PlanNumber,
  type PlanRange,
  planOf,
  SIMPLEST_START_SECONDS,
  type SpeedLimit,
  STALL_RANGES,
} from "./plan.ts";
export { factsThatDiffer, SIMPLEST_PLAN, simplerPlans } from "./simpler.ts";
export { type Timeline, type TimelineEntry, timeline } from "./timeline.ts";
export { ROUNDS } from "./walk.ts";
