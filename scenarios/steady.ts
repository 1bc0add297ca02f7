/**
 * Question: does the endpoint keep up with a fleet that reports at its own pace?
 *
 * Each agent keeps its timetable whatever the endpoint does; latency counts from the planned moment.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function steady(): Promise<void> {
  await play();
}
