/**
 * Plan → timeline: what one agent reports and when. Lazy and of constant size: the next report is
 * made when it is asked for, whether the migration lasts a minute or a year.
 *
 * The agent's work goes on whether or not it reports. At each tick it reports the subtask it is in;
 * one that was finished since the last tick is reported once, with 100, before the next one shows.
 */

import type { SubtaskName } from "../contract/index.ts";
import type { Report } from "../report/index.ts";
import { AgentClock } from "./agent-clock.ts";
import { greatest } from "./bounds.ts";
import { CopyCurve } from "./curve.ts";
import { Host } from "./host.ts";
import { LIFE_CYCLES, type Stage } from "./life-cycle.ts";
import type { Plan } from "./plan.ts";
import { asShare, nextState, scramble, startState } from "./random.ts";
import { stageMs } from "./stage-time.ts";
import { type Language, traceText } from "./trace.ts";

/** One report and when it is due. */
export interface TimelineEntry {
  /** Milliseconds since the agent's start; a whole number, 0 or more. */
  readonly atMs: number;
  readonly report: Report;
}

/** The reports of one agent, in the order of their times; undefined after the last one. */
export interface Timeline {
  next(): TimelineEntry | undefined;
}

/** Streams of draws, one for each thing that chance decides. Renumbering changes every timeline. */
const STREAM_CURVE = 1;
const STREAM_HOST = 2;
const STREAM_TICK = 3;

const SPEED_MBPS_MAX = greatest("migrate_speed");
const REMAIN_SECONDS_MAX = greatest("remain_time");
/** Bytes per second in one Mbit/s. */
const BYTES_PER_SECOND = 125000;

/** Unfolds a plan. The plan's numbers must lie in `PLAN_RANGES`. */
export function timeline(plan: Plan): Timeline {
  return new AgentTimeline(plan);
}

class AgentTimeline implements Timeline {
  private readonly plan: Plan;
  private readonly stages: readonly Stage[];
  private readonly language: Language;
  private readonly fileCount: number;
  private readonly host: Host;
  private readonly clock = new AgentClock();
  private curve: CopyCurve | undefined;

  private stageIndex = 0;
  /** When the stage began; its end too, where that is known beforehand (-1 where not). */
  private stageStartMs = 0;
  private stageEndMs = -1;
  private copiedBytes = 0;
  private tickMs: number;
  private tickState: number;

  constructor(plan: Plan) {
    const cycle = LIFE_CYCLES[plan.kind];
    this.plan = plan;
    this.stages = cycle.stages;
    this.fileCount = cycle.unit === "file" ? (plan.fileCount ?? 0) : 0;
    this.host = new Host(startState(plan.seed, STREAM_HOST));
    this.tickState = startState(plan.seed, STREAM_TICK);
    this.language = asShare(scramble(this.tickState)) < 0.6 ? "en" : "zh";
    this.tickMs = Math.floor(plan.phaseShare * plan.intervalMs);
    this.enter(0);
  }

  next(): TimelineEntry | undefined {
    const stage = this.stages[this.stageIndex];
    if (stage === undefined) return undefined;
    this.tickState = nextState(this.tickState);
    const bits = scramble(this.tickState);
    const atMs = this.tickMs;
    this.tickMs = atMs + this.gapMs(bits);
    const progress = this.curve === undefined ? this.waited(atMs) : this.copied(this.curve, atMs);
    const report = this.report(stage.subtask, progress, atMs, bits);
    if (progress === 100) this.leave();
    return { atMs, report };
  }

  /** Time to the next tick: the interval, give or take the jitter, and never below half of it. */
  private gapMs(bits: number): number {
    const { intervalMs, jitterShare } = this.plan;
    const swing = (bits >>> 16) / 32767.5 - 1;
    const gapMs = Math.round(intervalMs * (1 + jitterShare * swing));
    return 2 * gapMs < intervalMs ? gapMs + 1 : gapMs;
  }

  private waited(atMs: number): number {
    if (atMs >= this.stageEndMs) return 100;
    const share = (atMs - this.stageStartMs) / (this.stageEndMs - this.stageStartMs);
    return percent(share);
  }

  private copied(curve: CopyCurve, atMs: number): number {
    curve.advance(atMs);
    this.copiedBytes = Math.floor(curve.copiedBytes);
    if (curve.endMs >= 0) return 100;
    return percent(curve.copiedBytes / this.plan.totalBytes);
  }

  /** The stage was reported with 100: the next one began the moment it ended. */
  private leave(): void {
    const endMs = this.curve === undefined ? this.stageEndMs : this.curve.endMs;
    this.stageIndex += 1;
    this.enter(endMs);
  }

  private enter(startMs: number): void {
    const stage = this.stages[this.stageIndex];
    this.stageStartMs = startMs;
    this.stageEndMs = -1;
    this.curve = undefined;
    if (stage === undefined) return;
    if (stage.work.kind === "copies") {
      const state = startState(this.plan.seed, STREAM_CURVE + 16 * this.stageIndex);
      this.curve = new CopyCurve(this.plan, startMs, state);
    } else this.stageEndMs = startMs + stageMs(this.plan, this.stageIndex);
  }

  private report(subtask: SubtaskName, progress: number, atMs: number, bits: number): Report {
    const { totalBytes } = this.plan;
    const { copiedBytes } = this;
    const speed = this.curve === undefined ? 0 : this.curve.speedMbps();
    const shownSpeed = speed < SPEED_MBPS_MAX ? Math.round(speed * 100) / 100 : SPEED_MBPS_MAX;
    this.host.measure(shownSpeed, bits);
    const load = this.host.load;
    return {
      subtask_name: subtask,
      progress,
      replicatesize: copiedBytes,
      totalsize: totalBytes,
      process_trace: this.trace(subtask, progress, bits & 255),
      migrate_speed: shownSpeed,
      compress_rate: load.compression,
      remain_time: remainSeconds(totalBytes - copiedBytes, speed),
      total_cpu_usage: load.totalCpu,
      agent_cpu_usage: load.agentCpu,
      total_mem_usage: load.totalMemory,
      agent_mem_usage: load.agentMemory,
      total_disk_io: load.totalDisk,
      agent_disk_io: load.agentDisk,
      need_migration_test: this.plan.migrationTest,
      agent_time: this.clock.textAt(this.plan.startSeconds + Math.floor(atMs / 1000)),
    };
  }

  private trace(subtask: SubtaskName, progress: number, draw: number): string {
    const { copiedBytes, fileCount } = this;
    const facts = { subtask, progress, copiedBytes, totalBytes: this.plan.totalBytes, fileCount };
    return traceText(facts, this.language, draw);
  }
}

/** Whole percent of a subtask that is not finished: never 100. */
function percent(share: number): number {
  const whole = (share * 100) | 0;
  return whole < 99 ? whole : 99;
}

/** Remaining time as the FAQ reckons it: what is missing by the rate; 0 where nothing is copied. */
function remainSeconds(missingBytes: number, speedMbps: number): number {
  if (missingBytes === 0 || speedMbps === 0) return 0;
  return Math.min(REMAIN_SECONDS_MAX, Math.floor(missingBytes / (speedMbps * BYTES_PER_SECOND)));
}
