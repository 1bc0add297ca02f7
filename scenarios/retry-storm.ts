/**
 * Question: how long until it answers as before, when its network was away and agents try again?
 *
 * A proxy in Node resets every connection for a while; each agent sends its report again and again.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function retryStorm(): Promise<void> {
  await play();
}
