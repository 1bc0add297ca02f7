/**
 * Sampled read-backs under load: is an acknowledged report what the observing GET then shows? How
 * many reports go unread between two looks is drawn from (seed, worker, look).
 */

import type { Observation } from "../../properties/target/observation.ts";
import type { Profile } from "../../simulators/contract/index.ts";
import { profileOf } from "../../simulators/contract/index.ts";
import { DRAW, draw } from "./draw.ts";
import type { Fleet } from "./fleet.ts";
import type { WorkerLedger } from "./ledger.ts";
import { judgeOneOf, type Look } from "./read-back.ts";
import { errorName, type Reply } from "./replies.ts";
import type { BlockingSender, ReadBack, Sender } from "./sender.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Timers } from "./timers.ts";
import { type WrongName, wrongName } from "./wrong-name.ts";

/** Between two looks at the same task. @unit milliseconds */
const POLL_MS = 50;
/** Reports of an agent before its last one by which a wrong look is named. */
const EARLIER_MAX = 64;

interface Observed {
  readonly settings: Pick<
    WorkerSettings,
    "observation" | "shareTasks" | "visibleWithinMs" | "readBackShare" | "profile" | "seed"
  >;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
}

export interface ObserverOptions extends Observed {
  readonly worker: number;
  readonly get: Sender["get"];
  readonly timers: Timers;
}

export interface BlockingObserverOptions extends Observed {
  readonly get: BlockingSender["get"];
  readonly sleep: (forMs: number) => void;
}

/** The worker's read-backs; none without observation or where agents share tasks. */
export function readBackOf(options: ObserverOptions): ReadBack {
  const gap = readGapOf(options.settings, options.worker);
  const profile = profileOf(options.settings.profile);
  let left = gap();
  return (agent) => {
    left -= 1;
    if (left > 0) return undefined;
    left = gap();
    return follow(options, profile, agent);
  };
}

/** Reads an agent's last report back and waits for the answers; drawn or not. */
export function blockingReadBackOf(options: BlockingObserverOptions): (agent: number) => void {
  const profile = profileOf(options.settings.profile);
  return (agent) => {
    const watch = new Watch(options, profile, agent);
    for (;;) {
      const askedMs = Date.now();
      if (watch.seen(options.get(watch.task), askedMs)) break;
      options.sleep(watch.pauseMs());
    }
    watch.count();
  };
}

/** Looks until the report shows or its time is up. */
async function follow(options: ObserverOptions, profile: Profile, agent: number): Promise<void> {
  const watch = new Watch(options, profile, agent);
  for (;;) {
    const askedMs = Date.now();
    if (watch.seen(await options.get(watch.task), askedMs)) break;
    await delay(options.timers, watch.pauseMs());
  }
  watch.count();
}

/**
 * How many right answers after the last look the next one is due, drawn evenly so that the share
 * comes out in the mean; Infinity where nothing is read back.
 */
export function readGapOf(settings: Observed["settings"], worker: number): () => number {
  const { observation, shareTasks, readBackShare, seed } = settings;
  if (observation.kind === "none" || shareTasks || readBackShare <= 0) return () => Infinity;
  const below = 2 / readBackShare - 1;
  let looks = 0;
  return () => {
    looks += 1;
    return 1 + Math.floor((draw(seed + DRAW.readBack, worker, looks) / 4294967296) * below);
  };
}

/** One agent's report while it is looked for; the last look is never before its time is up. */
class Watch {
  readonly task: string;
  private readonly ledger: WorkerLedger;
  private readonly bodies: readonly string[];
  private readonly context: { readonly observation: Observation; readonly profile: Profile };
  private readonly untilMs: number;
  private readonly earlier: () => readonly string[];
  private look: Look = { kind: "indefinite", what: "not looked at" };
  private shown = "";

  constructor({ settings, fleet, ledger }: Observed, profile: Profile, agent: number) {
    this.task = fleet.taskOf(agent);
    this.ledger = ledger;
    this.bodies = fleet.lateBodiesOf(agent);
    this.earlier = () => fleet.earlierBodiesOf(agent, EARLIER_MAX);
    this.context = { observation: settings.observation, profile };
    this.untilMs = Date.now() + settings.visibleWithinMs;
  }

  /** Judges an answer; true: no other look is wanted. `askedMs`: when it was asked for. */
  seen(reply: Reply, askedMs: number): boolean {
    if (reply.status === 200 && typeof reply.body === "string") {
      this.shown = reply.body;
      this.look = judgeOneOf(reply.body, this.bodies, this.context);
    } else {
      const what = reply.status > 0 ? `answered with ${reply.status}` : errorName(reply);
      this.look = { kind: "indefinite", what };
    }
    return this.look.kind !== "wrong" || askedMs >= this.untilMs;
  }

  /** Until the next look. */
  pauseMs(): number {
    return Math.max(1, Math.min(POLL_MS, this.untilMs - Date.now()));
  }

  count(): void {
    const { ledger, look, task } = this;
    ledger.countReadBack(look.kind);
    if (look.kind === "right") return;
    const name = look.kind === "wrong" ? this.name() : undefined;
    if (name !== undefined) ledger.countMisread(name);
    ledger.addSample(`task ${task}${name === undefined ? "" : `, ${name}`}: ${look.what}`);
  }

  /** How the last look was wrong. What was refused before is not told apart from what was taken. */
  private name(): WrongName {
    const [last = "", ...unanswered] = this.bodies;
    const known = { last, unanswered, earlier: [...this.earlier()], refused: [] };
    return wrongName(this.shown, known, this.context);
  }
}

function delay(timers: Timers, forMs: number): Promise<void> {
  return new Promise((resolve) => {
    timers.set(resolve, forMs);
  });
}
