/**
 * Question: does anything grow with time: answer times, or the endpoint's memory?
 *
 * A steady fleet; what is judged is the trend, not the level. Give it hours.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function soak(): Promise<void> {
  await play();
}
