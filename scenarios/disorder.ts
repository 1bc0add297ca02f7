/**
 * Question: are reports taken that come twice, late, out of order or after the end?
 *
 * Each is valid; the task shows the last one that was acknowledged.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function disorder(): Promise<void> {
  await play();
}
