/**
 * Question: is it as right for whoever asks while a fleet loads it as when it is idle?
 *
 * The fleet is the load; the requirements are checked beside it, from Node, on tasks of their own.
 */

export { options, play as default } from "./worker/play.ts";
