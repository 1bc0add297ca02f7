/**
 * Question: does the endpoint stay right and in time while the rate grows to ten times?
 *
 * The pace rises in ten steps; each agent keeps its timetable at the pace of the moment.
 */

import { settings } from "./worker/init.ts";
import { optionsOf } from "./worker/options.ts";
import { play } from "./worker/play.ts";

export const options = optionsOf(settings);

/** One worker's run. */
export default async function ramp(): Promise<void> {
  await play();
}
