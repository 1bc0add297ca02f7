/**
 * The agents of one worker: what each sends next and when. Pure. An agent costs 33 bytes here; its
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
import { Marker, markOf, Stamper } from "./marks.ts";
import { Pace } from "./pace.ts";
import type { WorkerSettings } from "./settings.ts";
import { type Sheet, sheetOf } from "./sheet.ts";
import { strideOf, type Track, trackOf, unfold } from "./track.ts";
import type { Wire } from "./wire.ts";

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
  | "marks"
  | "seed"
>;

/** Where agents send to. */
export interface Target {
  /** Of the usual fleet the URL is `head`, `first + agent * step`, `tail`: put together by hand. */
  readonly head: string;
  readonly tail: string;
  readonly first: number;
  /** 0: the fleet is not that plain. */
  readonly step: number;
  /** The URL of any agent's task. */
  readonly urlOf: (agent: number) => string;
}

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

  /** What each agent sends next: the place of a report in the sheet. */
  readonly places: Int32Array;
  readonly sheet: Sheet;

  private readonly settings: FleetSettings;
  private readonly worker: number;
  private readonly taskAt: (position: number) => string;
  private readonly taskTotal: number;
  /** By plan; plans that no agent of this worker plays have none. */
  private readonly tracks: (Track | undefined)[];
  /** Reports that each agent has sent, where reports bear marks. */
  readonly sequences: Int32Array;
  private readonly marker = new Marker();
  /** The same planned times by the timetable, before the pace of the run. */
  private readonly fleetMs: Float64Array;
  private readonly pace: Pace;

  /**
   * `worker` is 0..workers-1; `encode` is what the sender makes of a body beforehand. Throws when
   * there are no plans.
   */
  constructor(
    settings: FleetSettings,
    worker: number,
    plans: readonly Plan[],
    encode: (body: string) => Wire = (body) => body,
  ) {
    if (plans.length === 0) throw new RangeError("plans: got none, want 1 or more");
    this.settings = settings;
    this.worker = worker;
    this.size = Math.max(0, Math.ceil((settings.agents - worker) / settings.workers));
    this.taskAt = encodedTasks(settings.tasks);
    this.taskTotal = taskCount(settings.tasks);
    this.plannedMs = new Float64Array(this.size);
    this.fleetMs = settings.stages.length === 0 ? this.plannedMs : new Float64Array(this.size);
    this.pace = new Pace(settings.stages);
    this.places = new Int32Array(this.size);
    this.waited = new Uint8Array(this.size);
    const marks = settings.marks === true && settings.bodies === undefined;
    this.sequences = new Int32Array(marks ? this.size : 0);
    this.tracks = this.unfoldPlayed(plans);
    this.sheet = sheetOf(this.tracks, { marks, encode });
    this.place();
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

  /** What stands around each task's id in a URL → the URLs of the agents' tasks. */
  targetOf(before: string, after: string): Target {
    const { worker, taskTotal } = this;
    const { tasks, agents, agentsPerTask, workers } = this.settings;
    const urlOf = (agent: number): string => before + this.taskOf(agent) + after;
    if (tasks.kind === "list" || agentsPerTask > 1 || agents > taskTotal) {
      return { head: "", tail: "", first: 0, step: 0, urlOf };
    }
    return {
      head: before + encodeURIComponent(tasks.prefix),
      tail: encodeURIComponent(tasks.suffix) + after,
      first: tasks.from + worker,
      step: workers,
      urlOf,
    };
  }

  /** Whether an agent goes on by its sheet alone: the pace is the plan's. */
  get isPlain(): boolean {
    return this.fleetMs === this.plannedMs;
  }

  /** Where the agent stands in its track. */
  positionOf(agent: number): number {
    const plan = this.numberOf(agent) % this.tracks.length;
    return (this.places[agent] ?? 0) - (this.sheet.starts[plan] ?? 0);
  }

  /** What the agent sends next, as text. */
  bodyOf(agent: number): string {
    return this.bodyAt(this.places[agent] ?? 0, {
      number: this.numberOf(agent),
      sequence: this.sequences[agent] ?? 0,
      dueMs: this.plannedMs[agent] ?? 0,
    });
  }

  private bodyAt(
    place: number,
    by: { readonly number: number; readonly sequence: number; readonly dueMs: number },
  ): string {
    const marked = this.sheet.marked[place];
    if (marked === undefined) return this.sheet.bodies[place] ?? "";
    return this.marker.body(marked, markOf(by.number, by.sequence), by.dueMs);
  }

  /** The same as the sender takes it. */
  wireOf(agent: number): Wire {
    return this.sheet.wires[this.places[agent] ?? 0] ?? this.bodyOf(agent);
  }

  /** Writes marked reports as bytes; undefined where they bear no marks or are sent as text. */
  stamperOf(encode: (text: string) => Wire): Stamper | undefined {
    const { marked } = this.sheet;
    if (marked.length === 0 || typeof encode("") === "string") return undefined;
    return new Stamper(marked, (text) => encode(text) as ArrayBuffer);
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

  /** What the agent has sent before the report it stands at, the newest first, so many at the most. */
  earlierBodiesOf(agent: number, most: number): readonly string[] {
    const { sheet, places, fleetMs, pace } = this;
    const number = this.numberOf(agent);
    const start = sheet.starts[number % this.tracks.length] ?? 0;
    const end = start + this.trackOf(agent).bodies.length - 1;
    const bodies: string[] = [];
    let place = places[agent] ?? 0;
    let atMs = fleetMs[agent] ?? 0;
    for (let back = 1; back <= most; back += 1) {
      place = place === start ? end : place - 1;
      atMs -= sheet.gapsMs[place] ?? Infinity;
      if (atMs < 0) break;
      const sequence = (this.sequences[agent] ?? 0) - back;
      bodies.push(this.bodyAt(place, { number, sequence, dueMs: Math.round(pace.dueMs(atMs)) }));
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
    const { places, plannedMs, fleetMs, sheet } = this;
    const place = places[agent] ?? 0;
    const nextFleetMs = (fleetMs[agent] ?? 0) + (sheet.gapsMs[place] ?? Infinity);
    places[agent] = sheet.nexts[place] ?? 0;
    if (sheet.marked.length > 0) this.sequences[agent] = (this.sequences[agent] ?? 0) + 1;
    fleetMs[agent] = nextFleetMs;
    if (fleetMs === plannedMs) return nextFleetMs;
    const nextMs = Math.round(this.pace.dueMs(nextFleetMs));
    plannedMs[agent] = nextMs;
    return nextMs;
  }

  private unfoldPlayed(plans: readonly Plan[]): (Track | undefined)[] {
    const { mode, intervalMs, ownPace, bodies, marks } = this.settings;
    const isPlayed = plans.map(() => false);
    // Which plans a worker plays repeats after as many agents as there are plans.
    for (let agent = 0; agent < this.size && agent < plans.length; agent += 1) {
      isPlayed[this.numberOf(agent) % plans.length] = true;
    }
    const profile = profileOf(this.settings.profile);
    const stride = strideOf(plans.filter((_, index) => isPlayed[index] === true));
    const options = {
      profile,
      mode,
      intervalMs: ownPace ? undefined : intervalMs,
      stride,
      marks: marks === true,
    };
    const given = bodies === undefined ? undefined : trackOf(bodies, intervalMs);
    return plans.map((plan, index) =>
      isPlayed[index] === true ? (given ?? unfold(plan, options)) : undefined,
    );
  }

  /** Puts every agent at the report it begins with. Of a large fleet this is most of the start. */
  private place(): void {
    const { size, worker, places, plannedMs, fleetMs, isPlain, pace, sheet, tracks } = this;
    const { seed, mode, workers } = this.settings;
    const lengths = tracks.map((track) => track?.bodies.length ?? 0);
    const intervalsMs = tracks.map((track) => track?.intervalMs ?? 0);
    const isSteady = mode === "steady";
    for (let agent = 0; agent < size; agent += 1) {
      const number = worker + agent * workers;
      const plan = number % tracks.length;
      let place = sheet.starts[plan] ?? 0;
      if (isSteady) place += drawnBelow(draw(seed, number, DRAW.start), lengths[plan] ?? 0);
      places[agent] = place;
      const atMs = drawnBelow(draw(seed, number, DRAW.phase), intervalsMs[plan] ?? 0);
      fleetMs[agent] = atMs;
      if (!isPlain) plannedMs[agent] = Math.round(pace.dueMs(atMs));
    }
  }
}
