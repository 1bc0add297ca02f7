/**
 * Question: does it have time for others while many clients write byte after byte?
 *
 * The slow ones write from Node; here the usual fleet reports, and its limits are what is judged.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function slowWriter(): Promise<void> {
  await play();
}
