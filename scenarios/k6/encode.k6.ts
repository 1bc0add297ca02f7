/// <reference types="k6" />
/**
 * Question: how many reports does k6's engine unfold and encode in a second? Sends nothing. Prints
 * `unfolded <reports per second>` and `encoded <reports per second>`, each the median of some rounds.
 *
 *   k6 run --quiet --log-format=raw --console-output=encode.txt encode.k6.ts
 */

import { measureEncoding } from "../encoding.ts";

/** k6 has it; its types do not say so. */
declare const console: { log(text: string): void };

export default function encode(): void {
  for (const line of measureEncoding(4000, () => Date.now())) console.log(line);
}
