/** One agent: plan → timeline. Pure; runs unchanged in Node and inside k6. */
export { dateText } from "./agent-clock.ts";
export { writeTimelineReport } from "./body.ts";
export { Digest, playedText, timelineDigest } from "./digest.ts";
export { type Forecast, forecast } from "./forecast.ts";
export {
  KINDS,
  type Kind,
  LIFE_CYCLES,
  type LifeCycle,
  type Stage,
  type Work,
} from "./life-cycle.ts";
export {
  PLAN_RANGES,
  PLAN_VERSION,
  type Plan,
  type PlanFacts,
  type PlanNumber,
  type PlanRange,
  planOf,
  SIMPLEST_START_SECONDS,
} from "./plan.ts";
export { type Timeline, type TimelineEntry, timeline } from "./timeline.ts";
