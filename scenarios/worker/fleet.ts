/**
 * The agents of one worker: what each sends next and when. Pure. An agent costs 21 bytes here; its
 * texts belong to its plan's track, which it shares.
 *
 * `steady`: agent i starts at a position drawn from (seed, i), after a phase drawn within the
 * interval, and begins again where its track ends. `once`: it plays its track from the beginning
 * and is done. The timetable does not wait: a late report delays none of the later ones.
 */

import { taskCount } from "../../properties/target/task-ids.ts";
import type { Plan } from "../../simulators/agent/index.ts";
import { profileOf } from "../../simulators/contract/index.ts";
import { encodedTasks } from "./addresses.ts";
import { DRAW, draw, drawnBelow } from "./draw.ts";
import { Pace } from "./pace.ts";
import type { WorkerSettings } from "./settings.ts";
import { strideOf, type Track, trackOf, unfold } from "./track.ts";

export type FleetSettings = Pick<
  WorkerSettings,
  | "profile"
  | "tasks"
  | "agentsPerTask"
  | "agents"
  | "workers"
  | "mode"
  | "intervalMs"
  | "ownPace"
  | "stages"
  | "bodies"
  | "seed"
>;

/** So many reports of an agent may still be shown after a later one, where others report, too. */
const LATE_MAX = 2;

/** Agents are numbered from 0 within the worker; `numberOf` gives the number in the whole fleet. */
export class Fleet {
  /** Agents of this worker. */
  readonly size: number;
  /** Next planned time of each agent, whole ms since the start; Infinity: it is done. */
  readonly plannedMs: Float64Array;
  /** 1: the agent's next report fell due while the agent waited for its last reply. */
  readonly waited: Uint8Array;

  private readonly settings: FleetSettings;
  private readonly worker: number;
  private readonly taskAt: (position: number) => string;
  private readonly taskTotal: number;
  /** By plan; plans that no agent of this worker plays have none. */
  private readonly tracks: (Track | undefined)[];
  private readonly positions: Int32Array;
  /** The same planned times by the timetable, before the pace of the run. */
  private readonly fleetMs: Float64Array;
  private readonly pace: Pace;

  /** `worker` is 0..workers-1. Throws when there are no plans. */
  constructor(settings: FleetSettings, worker: number, plans: readonly Plan[]) {
    if (plans.length === 0) throw new RangeError("plans: got none, want 1 or more");
    this.settings = settings;
    this.worker = worker;
    this.size = Math.max(0, Math.ceil((settings.agents - worker) / settings.workers));
    this.taskAt = encodedTasks(settings.tasks);
    this.taskTotal = taskCount(settings.tasks);
    this.plannedMs = new Float64Array(this.size);
    this.fleetMs = new Float64Array(this.size);
    this.pace = new Pace(settings.stages);
    this.positions = new Int32Array(this.size);
    this.waited = new Uint8Array(this.size);
    this.tracks = this.unfoldPlayed(plans);
    for (let agent = 0; agent < this.size; agent += 1) this.place(agent);
  }

  /** The agent's number in the whole fleet. */
  numberOf(agent: number): number {
    return this.worker + agent * this.settings.workers;
  }

  /** The agent's task id, percent-encoded for a path. */
  taskOf(agent: number): string {
    const { agentsPerTask, workers } = this.settings;
    const group = agentsPerTask === 1 ? agent : Math.floor(agent / agentsPerTask);
    return this.taskAt((this.worker + group * workers) % this.taskTotal);
  }

  /** Where the agent stands in its track. */
  positionOf(agent: number): number {
    return this.positions[agent] ?? 0;
  }

  /** What the agent sends next. */
  bodyOf(agent: number): string {
    return this.trackOf(agent).bodies[this.positionOf(agent)] ?? "";
  }

  /**
   * What may be shown of the agent's task now: its own last report first, then those that the
   * task's other agents sent last, before it, and are about to send.
   */
  lateBodiesOf(agent: number): readonly string[] {
    const { agentsPerTask } = this.settings;
    const own = this.bodyOf(agent);
    if (agentsPerTask === 1) return [own];
    const bodies = [own];
    const first = agent - (agent % agentsPerTask);
    for (let other = first; other < first + agentsPerTask && other < this.size; other += 1) {
      const track = this.trackOf(other);
      const length = track.bodies.length;
      const position = this.positionOf(other);
      for (let back = -1; back <= LATE_MAX; back += 1) {
        bodies.push(track.bodies[(position - back + length) % length] ?? "");
      }
    }
    return bodies;
  }

  /** The track that the agent plays. */
  trackOf(agent: number): Track {
    const track = this.tracks[this.numberOf(agent) % this.tracks.length];
    if (track === undefined) throw new RangeError(`agent ${agent}: its plan was not unfolded`);
    return track;
  }

  /** Goes on to the agent's next report and returns its planned time, ms. */
  advance(agent: number): number {
    const track = this.trackOf(agent);
    const position = this.positionOf(agent);
    const fleetMs = (this.fleetMs[agent] ?? 0) + (track.gapsMs[position] ?? Infinity);
    const nextMs = Math.round(this.pace.dueMs(fleetMs));
    this.fleetMs[agent] = fleetMs;
    this.plannedMs[agent] = nextMs;
    this.positions[agent] = position + 1 < track.bodies.length ? position + 1 : 0;
    return nextMs;
  }

  private unfoldPlayed(plans: readonly Plan[]): (Track | undefined)[] {
    const { mode, intervalMs, ownPace, bodies } = this.settings;
    const isPlayed = plans.map(() => false);
    // Which plans a worker plays repeats after as many agents as there are plans.
    for (let agent = 0; agent < this.size && agent < plans.length; agent += 1) {
      isPlayed[this.numberOf(agent) % plans.length] = true;
    }
    const profile = profileOf(this.settings.profile);
    const stride = strideOf(plans.filter((_, index) => isPlayed[index] === true));
    const options = { profile, mode, intervalMs: ownPace ? undefined : intervalMs, stride };
    const given = bodies === undefined ? undefined : trackOf(bodies, intervalMs);
    return plans.map((plan, index) =>
      isPlayed[index] === true ? (given ?? unfold(plan, options)) : undefined,
    );
  }

  private place(agent: number): void {
    const { seed, mode } = this.settings;
    const track = this.trackOf(agent);
    const number = this.numberOf(agent);
    const start = draw(seed, number, DRAW.start);
    this.positions[agent] = mode === "steady" ? drawnBelow(start, track.bodies.length) : 0;
    const fleetMs = drawnBelow(draw(seed, number, DRAW.phase), track.intervalMs);
    this.fleetMs[agent] = fleetMs;
    this.plannedMs[agent] = Math.round(this.pace.dueMs(fleetMs));
  }
}
