/**
 * Question: does a task stay whole on which many agents report at the same time?
 *
 * Read-backs want one of the reports lately sent on the task, whole.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function hotTask(): Promise<void> {
  await play();
}
