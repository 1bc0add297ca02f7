/** Evidence with hostile text wherever a target, or a hand, can put some. */

import type { RunInMemory } from "./make-run.ts";

/** Members that are no free text: changing them would make the evidence invalid, not hostile. */
const FIXED: ReadonlySet<string> = new Set([
  ...["kind", "outcome", "basis", "level", "state", "how", "ending", "figure", "halves"],
  ...["startedAt", "at", "until", "base64", "unit", "direction", "phase"],
]);

/** The record with a text behind every free text of its events and flushes, names included. */
export function withText(record: RunInMemory, text: string): RunInMemory {
  return {
    folder: record.folder + text,
    events: record.events.map((event) => appended(event, text)),
    flushes: record.flushes.map((flush) => appended(flush, text)),
    problems: [...record.problems, text],
  };
}

function appended<T>(value: T, text: string): T;
function appended(value: unknown, text: string): unknown {
  if (typeof value === "string") return value + text;
  if (Array.isArray(value)) return value.map((item: unknown) => appended(item, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      FIXED.has(name) ? inner : appended(inner, text),
    ]),
  );
}
