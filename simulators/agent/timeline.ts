/**
 * Plan → timeline: what one agent reports and when. Lazy and of constant size: the next report is
 * made when it is asked for, whether the migration lasts a minute or a year.
 *
 * The agent's work goes on whether or not it reports. At each tick it reports the subtask it is in;
 * one that was finished since the last tick is reported once, with 100, before the next one shows.
 * Between two rounds, and between a mishap and what comes after it, it is silent.
 *
 * There are two clocks: ticks tell real time, the migration runs `timeScale` times faster.
 */

import type { ReportedSubtask } from "../contract/index.ts";
import type { Report } from "../report/index.ts";
import { AgentClock } from "./agent-clock.ts";
import { greatest } from "./bounds.ts";
import { Host } from "./host.ts";
import { LIFE_CYCLES } from "./life-cycle.ts";
import type { Plan } from "./plan.ts";
import { asShare, nextState, scramble, startState } from "./random.ts";
import { type TraceFacts, traceText } from "./trace.ts";
import type { Language } from "./trace-lines.ts";
import { Walk } from "./walk.ts";

/** One report and when it is due. */
export interface TimelineEntry {
  /** Milliseconds since the fleet's start; a whole number, 0 or more. */
  readonly atMs: number;
  readonly report: Report;
}

/** The reports of one agent, in the order of their times; undefined after the last one. */
export interface Timeline {
  next(): TimelineEntry | undefined;
}

/** Streams of draws, one for each thing that chance decides. Renumbering changes every timeline. */
const STREAM_HOST = 2;
const STREAM_TICK = 3;

const SPEED_MBPS_MAX = greatest("migrate_speed");
const REMAIN_SECONDS_MAX = greatest("remain_time");
/** Bytes per second in one Mbit/s. */
const BYTES_PER_SECOND = 125000;

/** Unfolds a plan, without its faults. The plan's numbers must lie in their ranges. */
export function timeline(plan: Plan): Timeline {
  return new AgentTimeline(plan);
}

class AgentTimeline implements Timeline {
  private readonly plan: Plan;
  private readonly language: Language;
  /** Filled anew for each report, which spares it an object. */
  private readonly facts: { -readonly [K in keyof TraceFacts]: TraceFacts[K] };
  private readonly arrivalMs: number;
  private readonly timeScale: number;
  private readonly clockStart: number;
  private readonly clockRate: number;
  private readonly host: Host;
  private readonly clock = new AgentClock();
  private readonly walk: Walk;

  private copiedBytes = 0;
  private totalBytes: number;
  private tickMs: number;
  private tickState: number;

  constructor(plan: Plan) {
    const { timeScale = 1, clockOffsetSeconds = 0, clockDriftPpm = 0 } = plan;
    this.plan = plan;
    this.facts = {
      subtask: "SSL_CONFIG",
      progress: 0,
      copiedBytes: 0,
      totalBytes: 0,
      fileCount: LIFE_CYCLES[plan.kind].unit === "file" ? (plan.fileCount ?? 0) : 0,
      disks: plan.disks ?? 1,
      round: 1,
      state: "working",
      verbose: plan.verbose === true,
    };
    this.arrivalMs = plan.arrivalMs ?? 0;
    this.timeScale = timeScale;
    this.clockStart = plan.startSeconds + clockOffsetSeconds;
    this.clockRate = (1 + clockDriftPpm / 1000000) / 1000;
    this.host = new Host(startState(plan.seed, STREAM_HOST), plan.packedShare ?? 1);
    this.tickState = startState(plan.seed, STREAM_TICK);
    this.language = asShare(scramble(this.tickState)) < 0.6 ? "en" : "zh";
    this.tickMs = Math.floor(plan.phaseShare * plan.intervalMs);
    this.totalBytes = plan.totalBytes;
    this.walk = new Walk(plan, plan.intervalMs * timeScale);
  }

  next(): TimelineEntry | undefined {
    const { walk } = this;
    const { stage } = walk;
    if (stage === undefined) return undefined;
    this.tickState = nextState(this.tickState);
    const bits = scramble(this.tickState);
    if (this.tickMs * this.timeScale < walk.startMs) this.skipTo(walk.startMs / this.timeScale);
    const { tickMs } = this;
    const workMs = tickMs * this.timeScale;
    this.tickMs = tickMs + this.gapMs(bits);
    const progress = walk.progressAt(workMs);
    this.measure();
    const report = this.report(stage.subtask, progress, workMs, bits);
    if (progress === 100 || walk.hasFailed) this.leave(workMs);
    return { atMs: this.arrivalMs + tickMs, report };
  }

  /** Time to the next tick: the interval, give or take the jitter, and never below half of it. */
  private gapMs(bits: number): number {
    const { intervalMs, jitterShare } = this.plan;
    const swing = (bits >>> 16) / 32767.5 - 1;
    const gapMs = Math.round(intervalMs * (1 + jitterShare * swing));
    return 2 * gapMs < intervalMs ? gapMs + 1 : gapMs;
  }

  /** The first tick at or after that time: silence costs nothing, however long it is. */
  private skipTo(atMs: number): void {
    const { intervalMs } = this.plan;
    this.tickMs += intervalMs * Math.ceil((atMs - this.tickMs) / intervalMs);
  }

  private measure(): void {
    const { curve } = this.walk;
    if (curve === undefined) return;
    this.copiedBytes = Math.floor(curve.copiedBytes);
    this.totalBytes = Math.floor(curve.totalBytes);
  }

  /** After a round the sizes of the whole migration are told again. */
  private leave(workMs: number): void {
    const { walk, plan } = this;
    const wasRound = walk.stage?.work.kind === "copies" && walk.stage.work.what === "changes";
    walk.leave(workMs);
    if (!wasRound) return;
    this.copiedBytes = plan.totalBytes;
    this.totalBytes = plan.totalBytes;
  }

  private report(subtask: ReportedSubtask, progress: number, workMs: number, bits: number): Report {
    const { curve } = this.walk;
    const { copiedBytes, totalBytes, plan } = this;
    const speed = curve === undefined ? 0 : curve.speedMbps();
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
      need_migration_test: plan.migrationTest,
      agent_time: this.clock.textAt(
        Math.max(0, this.clockStart + Math.floor(workMs * this.clockRate)),
      ),
    };
  }

  private trace(subtask: ReportedSubtask, progress: number, draw: number): string {
    const { walk, facts } = this;
    facts.subtask = subtask;
    facts.progress = progress;
    facts.copiedBytes = this.copiedBytes;
    facts.totalBytes = this.totalBytes;
    facts.round = walk.round;
    if (walk.hasFailed) facts.state = "failed";
    else facts.state = walk.curve?.isHalted === true ? "halted" : "working";
    return traceText(facts, this.language, draw);
  }
}

/** Remaining time as the FAQ reckons it: what is missing by the rate; 0 where nothing is copied. */
function remainSeconds(missingBytes: number, speedMbps: number): number {
  if (missingBytes === 0 || speedMbps === 0) return 0;
  return Math.min(REMAIN_SECONDS_MAX, Math.floor(missingBytes / (speedMbps * BYTES_PER_SECOND)));
}
