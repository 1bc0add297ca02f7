/**
 * Body → the report to be stored, or the reasons to refuse it. The rule is `judgeBody`'s; decided
 * here is only what the contract leaves open: this endpoint takes every dialect.
 */

import type { FieldName, Profile } from "../contract/index.ts";
import { type Json, judgeBody, judgeValue, type Remark, type Validity } from "../report/index.ts";

/** A report as it is kept: digit for digit as sent, without null and unknown fields. */
export type StoredReport = ReadonlyMap<FieldName, Json>;

/** What the endpoint makes of a body. */
export type BodyVerdict =
  | { readonly kind: "taken"; readonly report: StoredReport }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly reasons: readonly string[];
      /** The known fields that the refused body carries, whatever they are worth. */
      readonly values: StoredReport;
    };

/** The correct judgement of a body under a profile. */
export function judgeReport(text: string, profile: Profile): BodyVerdict {
  return verdictOf(judgeBody(text, profile), profile);
}

/** Turns a validity into the endpoint's choice: dialects are taken, all else is refused. */
export function verdictOf(validity: Validity, profile: Profile): BodyVerdict {
  const { values } = validity;
  if (validity.standing === "valid") return { kind: "taken", report: values };
  const refusals = validity.remarks.filter((remark) => remark.standing !== "dialect");
  // Of repeated members the last one counts here, so that one has to be right.
  if (refusals.length === 0) refusals.push(...lastOnesAtFault(values, profile));
  if (refusals.length > 0) {
    return { kind: "refused", status: 400, reasons: refusals.map(inWords), values };
  }
  return { kind: "taken", report: withoutNulls(values) };
}

/** A refusal that judges nothing further. */
export function refusedBody(reason: string, status = 400): BodyVerdict {
  return { kind: "refused", status, reasons: [reason], values: new Map() };
}

function lastOnesAtFault(values: StoredReport, profile: Profile): readonly Remark[] {
  const found: Remark[] = [];
  for (const field of profile.fields) {
    const value = values.get(field.name);
    const remark = value === undefined ? undefined : judgeValue(field, value, profile);
    if (remark !== undefined && remark.standing !== "dialect") found.push(remark);
  }
  return found;
}

function withoutNulls(values: StoredReport): StoredReport {
  const kept = new Map<FieldName, Json>();
  for (const [name, value] of values) if (value.kind !== "null") kept.set(name, value);
  return kept;
}

function inWords(remark: Remark): string {
  return remark.field === undefined ? remark.reason : `${remark.field}: ${remark.reason}`;
}
