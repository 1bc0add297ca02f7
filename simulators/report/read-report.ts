/** Wire text → report, exactly: the way back from `writeReport`. */

import type { Profile } from "../contract/index.ts";
import type { Json } from "./json.ts";
import type { Report } from "./report.ts";
import { judgeBody } from "./validity.ts";

export type ReportReading =
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/** Reads a report that the contract calls valid; longs beyond 2^53 come back as bigint. */
export function readReport(text: string, profile: Profile): ReportReading {
  const validity = judgeBody(text, profile);
  if (validity.standing !== "valid") {
    const reasons = validity.remarks.map((r) => (r.field ? `${r.field}: ${r.reason}` : r.reason));
    return { kind: "refused", reasons };
  }
  const report: Record<string, unknown> = {};
  for (const [name, value] of validity.values) report[name] = plain(value);
  // Judged valid above: each name and each value's type is the contract's.
  return { kind: "report", report: report as unknown as Report };
}

function plain(value: Json): string | number | bigint | boolean | undefined {
  switch (value.kind) {
    case "string":
    case "boolean":
      return value.value;
    case "number": {
      const number = Number(value.text);
      const exact = !/^-?[0-9]+$/.test(value.text) || Number.isSafeInteger(number);
      return exact ? number : BigInt(value.text);
    }
    default:
      return undefined;
  }
}
