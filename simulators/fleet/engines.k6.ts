/// <reference types="k6" />
/**
 * Question: does k6's engine play plans to the same bytes at the same planned times as Node?
 * Prints what `enginesText` returns for the same plan file; sends nothing. With HEADWAY_TEXT=1 the
 * text itself, to find out where a difference lies. HEADWAY_FIRST is the number of the first plan, where
 * the file holds a part of them; HEADWAY_PROFILE the profile that the agents write for.
 *
 *   k6 run --quiet --log-format=raw --console-output=played.txt \
 *     -e HEADWAY_PLANS=<absolute path of a plan file> engines.k6.ts
 */

import crypto from "k6/crypto";
import type { Plan } from "../agent/index.ts";
import { CURRENT_PROFILE, PROFILES, profileOf } from "../contract/index.ts";
import { playedLines } from "../faults/index.ts";

/** k6 has it; its types do not say so. */
declare const console: { log(text: string): void };

// The reader that validates is Node's; here the file was validated before.
const plans = open(__ENV["HEADWAY_PLANS"] ?? "plans.ndjson")
  .split("\n")
  .slice(1)
  .filter((line) => line !== "")
  .map((line): Plan => JSON.parse(line));

const first = Number(__ENV["HEADWAY_FIRST"] ?? "0");

export default function engines(): void {
  const wanted = __ENV["HEADWAY_PROFILE"];
  const profile = PROFILES.find(({ id }) => id === wanted) ?? profileOf(CURRENT_PROFILE);
  plans.forEach((plan, index) => {
    const lines = playedLines(plan, profile);
    const text = lines.join("");
    console.log(`plan ${first + index} ${lines.length} ${crypto.sha256(text, "hex")}`);
    if (__ENV["HEADWAY_TEXT"] === "1") console.log(text);
  });
}
