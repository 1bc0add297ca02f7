/**
 * The faults that a plan may have, as data: what goes wrong between an agent's report and the
 * endpoint, whatever the endpoint answers. What each does to a timeline stands in ../faults.
 */

/** Every fault there is, the plainest first: shrinking goes to the left. */
export const FAULTS = [
  "lost",
  "duplicated",
  "frozen",
  "restarted",
  "offline",
  "delayed",
  "reordered",
  "replayed",
  "stale",
  "synchronised",
] as const;

export type FaultName = (typeof FAULTS)[number];

/** The units and ranges of the numbers stand in `FAULT_RANGES`. */
export type Fault =
  /** A share of the reports never arrives. */
  | { readonly name: "lost"; readonly share: number }
  /** A share of the reports arrives a second time, so much later. */
  | { readonly name: "duplicated"; readonly share: number; readonly afterMs: number }
  /** From one report on, the agent says the same so many times more. */
  | { readonly name: "frozen"; readonly at: number; readonly reports: number }
  /** After one report the agent begins again that many reports before. */
  | { readonly name: "restarted"; readonly at: number; readonly reports: number }
  /** So many reports in a row are never sent. */
  | { readonly name: "offline"; readonly at: number; readonly reports: number }
  /** A share of the reports arrives so much later; later ones overtake them. */
  | { readonly name: "delayed"; readonly share: number; readonly afterMs: number }
  /** Within each window of so many reports the order is any. */
  | { readonly name: "reordered"; readonly reports: number }
  /** After the last report, so many of the ones before it arrive once more. */
  | { readonly name: "replayed"; readonly reports: number; readonly afterMs: number }
  /** From one report on, a forgotten agent repeats that report beside each of so many new ones. */
  | { readonly name: "stale"; readonly at: number; readonly reports: number }
  /** Reports are sent at multiples of so much time only: the whole fleet at the same moments. */
  | { readonly name: "synchronised"; readonly everyMs: number };

export interface FaultRange {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly unit: string;
}

const SHARE: FaultRange = { min: 0, max: 1, whole: false, unit: "part of the reports" };
const AT: FaultRange = { min: 0, max: 1_000_000, whole: true, unit: "place of a report, from 0" };
const REPORTS: FaultRange = { min: 1, max: 64, whole: true, unit: "reports" };
const TIME: FaultRange = { min: 0, max: 3_600_000, whole: true, unit: "ms" };

/** The numbers of each fault and what each may be. */
export const FAULT_RANGES: Readonly<Record<FaultName, Readonly<Record<string, FaultRange>>>> = {
  lost: { share: SHARE },
  duplicated: { share: SHARE, afterMs: TIME },
  frozen: { at: AT, reports: REPORTS },
  restarted: { at: AT, reports: REPORTS },
  offline: { at: AT, reports: { ...REPORTS, max: 1_000_000 } },
  delayed: { share: SHARE, afterMs: TIME },
  reordered: { reports: { ...REPORTS, min: 2 } },
  replayed: { reports: REPORTS, afterMs: TIME },
  stale: { at: AT, reports: REPORTS },
  synchronised: { everyMs: { ...TIME, min: 1 } },
};
