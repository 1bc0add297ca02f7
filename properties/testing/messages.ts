/**
 * What a finding says of each twin, from `messages.txt`: twin, requirement, expected, actual. The
 * words are part of the suite, so a change of them has to be meant. `‹any›` stands where a value was
 * drawn, or where time decides how small it becomes.
 */

import { readFileSync } from "node:fs";

const FILE = new URL("messages.txt", import.meta.url);
const ANY = "‹any›";

/** One finding in words: whose, of which requirement, what was wanted and what was there. */
export interface Message {
  readonly twin: string;
  readonly requirement: string;
  readonly expected: string;
  readonly actual: RegExp;
}

/** Each twin with each requirement that has to catch it. */
export const MESSAGES: readonly Message[] = readFileSync(FILE, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => {
    const [twin = "", requirement = "", expected = "", actual = "", ...more] = line.split(" | ");
    if (actual === "" || more.length > 0)
      throw new Error(`messages.txt: got ${line}, want 4 parts`);
    return { twin, requirement, expected, actual: patternOf(actual) };
  });

/** The words of a finding. Throws where it is not listed. */
export function messageOf(twin: string, requirement: string): Message {
  const found = MESSAGES.find((m) => m.twin === twin && m.requirement === requirement);
  if (found === undefined) throw new Error(`messages.txt has no words for ${twin} ${requirement}`);
  return found;
}

function patternOf(text: string): RegExp {
  const parts = text.split(ANY).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*?")}$`, "su");
}
