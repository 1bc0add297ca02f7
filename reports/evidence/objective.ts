/**
 * An objective: a limit for one figure of a merged load. The scenarios have theirs, the operator
 * may give more; both are judged alike.
 */

import * as v from "valibot";

/** Looks, sampled beside the load or of the final sweep, that show no report, an earlier, a refused, a mixed one or none of the agent's. */
export const SWEPT = ["lost", "stale", "refusedShown", "torn", "foreign"] as const;

/** What an objective may read of a load. */
export const FIGURES = [
  "refused",
  "timedOut",
  "broken",
  "unsent",
  "readBackViolations",
  ...SWEPT,
  /** Share of the settled reports that were refused, timed out or broke. */
  "errorRate",
  /** Sendings for each report that was sent: 1 where none was sent again. */
  "amplification",
  /** Time from the planned moment to the answer. @unit milliseconds */
  "responseMs",
  /** Time from the sending to the answer. @unit milliseconds */
  "serviceMs",
  /** Acknowledged reports a second. */
  "throughput",
  /** Share of the reports that fell due which were acknowledged. */
  "achievedShare",
] as const;
export type Figure = (typeof FIGURES)[number];

/** The names of the four ways to limit a figure, with the sign each is written by. */
export const RELATIONS = { atMost: "≤", below: "<", atLeast: "≥", above: ">" } as const;
export type Relation = keyof typeof RELATIONS;

const limit = v.optional(v.number());

/** One objective as it stands in the evidence. Exactly one of the four limits is there. */
export const objectiveSchema = v.pipe(
  v.object({
    id: v.string(),
    statement: v.string(),
    figure: v.picklist(FIGURES),
    /** Of a time: which percentile (100 is the greatest), or the mean. Of nothing else. */
    of: v.optional(v.union([v.literal("mean"), v.pipe(v.number(), v.gtValue(0), v.maxValue(100))])),
    atMost: limit,
    below: limit,
    atLeast: limit,
    above: limit,
    /** With fewer samples than this it is neither met nor missed. @defaultValue 0 */
    samplesMin: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.check(
    (objective) => relationsOf(objective).length === 1,
    "want exactly one of atMost, below, atLeast, above",
  ),
  v.check(
    ({ figure, of }) => isTime(figure) === (of !== undefined),
    "want `of` for a time, and for nothing else",
  ),
);
export type Objective = v.InferOutput<typeof objectiveSchema>;

/** Whether a figure is a time, of which a percentile or the mean is read. */
export function isTime(figure: Figure): figure is "responseMs" | "serviceMs" {
  return figure === "responseMs" || figure === "serviceMs";
}

/** The one limit of an objective. */
export function limitOf(objective: Objective): { readonly by: Relation; readonly value: number } {
  const [by] = relationsOf(objective);
  const value = by === undefined ? undefined : objective[by];
  if (by === undefined || value === undefined) {
    throw new Error(`${objective.id}: got no limit, want atMost, below, atLeast or above`);
  }
  return { by, value };
}

function relationsOf(limits: Readonly<Partial<Record<Relation, number | undefined>>>): Relation[] {
  const names = Object.keys(RELATIONS) as Relation[];
  return names.filter((name) => limits[name] !== undefined);
}
