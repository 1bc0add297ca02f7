/**
 * Question: are the greatest and least values the contract allows taken at a rate?
 *
 * Each report takes one field to one of its bounds.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function boundary(): Promise<void> {
  await play();
}
