/**
 * Question: does every subtask of every kind get through once?
 *
 * Each agent sends its plan's first report of each subtask and the one with 100 %, and is done.
 */

export { options, play as default } from "./worker/play.ts";
