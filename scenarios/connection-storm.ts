/**
 * Question: does it take a connection for each agent, all opened within one interval?
 *
 * Each agent is a VU of its own, and keeps its connection.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function connectionStorm(): Promise<void> {
  await play();
}
