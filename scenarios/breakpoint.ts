/**
 * Question: up to which rate does it answer in time, for a whole window?
 *
 * The rate rises by half a step at a time; the answer is the last step that held its limits.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function breakpoint(): Promise<void> {
  await play();
}
