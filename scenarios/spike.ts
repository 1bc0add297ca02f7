/**
 * Question: does it take ten times the usual rate for a moment, and is it as before afterwards?
 *
 * Latency counts from the planned moment, so a queue that the spike leaves behind is seen.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function spike(): Promise<void> {
  await play();
}
