/**
 * Question: does it take a new connection for each report of each agent?
 *
 * Each agent is a VU of its own; connections are closed after each report.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function connectionStorm(): Promise<void> {
  await play();
}
