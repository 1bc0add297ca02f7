/**
 * Which findings to read first. A flaw in what is kept breaks many requirements, since most end with
 * a look; so does one that lets valid reports fail now and then. Such findings of one cause are told
 * together, the most telling at their head. Any other stands by itself: what two wrongly refuse, or
 * what two odd requests make fail, may have nothing in common.
 */

import { groupBy } from "../evidence/group-by.ts";
import type { JudgedRequirement } from "./judged-run.ts";

/** The part of the catalogue that is about what a look shows; the others only rest on it. */
const KEEPING = "Meaning: the report a task keeps";
/** As causes say that looks were wanted to show something, one by one or together. */
const OF_LOOKS: ReadonlySet<string> = new Set(["shown", "one register"]);

/** A finding, and those that show the same cause, the most telling first. */
export interface CauseGroup {
  readonly lead: JudgedRequirement;
  readonly alike: readonly JudgedRequirement[];
}

/** The findings by the first of their causes. */
export function byCause(requirements: readonly JudgedRequirement[]): readonly CauseGroup[] {
  const found = requirements.filter(({ finding }) => finding !== undefined);
  const groups = [...groupBy(found, causeOf).values()].flatMap((group) => {
    const [lead, ...alike] = group.toSorted((a, b) => graver(a, b) || closer(a, b));
    return lead === undefined ? [] : [{ lead, alike }];
  });
  const places = new Map(requirements.map((requirement, place) => [requirement, place]));
  const place = (group: CauseGroup) => places.get(group.lead) ?? 0;
  return groups.toSorted((a, b) => graver(a.lead, b.lead) || place(a) - place(b));
}

/** Every finding of these groups, group by group. */
export function membersOf(groups: readonly CauseGroup[]): readonly JudgedRequirement[] {
  return groups.flatMap(({ lead, alike }) => [lead, ...alike]);
}

/** All requirements: the heads of the groups, then the others that have a finding, then the rest. */
export function mostTellingFirst(
  requirements: readonly JudgedRequirement[],
): readonly JudgedRequirement[] {
  const groups = byCause(requirements);
  const told = [...groups.map(({ lead }) => lead), ...groups.flatMap(({ alike }) => alike)];
  return [...told, ...requirements.filter(({ finding }) => finding === undefined)];
}

/** What gates, then what failed each time. */
function graver(a: JudgedRequirement, b: JudgedRequirement): number {
  return (
    Number(b.gating) - Number(a.gating) ||
    Number(b.verdict === "FAIL") - Number(a.verdict === "FAIL")
  );
}

/** What is about the report that a task keeps, where looks are the cause. */
function closer(a: JudgedRequirement, b: JudgedRequirement): number {
  return Number(isClose(b)) - Number(isClose(a));
}

function isClose({ entry, finding }: JudgedRequirement): boolean {
  return entry.table === KEEPING && OF_LOOKS.has(finding?.cause?.wanted ?? "");
}

function causeOf({ entry, finding, fingerprints }: JudgedRequirement): string {
  const { wanted = "", got = "" } = finding?.cause ?? {};
  const spreads = OF_LOOKS.has(wanted) || (wanted === "accepted" && got === "5xx");
  return (spreads ? fingerprints[0] : undefined) ?? entry.id;
}
