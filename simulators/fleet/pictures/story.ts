/**
 * What there is to see of one agent: when it was in which subtask, how fast, where it stood still.
 * Played on a faster clock, so that a migration of days is a few hundred points; times are those
 * of the agent all the same.
 */

import {
  forecast,
  hastened,
  LIFE_CYCLES,
  type Plan,
  type SpeedLimit,
  timeline,
} from "../../agent/index.ts";
import type { ReportedSubtask } from "../../contract/index.ts";

export type Phase = "preparing" | "copying" | "synchronising" | "testing" | "finishing";

/** One report, in numbers. Times are ms since the fleet's start. */
export interface Point {
  readonly atMs: number;
  readonly subtask: ReportedSubtask;
  readonly progress: number;
  readonly copiedBytes: number;
  readonly totalBytes: number;
  readonly mbps: number;
  readonly remainSeconds: number;
}

/** A visit of one stage. */
export interface Visit {
  readonly subtask: ReportedSubtask;
  readonly phase: Phase;
  /** Which of the visits of this subtask it is, from 1. */
  readonly number: number;
  readonly points: readonly Point[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A time of which something is to be said. */
export interface Mark {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly text: string;
}

export interface AgentStory {
  readonly plan: Plan;
  readonly visits: readonly Visit[];
  /** Where it stood still though it was at work. */
  readonly halts: readonly Mark[];
  /** Windows in which the speed was limited, with the limit. */
  readonly limits: readonly (Mark & { readonly mbps: number })[];
  /** Where it broke off. */
  readonly mishaps: readonly Mark[];
  readonly untilMs: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A halt shorter than that is none to speak of: agents change disks. */
const HALT_MS_MIN = 30_000;

/** The story in about that many points, never fewer than visits. */
export function agentStory(plan: Plan, pointsMax: number): AgentStory {
  const { reports } = forecast(plan);
  const factor = Math.max(1, reports / pointsMax);
  const points = pointsOf(hastened(plan, factor, "kept"), plan.arrivalMs ?? 0, factor);
  const visits = visitsOf(points, plan.arrivalMs ?? 0);
  const untilMs = points[points.length - 1]?.atMs ?? 0;
  return {
    plan,
    visits,
    halts: visits.flatMap(haltsOf),
    limits: limitsOf(plan, untilMs),
    mishaps: mishapsOf(visits),
    untilMs,
  };
}

function pointsOf(fast: Plan, arrivalMs: number, factor: number): readonly Point[] {
  const points: Point[] = [];
  const rest = timeline(fast);
  for (let entry = rest.next(); entry !== undefined; entry = rest.next()) {
    const { report } = entry;
    points.push({
      atMs: arrivalMs + (entry.atMs - arrivalMs) * factor,
      subtask: report.subtask_name,
      progress: report.progress,
      copiedBytes: Number(report.replicatesize ?? 0),
      totalBytes: Number(report.totalsize ?? 0),
      mbps: report.migrate_speed ?? 0,
      remainSeconds: Number(report.remain_time ?? 0),
    });
  }
  return points;
}

function visitsOf(points: readonly Point[], arrivalMs: number): readonly Visit[] {
  const groups: Point[][] = [];
  let before: Point | undefined;
  for (const point of points) {
    const goesOn =
      before?.subtask === point.subtask &&
      before.progress < 100 &&
      before.progress <= point.progress;
    if (goesOn) groups[groups.length - 1]?.push(point);
    else groups.push([point]);
    before = point;
  }
  const seen = new Map<string, number>();
  return groups.map((group, index): Visit => {
    const [first] = group;
    if (first === undefined) throw new Error("visitsOf: got an empty group");
    const number = (seen.get(first.subtask) ?? 0) + 1;
    seen.set(first.subtask, number);
    const previous = groups[index - 1]?.at(-1);
    // A stage begins when the one before it ends, unless there was silence between them.
    const isNext = previous !== undefined && previous.progress === 100 && number === 1;
    return {
      subtask: first.subtask,
      phase: phaseOf(first.subtask),
      number,
      points: group,
      fromMs: index === 0 ? arrivalMs : isNext ? previous.atMs : first.atMs,
      untilMs: group[group.length - 1]?.atMs ?? first.atMs,
    };
  });
}

/** What the agent is about in a subtask. */
export function phaseOf(subtask: ReportedSubtask): Phase {
  if (subtask.startsWith("MIGRATE_")) return "copying";
  if (subtask.startsWith("SYNC_")) return "synchronising";
  if (subtask === "CLONE_VM" || subtask === "CHECK_CONSISTENCY") return "testing";
  return /^(CONFIGURE_|DETTACH_)/.test(subtask) ? "finishing" : "preparing";
}

function haltsOf(visit: Visit): readonly Mark[] {
  const copies = visit.phase === "copying" || visit.phase === "synchronising";
  const stands = (point: Point, before: Point): boolean =>
    copies
      ? point.copiedBytes === before.copiedBytes
      : point.progress === before.progress && point.progress === 80;
  const marks: Mark[] = [];
  let fromMs: number | undefined;
  visit.points.forEach((point, index) => {
    const before = visit.points[index - 1];
    if (before === undefined) return;
    if (stands(point, before) && point.progress < 100) fromMs ??= before.atMs;
    else if (fromMs !== undefined) {
      marks.push(halt(fromMs, before.atMs, copies));
      fromMs = undefined;
    }
  });
  return marks.filter((mark) => mark.untilMs - mark.fromMs >= HALT_MS_MIN);
}

function halt(fromMs: number, untilMs: number, copies: boolean): Mark {
  return { fromMs, untilMs, text: copies ? "stall" : "hangs at 80 %" };
}

function mishapsOf(visits: readonly Visit[]): readonly Mark[] {
  return visits.slice(0, -1).flatMap((visit, index) => {
    const last = visit.points[visit.points.length - 1];
    const next = visits[index + 1];
    if (last === undefined || next === undefined || last.progress === 100) return [];
    const text = next.subtask === visit.subtask ? "failed, tried again" : "stopped, started again";
    return [{ fromMs: last.atMs, untilMs: next.fromMs, text }];
  });
}

/** The windows of the day that fall into the migration; of a long one the first few days' only. */
function limitsOf(plan: Plan, untilMs: number): AgentStory["limits"] {
  const arrivalMs = plan.arrivalMs ?? 0;
  const scale = plan.timeScale ?? 1;
  const ofDayMs = (plan.startSeconds % 86_400) * 1000;
  const days = Math.min(14, Math.ceil(((untilMs - arrivalMs) * scale) / DAY_MS) + 1);
  const windows: (Mark & { readonly mbps: number })[] = [];
  for (const limit of plan.limits ?? []) {
    for (let day = -1; day < days; day += 1) {
      const startMs = day * DAY_MS + limit.fromMinute * MINUTE_MS - ofDayMs;
      const fromMs = arrivalMs + Math.max(0, startMs) / scale;
      const lastMs = Math.min(untilMs, arrivalMs + (startMs + lengthMs(limit)) / scale);
      if (lastMs > fromMs) {
        windows.push({ fromMs, untilMs: lastMs, mbps: limit.mbps, text: limitText(limit) });
      }
    }
  }
  return windows;
}

function lengthMs({ fromMinute, toMinute }: SpeedLimit): number {
  const minutes = (toMinute - fromMinute + 1440) % 1440;
  return (minutes === 0 ? 1440 : minutes) * MINUTE_MS;
}

/** "limit 5 Mbit/s, 8:00 to 18:00". */
export function limitText({ fromMinute, toMinute, mbps }: SpeedLimit): string {
  return `limit ${mbps} Mbit/s, ${clockText(fromMinute)} to ${clockText(toMinute)}`;
}

function clockText(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
}

/** What a person calls the agent: kind, data, link. */
export function kindTitle(plan: Plan): string {
  return `${plan.kind}: ${LIFE_CYCLES[plan.kind].title}`;
}
