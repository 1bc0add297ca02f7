/**
 * Question: do all agents get through that lost their network together and come back at once?
 *
 * What fell due in the silence is due at its end, all of it in the same moment.
 */

export { options, play as default } from "./worker/play.ts";
