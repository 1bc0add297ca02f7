/**
 * Question: does it have time for others while many clients write byte after byte?
 *
 * The slow ones write from Node; here the usual fleet reports, and its limits are what is judged.
 */

export { options, play as default } from "./worker/play.ts";
