/**
 * Question: does the endpoint stay right and in time while the rate grows to ten times?
 *
 * The pace rises in ten steps; each agent keeps its timetable at the pace of the moment.
 */

export { options, play as default } from "./worker/play.ts";
