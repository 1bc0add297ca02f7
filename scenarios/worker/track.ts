/**
 * Plan → track: the reports that agents of one plan send, as wire text, and the times between them.
 * Unfolded once, so that a report under load costs no encoding and memory is flat.
 *
 * A worker keeps at most about REPORTS_MAX texts (32 MB at 1 KB each). Where its plans have more,
 * each is thinned alike: of every `stride` blocks of BLOCK consecutive reports one is kept, beside
 * the first and the last report of each subtask, and an interval lies between two blocks.
 */

import { bodyWriter, forecast, type Plan } from "../../simulators/agent/index.ts";
import { type Profile, REPORTED_SUBTASKS } from "../../simulators/contract/index.ts";
import { arrivals } from "../../simulators/faults/index.ts";
import type { ClientId } from "../../simulators/report/index.ts";
import { withRoom } from "./marks.ts";

/** Texts that one worker may hold, roughly: thinning keeps more where subtasks are short. */
export const REPORTS_MAX = 32000;
/** Reports in a block: long enough that an agent's neighbouring reports mostly belong together. */
const BLOCK = 32;

/** What agents of one plan send, by position. */
export interface Track {
  /** Whose headers go with it; undefined: Headway's. */
  readonly client: ClientId | undefined;
  readonly bodies: readonly string[];
  /** Position in REPORTED_SUBTASKS of each report's subtask. */
  readonly subtasks: Uint8Array;
  /** Time to the next report, ms; the last one's leads back to the first, or is Infinity. */
  readonly gapsMs: Float64Array;
  /** Phases are drawn within it. */
  readonly intervalMs: number;
}

export interface TrackOptions {
  readonly profile: Profile;
  readonly mode: "steady" | "once";
  /**
   * Time between two reports: in mode `once` exactly, in `steady` the plan's own gaps, jitter
   * included, stretched or squeezed so that they come to this on average. Undefined: the plan's.
   */
  readonly intervalMs: number | undefined;
  /** One of so many blocks is kept. @range 1.. */
  readonly stride: number;
  /** Whether the bodies have room for marks. */
  readonly marks?: boolean;
}

/** The stride with which these plans stay within REPORTS_MAX. */
export function strideOf(plans: readonly Plan[]): number {
  let reports = 0;
  for (const plan of plans) reports += forecast(plan).reports;
  return Math.max(1, Math.ceil(reports / REPORTS_MAX));
}

/** Unfolds one plan. A plan always has a report, so a track is never empty. */
export function unfold(plan: Plan, options: TrackOptions): Track {
  const once = options.mode === "once";
  const { intervalMs = plan.intervalMs } = options;
  const scale = intervalMs / plan.intervalMs;
  const bodies: string[] = [];
  const subtasks: number[] = [];
  const gapsMs: number[] = [];
  const entries = arrivals(plan);
  const write = bodyWriter(plan, options.profile);
  let subtask = "";
  let lastKeptMs = -1;
  let position = 0;
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    const { report, atMs } = entry;
    const isEdge = report.subtask_name !== subtask || report.progress === 100;
    subtask = report.subtask_name;
    if (isEdge || (!once && Math.floor(position / BLOCK) % options.stride === 0)) {
      if (bodies.length > 0)
        gapsMs.push(once || lastKeptMs < 0 ? intervalMs : Math.round((atMs - lastKeptMs) * scale));
      bodies.push(write(options.marks === true ? withRoom(report) : report));
      subtasks.push(REPORTED_SUBTASKS.indexOf(report.subtask_name));
      lastKeptMs = atMs;
    } else lastKeptMs = -1;
    position += 1;
  }
  gapsMs.push(once ? Infinity : intervalMs);
  return {
    client: plan.client,
    bodies,
    subtasks: Uint8Array.from(subtasks),
    gapsMs: Float64Array.from(gapsMs),
    intervalMs,
  };
}

/** A track of texts that were given, each a whole report, an interval apart. */
export function trackOf(bodies: readonly string[], intervalMs: number): Track {
  return {
    client: undefined,
    bodies,
    subtasks: Uint8Array.from(bodies, (body) => {
      const at = REPORTED_SUBTASKS.findIndex((name) => body.includes(`"${name}"`));
      return Math.max(0, at);
    }),
    gapsMs: new Float64Array(bodies.length).fill(intervalMs),
    intervalMs,
  };
}
