/** A violated trial as it is told: its cause, and the attempt that shows it. */

import type { Cause, Judgement } from "./judge.ts";
import type { Shown, Violation } from "./requirement-result.ts";

/** Two violations are of one cause when the same was wanted and, but for looks, the same came. */
export function causeOf(judgement: Judgement | undefined): string | undefined {
  if (judgement?.kind !== "violated") return undefined;
  const status = judgement.actual.startsWith("status ") ? judgement.actual : "";
  return `${judgement.expected} ${status}`;
}

/** The violation that an attempt shows. */
export function explain(
  shown: Shown | undefined,
  about: Pick<Violation, "confirmation" | "firstSeen" | "also"> & {
    readonly needed: readonly string[] | undefined;
    /** What the violated trials showed. */
    readonly judgements: readonly Judgement[];
  },
): { readonly violation: Violation } {
  const judgement = shown?.result.judgement;
  if (shown === undefined || judgement?.kind !== "violated") {
    throw new Error("explain: the violation was not kept");
  }
  const { expected, actual, cause } = judgement;
  const { trial, ids } = shown;
  const { exchanges } = shown.result;
  const { needed, judgements, ...seen } = about;
  const otherCauses = othersThan(cause, judgements);
  const violation = { trial, expected, actual, cause, otherCauses, exchanges, ids, ...seen };
  return { violation: needed === undefined ? violation : { ...violation, needed } };
}

/** Each cause among the judgements once, but for the one that is told already. */
function othersThan(told: Cause, judgements: readonly Judgement[]): readonly Cause[] {
  const known = new Map<string, Cause>();
  for (const judgement of judgements) {
    if (judgement.kind === "violated") known.set(keyOf(judgement.cause), judgement.cause);
  }
  known.delete(keyOf(told));
  return [...known.values()];
}

function keyOf({ wanted, field, got }: Cause): string {
  return JSON.stringify([wanted, field, got]);
}
