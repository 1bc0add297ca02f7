/**
 * Question: does every subtask of every kind get through once?
 *
 * Each agent sends its plan's first report of each subtask and the one with 100 %, and is done.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function smoke(): Promise<void> {
  await play();
}
