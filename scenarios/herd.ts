/**
 * Question: do all agents get through that lost their network together and come back at once?
 *
 * What fell due in the silence is due at its end, all of it in the same moment.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function herd(): Promise<void> {
  await play();
}
