/**
 * Question: does the endpoint keep up with a fleet that reports at its own pace?
 *
 * Each agent keeps its timetable whatever the endpoint does; latency counts from the planned moment.
 */

export { options, play as default } from "./worker/play.ts";
