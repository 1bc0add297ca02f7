/**
 * Question: does a task stay whole on which many agents report at the same time?
 *
 * Read-backs want one of the reports lately sent on the task, whole.
 */

export { options, play as default } from "./worker/play.ts";
