/** How the door speaks to people: colours, paths as they would type them, what could not be written. */

import { relative } from "node:path";
import { visible } from "../reports/index.ts";

/** Whether stdout is a terminal that wants colours. */
export function coloured(): boolean {
  return process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
}

/** A path as one would type it here. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

/** Says what a run could not write, a line or a trace. */
export function notWritten(problem: string): void {
  console.error(visible(`not written: ${problem}`, { lines: true }));
}
