/** Requests of published clients, and the reports that these were given. */

import type { ClientReport } from "../index.ts";
import recorded from "./sdk-requests.json" with { type: "json" };

export { recorded };

/** The reports: their integers stand as text there, and one in a double's place stays an integer. */
export const RECORDED_REPORTS: readonly ClientReport[] = recorded.reports.map((report) => {
  const entries = Object.entries(report).map(([name, value]) => {
    const isInteger = typeof value === "object" && value !== null && "int" in value;
    return [name, isInteger ? BigInt(String(value.int)) : value];
  });
  return Object.fromEntries(entries);
});
