/**
 * Which findings to read first. A flaw in what is kept breaks many requirements, since most end with
 * a look, and so does one that fails with 5xx: such findings of one cause are told together, the most
 * telling at their head. Any other stands by itself: what two refuse may have nothing in common.
 */

import { groupBy } from "../evidence/group-by.ts";
import type { JudgedRequirement } from "./judged-run.ts";

/** The part of the catalogue that is about what a look shows; the others only rest on it. */
const KEEPING = "Meaning: the report a task keeps";
/** As causes say that looks were wanted to show something, one by one or together. */
const OF_LOOKS: ReadonlySet<string> = new Set(["shown", "one register"]);
/** As causes say that the endpoint failed. */
const SERVER_ERROR = "5xx";

/** A finding, and those that show the same cause, the most telling first. */
export interface CauseGroup {
  readonly lead: JudgedRequirement;
  readonly alike: readonly JudgedRequirement[];
}

/** The findings by the first of their causes. */
export function byCause(requirements: readonly JudgedRequirement[]): readonly CauseGroup[] {
  const found = requirements.filter(({ finding }) => finding !== undefined);
  const groups = groupBy(found.toSorted(moreTelling), causeOf);
  return [...groups.values()].flatMap(([lead, ...alike]) =>
    lead === undefined ? [] : [{ lead, alike }],
  );
}

/** All requirements: the heads of the groups, then the others that have a finding, then the rest. */
export function mostTellingFirst(
  requirements: readonly JudgedRequirement[],
): readonly JudgedRequirement[] {
  const groups = byCause(requirements);
  const told = [...groups.map(({ lead }) => lead), ...groups.flatMap(({ alike }) => alike)];
  return [...told, ...requirements.filter(({ finding }) => finding === undefined)];
}

/** What gates, what failed each time, what is about that cause; else by the catalogue. */
function moreTelling(a: JudgedRequirement, b: JudgedRequirement): number {
  return (
    Number(b.gating) - Number(a.gating) ||
    Number(b.verdict === "FAIL") - Number(a.verdict === "FAIL") ||
    Number(isAboutItsCause(b)) - Number(isAboutItsCause(a))
  );
}

function isAboutItsCause({ entry, finding }: JudgedRequirement): boolean {
  const { wanted, got } = finding?.cause ?? {};
  return got === SERVER_ERROR
    ? wanted === "answered"
    : isOfLooks(wanted) && entry.table === KEEPING;
}

function causeOf({ entry, finding, fingerprints }: JudgedRequirement): string {
  const { wanted, got } = finding?.cause ?? {};
  if (got === SERVER_ERROR) return got;
  return (isOfLooks(wanted) ? fingerprints[0] : undefined) ?? entry.id;
}

function isOfLooks(wanted: string | undefined): boolean {
  return wanted !== undefined && OF_LOOKS.has(wanted);
}
