/**
 * Question: up to which rate does it answer in time, for a whole window?
 *
 * The rate rises by half a step at a time; the answer is the last step that held its limits.
 */

export { options, play as default } from "./worker/play.ts";
