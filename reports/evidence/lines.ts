/**
 * The lines of a text file, one after the other, in memory that does not grow with the file. A line
 * longer than any that a worker writes comes in pieces.
 */

import { closeSync, openSync, readSync } from "node:fs";

const NEWLINE = 10;
const STRETCH_BYTES = 2 ** 16;
const LINE_BYTES_MAX = 2 ** 26;

export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Whether the file ends before the line does. */
  readonly isCut: boolean;
}

/** Reads while it is asked for more. Throws what the system says where the file cannot be read. */
export function* linesOf(path: string): Generator<Line, void, undefined> {
  const file = openSync(path, "r");
  try {
    let number = 0;
    for (const { text, isCut } of stretchesOf(file)) {
      for (const line of text.split("\n")) {
        number += 1;
        yield { text: line, number, isCut };
      }
    }
  } finally {
    closeSync(file);
  }
}

interface Stretch {
  readonly text: string;
  readonly isCut: boolean;
}

/** Whole lines, without the last one's newline; at the end what is left. */
function* stretchesOf(file: number): Generator<Stretch, void, undefined> {
  let buffer = Buffer.allocUnsafe(STRETCH_BYTES);
  let filled = 0;
  for (;;) {
    const read = readSync(file, buffer, filled, buffer.length - filled, null);
    if (read === 0) break;
    filled += read;
    const newline = buffer.subarray(0, filled).lastIndexOf(NEWLINE);
    if (newline >= 0) {
      yield { text: buffer.toString("utf8", 0, newline), isCut: false };
      buffer.copyWithin(0, newline + 1, filled);
      filled -= newline + 1;
    } else if (filled === LINE_BYTES_MAX) {
      yield { text: buffer.toString("utf8", 0, filled), isCut: false };
      filled = 0;
    } else if (filled === buffer.length) {
      buffer = Buffer.concat([buffer], Math.min(2 * buffer.length, LINE_BYTES_MAX));
    }
  }
  if (filled > 0) yield { text: buffer.toString("utf8", 0, filled), isCut: true };
}
