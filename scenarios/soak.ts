/**
 * Question: does anything grow with time: answer times, or the endpoint's memory?
 *
 * A steady fleet; what is judged is the trend, not the level. Give it hours.
 */

export { options, play as default } from "./worker/play.ts";
