/// <reference types="k6" />
/**
 * Question: does k6's engine play plans to the same bytes at the same planned times as Node?
 * Prints what `enginesText` returns for the same plan file; sends nothing.
 *
 *   k6 run --quiet --log-format=raw --console-output=played.txt \
 *     -e HEADWAY_PLANS=<absolute path of a plan file> engines.k6.ts
 */

import { type Plan, playedText, timelineDigest } from "../agent/index.ts";
import { CURRENT_PROFILE, profileOf } from "../contract/index.ts";

/** k6 has it; its types do not say so. */
declare const console: { log(text: string): void };

/** The same as in engines.ts, which is Node's. */
const DIGESTED_PLANS = 3;

// The reader that validates is Node's; here the file was validated before.
const plans = open(__ENV["HEADWAY_PLANS"] ?? "plans.ndjson")
  .split("\n")
  .slice(1)
  .filter((line) => line !== "")
  .map((line): Plan => JSON.parse(line));

export default function engines(): void {
  const profile = profileOf(CURRENT_PROFILE);
  plans.forEach((plan, index) => {
    const digest = index < DIGESTED_PLANS ? ` ${timelineDigest(plan, profile)}` : "";
    console.log(`plan ${index}${digest}\n${playedText(plan, profile)}`);
  });
}
