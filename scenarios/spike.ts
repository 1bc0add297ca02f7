/**
 * Question: does it take ten times the usual rate for a moment, and is it as before afterwards?
 *
 * Latency counts from the planned moment, so a queue that the spike leaves behind is seen.
 */

export { options, play as default } from "./worker/play.ts";
