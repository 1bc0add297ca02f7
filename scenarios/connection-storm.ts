/**
 * Question: does it take a connection for each agent, all opened within one interval?
 *
 * Each agent is a VU of its own, and keeps its connection.
 */

export { options, play as default } from "./worker/play.ts";
