/**
 * The history of one task, a register: who reported what, who saw what, and when each call began and
 * ended. Every report of a history has a value that no other has, so a look names what it saw.
 */

/**
 * What became of a report: `acknowledged` (2xx), `refused` (a definite refusal: it must have no
 * effect), `ambiguous` (no reply, or one that says nothing: it may count at any later time, or never),
 * `partial` (its connection ended before all of it had been sent: it must have no effect either).
 */
export type Outcome = "acknowledged" | "refused" | "ambiguous" | "partial";

/** What a look showed. */
export type Shown =
  /** One report, whole. */
  | { readonly kind: "report"; readonly value: string }
  /** What the task showed before the history began. */
  | { readonly kind: "before" }
  /** Parts of several reports. */
  | { readonly kind: "mixed"; readonly values: readonly string[] }
  /** Something that nobody sent. */
  | { readonly kind: "unsent" };

interface Call {
  /** Calls of one lane come one after the other. */
  readonly lane: number;
  /** @unit milliseconds, of one clock for the whole history */
  readonly callMs: number;
  readonly returnMs: number;
}

/** A PUT. */
export interface Reported extends Call {
  readonly kind: "report";
  readonly value: string;
  readonly outcome: Outcome;
}

/** A GET. */
export interface Looked extends Call {
  readonly kind: "look";
  readonly shown: Shown;
}

export type Operation = Reported | Looked;

/** All that happened to one task, in any order. */
export type History = readonly Operation[];

/** Whether one operation was over before the other began. An ambiguous report is never over. */
export function isBefore(one: Operation, other: Operation): boolean {
  return endOf(one) < other.callMs;
}

/** When an operation has its effect at the latest, ms. */
export function endOf(operation: Operation): number {
  const isOpen = operation.kind === "report" && operation.outcome === "ambiguous";
  return isOpen ? Infinity : operation.returnMs;
}

/** The reports that may have counted: all but the refused and those that never came whole. */
export function countingReports(history: History): readonly Reported[] {
  return history.filter((o): o is Reported => {
    return o.kind === "report" && o.outcome !== "refused" && o.outcome !== "partial";
  });
}

/** The looks, in the order in which they began. */
export function looksOf(history: History): readonly Looked[] {
  return history
    .filter((o): o is Looked => o.kind === "look")
    .sort((one, other) => one.callMs - other.callMs);
}
