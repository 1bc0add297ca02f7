/**
 * What a whole timeline comes to as text, and a short fingerprint of it, so that two engines, or two
 * machines, can tell whether they play the same. A fingerprint says that texts differ, never
 * where; it is no protection against intent.
 */

import type { Profile } from "../contract/index.ts";
import { writeTimelineReport } from "./body.ts";
import type { Plan } from "./plan.ts";
import { timeline } from "./timeline.ts";

// A local name: k6's engine looks a global's member up anew at every call.
const imul = Math.imul;

/**
 * `<reports>-<characters>-<16 hex digits>` over the text of `playedText`; characters are UTF-16
 * units. In k6 it costs about 1 µs a character: there `playedText` is the cheaper comparison.
 */
export function timelineDigest(plan: Plan, profile: Profile): string {
  const entries = timeline(plan);
  const digest = new Digest();
  let count = 0;
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    digest.add(`${entry.atMs} ${writeTimelineReport(entry.report, profile)}\n`);
    count += 1;
  }
  return `${count}-${digest.length}-${digest.hex()}`;
}

/** Every report of a plan's timeline with its time: lines `<atMs> <body>\n`. */
export function playedText(plan: Plan, profile: Profile): string {
  const entries = timeline(plan);
  const lines: string[] = [];
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    lines.push(`${entry.atMs} ${writeTimelineReport(entry.report, profile)}\n`);
  }
  return lines.join("");
}

/** Two 32-bit FNV-1a hashes over UTF-16 units, with different starts and primes. */
export class Digest {
  /** UTF-16 units added so far. */
  length = 0;
  private first = 0x811c9dc5 | 0;
  private second = 0x9747b28c | 0;

  add(text: string): void {
    let { first, second } = this;
    const { length } = text;
    for (let i = 0; i < length; i += 1) {
      const unit = text.charCodeAt(i);
      first = imul(first ^ unit, 0x01000193);
      second = imul(second ^ unit, 0x85ebca6b);
    }
    this.first = first;
    this.second = second;
    this.length += length;
  }

  /** 16 hexadecimal digits. */
  hex(): string {
    return hex32(this.first) + hex32(this.second);
  }
}

function hex32(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, "0");
}
