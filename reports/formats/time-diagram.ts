/** The picture of overlapping requests in letters: one line a request, time from left to right. */

import { msText } from "./text.ts";
import { endOfRows, type TimeRow } from "./time-rows.ts";

/** Letters that the whole time takes. */
const WIDTH = 36;

/** Lines of the picture; none without rows. */
export function timeDiagram(rows: readonly TimeRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const endMs = endOfRows(rows);
  const laneWidth = Math.max(...rows.map(({ lane }) => lane.length));
  const head = `${" ".repeat(laneWidth + 3)}0${msText(endMs).padStart(WIDTH - 1)}`;
  const lines = rows.map((row) => {
    const mark = row.decides ? "*" : " ";
    return `${mark} ${row.lane.padEnd(laneWidth)} ${bar(row, endMs)} ${row.what}`;
  });
  return [head, ...lines, "* what it can be told from"];
}

/** "   |----|    ": at least two letters, and never beyond the end. */
function bar({ fromMs, toMs }: TimeRow, endMs: number): string {
  const place = (ms: number) => Math.round((ms / endMs) * (WIDTH - 1));
  const from = Math.min(place(fromMs), WIDTH - 2);
  const to = Math.max(place(toMs), from + 1);
  const line = `${" ".repeat(from)}|${"-".repeat(to - from - 1)}|`;
  return line.padEnd(WIDTH);
}
