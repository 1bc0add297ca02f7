/**
 * Question: how long until it answers as before, when its network was away and agents try again?
 *
 * A proxy in Node resets every connection for a while; each agent sends its report again and again.
 */

export { options, play as default } from "./worker/play.ts";
