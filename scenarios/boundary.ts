/**
 * Question: are the greatest and least values the contract allows taken at a rate?
 *
 * Each report takes one field to one of its bounds.
 */

export { options, play as default } from "./worker/play.ts";
