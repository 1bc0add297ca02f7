/// <reference types="k6" />
/**
 * Question: how many reports does k6's engine unfold and encode in a second? Sends nothing. Prints
 * `unfolded <reports per second>` and `encoded <reports per second>`: the median of many rounds, and in
 * brackets what one round in ten exceeds, which is the engine's own speed where others use the cores.
 *
 *   k6 run --quiet --log-format=raw --console-output=encode.txt encode.k6.ts
 */

import exec from "k6/execution";
import { measureEncoding } from "../encoding.ts";

/** k6 has it; its types do not say so. */
declare const console: { log(text: string): void };

/** Unlike Date.now it has fractions. */
const nowMs = (): number => exec.instance.currentTestRunDuration;

export default function encode(): void {
  for (const line of measureEncoding(250, nowMs)) console.log(line);
}
