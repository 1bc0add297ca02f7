/**
 * What the fleet of a load was meant to do, in few numbers: who there was, what fell due when, and
 * some of its agents from report to report. Planned, not sent: what was late is in the flushes.
 */

import * as v from "valibot";
import { count } from "./count-schemas.ts";

/** What an agent is about in a subtask, in the order of a migration. */
export const FLEET_PHASES = [
  "preparing",
  "copying",
  "synchronising",
  "testing",
  "finishing",
] as const;

const phase = v.picklist(FLEET_PHASES);

/** Reports of one subtask that follow each other. Times count from the begin of the load. */
const visit = v.object({
  subtask: v.string(),
  phase,
  /** Times in ms and progress in percent; of many reports some. */
  points: v.array(v.tuple([v.number(), v.number()])),
});

export const fleetShapeSchema = v.object({
  /** Agents of each kind of migration. None: they send texts that were given. */
  kinds: v.array(v.object({ title: v.string(), agents: count })),
  /** Agents that `due` was counted over; it stands for the whole fleet all the same. */
  counted: count,
  /** Length of one stretch of `due`. */
  stretchMs: v.number(),
  /** Reports a second that fall due in each stretch. */
  due: v.array(v.object({ phase, perSecond: v.array(v.number()) })),
  /** A few of the agents. */
  drawn: v.array(v.object({ agent: count, title: v.string(), visits: v.array(visit) })),
});

export type FleetShape = v.InferOutput<typeof fleetShapeSchema>;
export type FleetPhase = (typeof FLEET_PHASES)[number];
