/**
 * What a scenario's fleet does, for the reader of its report: taken from the worker's own timetable,
 * so that it is what is sent, by the first worker's agents. Pure.
 *
 * Not looked at: late reports, those sent again, and those of a worker that begins late.
 */

import * as v from "valibot";
import { FLEET_PHASES, type FleetPhase, type FleetShape } from "../reports/evidence/index.ts";
import { LIFE_CYCLES, type Plan } from "../simulators/agent/index.ts";
import { REPORTED_SUBTASKS } from "../simulators/contract/index.ts";
import { bytesText, phaseOf } from "../simulators/fleet/index.ts";
import { Fleet, type FleetSettings } from "./worker/fleet.ts";

/** Agents that are shown one by one. */
const DRAWN = 8;
/** Reports that are shown of one agent: what a line on a page can hold. */
const POINTS = 40;
/** Agents that stand for all: the curve of a million is the same. */
const COUNTED_MAX = 240;
const STRETCHES = 60;

type ShapeSettings = FleetSettings & { readonly durationMs: number };
type Drawn = FleetShape["drawn"][number];

/** The shape of a fleet that has one agent and one plan at least. */
export function fleetShape(settings: ShapeSettings, plans: readonly Plan[]): FleetShape {
  const { agents, workers, durationMs } = settings;
  // Enough agents to count over. A worker of more plans thins its texts more, at the same pace.
  const played = Math.min(agents, workers * COUNTED_MAX);
  const fleet = new Fleet({ ...settings, marks: false, agents: played }, 0, plans);
  const counted = fleet.size;
  const stretchMs = durationMs / STRETCHES;
  const due = new Map(FLEET_PHASES.map((phase) => [phase, new Array<number>(STRETCHES).fill(0)]));
  const perSecond = (agents / counted) * (1000 / stretchMs);
  const drawn: Drawn[] = [];
  for (let agent = 0; agent < counted; agent += 1) {
    const dues = duesOf(fleet, agent, durationMs);
    for (const { atMs, phase } of dues) {
      const rates = due.get(phase) ?? [];
      const stretch = Math.floor(atMs / stretchMs);
      rates[stretch] = (rates[stretch] ?? 0) + perSecond;
    }
    if (agent < DRAWN) drawn.push(drawnOf(fleet.numberOf(agent), dues, settings, plans));
  }
  return {
    kinds: settings.bodies === undefined ? kindsOf(agents, plans) : [],
    counted,
    stretchMs,
    due: [...due]
      .filter(([, rates]) => rates.some((rate) => rate > 0))
      .map(([phase, rates]) => ({ phase, perSecond: rates.map(hundredths) })),
    drawn,
  };
}

interface Due {
  readonly atMs: number;
  readonly subtask: string;
  readonly phase: FleetPhase;
  /** Its text. */
  readonly body: string;
}

/** What falls due for an agent before the end, in order. */
function duesOf(fleet: Fleet, agent: number, durationMs: number): readonly Due[] {
  const { bodies, subtasks } = fleet.trackOf(agent);
  const dues: Due[] = [];
  let atMs = fleet.plannedMs[agent] ?? Infinity;
  while (atMs < durationMs) {
    const position = fleet.positionOf(agent);
    const subtask = REPORTED_SUBTASKS[subtasks[position] ?? 0];
    if (subtask === undefined) throw new RangeError(`agent ${agent}: a report of no subtask`);
    dues.push({ atMs, subtask, phase: phaseOf(subtask), body: bodies[position] ?? "" });
    atMs = fleet.advance(agent);
  }
  return dues;
}

function drawnOf(
  agent: number,
  dues: readonly Due[],
  { bodies }: ShapeSettings,
  plans: readonly Plan[],
): Drawn {
  const visits: { subtask: string; phase: FleetPhase; points: [number, number][] }[] = [];
  let before: { readonly subtask: string; readonly progress: number } | undefined;
  for (const { atMs, subtask, phase, body } of thinned(dues)) {
    const progress = progressOf(body);
    if (progress === undefined) continue;
    const goesOn = before?.subtask === subtask && before.progress <= progress;
    if (!goesOn) visits.push({ subtask, phase, points: [] });
    visits.at(-1)?.points.push([Math.round(atMs), progress]);
    before = { subtask, progress };
  }
  const plan = plans[agent % plans.length];
  const isPlan = bodies === undefined && plan !== undefined;
  return { agent, title: isPlan ? titleOf(plan) : "texts that were given", visits };
}

/** Not more than a page can show: the ends of subtasks first, where they alone are not too many. */
function thinned(dues: readonly Due[]): readonly Due[] {
  if (dues.length <= POINTS) return dues;
  const isEnd = ({ subtask }: Due, at: number): boolean =>
    dues[at - 1]?.subtask !== subtask || dues[at + 1]?.subtask !== subtask;
  const ends = dues.filter(isEnd).length;
  const every = Math.ceil(dues.length / Math.max(POINTS - ends, POINTS / 2));
  return dues.filter((due, at) => at % every === 0 || (ends <= POINTS / 2 && isEnd(due, at)));
}

const progressSchema = v.object({
  progress: v.pipe(v.union([v.number(), v.string()]), v.toNumber()),
});

/** What a report says of its progress; a client may write it as text. */
function progressOf(body: string): number | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), progressSchema), body);
  return read.success ? read.output.progress : undefined;
}

function kindsOf(agents: number, plans: readonly Plan[]): FleetShape["kinds"] {
  const kinds = new Map<string, number>();
  for (const [i, { kind }] of plans.entries()) {
    const { title } = LIFE_CYCLES[kind];
    const own = Math.floor(agents / plans.length) + (i < agents % plans.length ? 1 : 0);
    kinds.set(title, (kinds.get(title) ?? 0) + own);
  }
  return [...kinds]
    .filter(([, own]) => own > 0)
    .map(([title, own]) => ({ title, agents: own }))
    .sort((a, b) => b.agents - a.agents);
}

function titleOf({ kind, totalBytes, linkMbps }: Plan): string {
  return `${LIFE_CYCLES[kind].title}; ${bytesText(totalBytes)} over ${linkMbps} Mbit/s`;
}

function hundredths(rate: number): number {
  return Math.round(100 * rate) / 100;
}
