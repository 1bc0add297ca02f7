/** Small histories of one task, drawn or written down by hand, and the slow way to judge them. */

import * as fc from "fast-check";
import type { History, Looked, Operation, Outcome, Reported, Shown } from "../model/history.ts";

const VALUES = ["w1", "w2", "w3"] as const;

/** A report from one time to another. */
export function reported(
  value: string,
  [callMs, returnMs]: readonly [number, number],
  more: { readonly outcome?: Outcome; readonly lane?: number } = {},
): Reported {
  return { kind: "report", value, outcome: "acknowledged", lane: 0, callMs, returnMs, ...more };
}

/** A look; `shown` is a report's value, `undefined` what the task showed before. */
export function looked(
  shown: string | Shown | undefined,
  [callMs, returnMs]: readonly [number, number],
  lane = 1,
): Looked {
  const whole: Shown =
    shown === undefined
      ? { kind: "before" }
      : typeof shown === "string"
        ? { kind: "report", value: shown }
        : shown;
  return { kind: "look", shown: whole, lane, callMs, returnMs };
}

/**
 * Histories of up to six operations in three lanes, most of them of reports that were acknowledged
 * and of looks that show one: few would be legal if all were drawn alike.
 */
export const smallHistories: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      lane: fc.integer({ min: 0, max: 2 }),
      waitMs: fc.integer({ min: 1, max: 4 }),
      takesMs: fc.integer({ min: 1, max: 6 }),
      what: fc.oneof(
        { weight: 6, arbitrary: fc.constant("report" as const) },
        { weight: 5, arbitrary: fc.constantFrom(...VALUES) },
        { weight: 2, arbitrary: fc.constantFrom("before", "unsent", "mixed") },
      ),
      outcome: fc.oneof(
        { weight: 6, arbitrary: fc.constant("acknowledged" as const) },
        { weight: 2, arbitrary: fc.constantFrom<Outcome>("refused", "ambiguous") },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) => {
    const freeMs = [0, 0, 0];
    const left = [...VALUES];
    return drawn.map(({ lane, waitMs, takesMs, what, outcome }): Operation => {
      const callMs = (freeMs[lane] ?? 0) + waitMs;
      const returnMs = callMs + takesMs;
      freeMs[lane] = returnMs;
      const value = what === "report" ? left.shift() : undefined;
      if (value !== undefined) return reported(value, [callMs, returnMs], { lane, outcome });
      if (what === "mixed") {
        return looked({ kind: "mixed", values: ["w1", "w2"] }, [callMs, returnMs], lane);
      }
      if (what === "unsent") return looked({ kind: "unsent" }, [callMs, returnMs], lane);
      const shown = what === "before" || what === "report" ? undefined : what;
      return looked(shown, [callMs, returnMs], lane);
    });
  });

/** Tries every order of every choice of what counted: right by being simple. */
export function bruteForce(
  history: History,
  precedes: (one: Operation, other: Operation) => boolean,
): "ok" | "illegal" {
  const operations = history.filter((o) => o.kind === "look" || o.outcome !== "refused");
  return explains(operations, undefined, precedes) ? "ok" : "illegal";
}

function explains(
  left: readonly Operation[],
  value: string | undefined,
  precedes: (one: Operation, other: Operation) => boolean,
): boolean {
  if (left.every((o) => o.kind === "report" && o.outcome === "ambiguous")) return true;
  return left.some((next) => {
    const rest = left.filter((o) => o !== next);
    if (rest.some((other) => precedes(other, next))) return false;
    if (next.kind === "report") return explains(rest, next.value, precedes);
    const { shown } = next;
    if (shown.kind === "mixed" || shown.kind === "unsent") return false;
    const wanted = shown.kind === "report" ? shown.value : undefined;
    return wanted === value && explains(rest, value, precedes);
  });
}
