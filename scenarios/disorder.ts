/**
 * Question: are reports taken that come twice, late, out of order or after the end?
 *
 * Each is valid; the task shows the last one that was acknowledged.
 */

export { options, play as default } from "./worker/play.ts";
