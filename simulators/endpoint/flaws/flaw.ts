/**
 * A drawn flaw: one operator applied to one field or one rule of the reference. Twins are chosen and
 * named by hand; flaws are all that the operators give, for whoever samples from them.
 */

import type { FieldName } from "../../contract/index.ts";
import type { Json } from "../../report/index.ts";
import type { StoredReport } from "../body.ts";
import type { Policy } from "../policy.ts";

export interface Flaw {
  /** `<operator>/<field or rule>/<argument>`. */
  readonly id: string;
  readonly statement: string;
  readonly policy: (correct: Policy) => Policy;
}

export function numberOf(value: Json | undefined): number {
  return value?.kind === "number" ? Number(value.text) : Number.NaN;
}

export function textOf(value: Json | undefined): string {
  return value?.kind === "string" ? value.value : "";
}

export function numberJson(value: number): Json {
  return { kind: "number", text: String(value) };
}

/** Answers and forgets: a report for which this holds is not stored. */
export function losing(
  holds: (report: StoredReport, before: StoredReport) => boolean,
): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    writes: (put, task, around) => {
      const before = task.progress?.report ?? new Map<FieldName, Json>();
      return holds(put.report, before) ? [] : correct.writes(put, task, around);
    },
  });
}

/** Fails with a server error on a report, rightly taken, for which this holds. */
export function failing(
  holds: (report: StoredReport, text: string) => boolean,
  status: number,
): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    judge: (text) => {
      const verdict = correct.judge(text);
      if (verdict.kind === "refused" || !holds(verdict.report, text)) return verdict;
      return { kind: "refused", status, reasons: ["internal"], values: verdict.report };
    },
  });
}
