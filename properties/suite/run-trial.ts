/** Sends one trial to a target, keeps the model beside it, and gives the judgement. */

import { setTimeout as wait } from "node:timers/promises";
import type { Exchange } from "../../reports/evidence/index.ts";
import type { Fields } from "../model/differences.ts";
import type { History } from "../model/history.ts";
import {
  describeReply,
  lookAt,
  type Reply,
  secretsOf,
  sendTo,
  type Target,
} from "../target/index.ts";
import {
  afterSend,
  type JudgeContext,
  type Judgement,
  judgeAbsent,
  judgeAlike,
  judgeLook,
  judgeSend,
  type Note,
  type Possible,
  sentFields,
} from "./judge.ts";
import { afterGroup } from "./judge-group.ts";
import { besideKill } from "./kill.ts";
import type { Leftover } from "./leftovers.ts";
import { wantOwnValid } from "./own-valid.ts";
import { overlap, type Place, runLanes } from "./run-lanes.ts";
import type { Look, Restart, Send, Step, TaskRef, Trial } from "./trial.ts";
import { TrialExchanges } from "./trial-exchanges.ts";
import { TrialNetwork } from "./trial-network.ts";
import { type Binding, bound, missesItsPoint, requestOf } from "./trial-request.ts";
import { TrialTimes } from "./trial-times.ts";
import { type Stray, Watch, withTimes } from "./watch.ts";

export interface TrialResult {
  readonly judgement: Judgement;
  readonly exchanges: readonly Exchange[];
  readonly requests: number;
  /** Whether requests of a group were really under way at the same time. */
  readonly overlapped: boolean;
  /** Requests to which the network did what it was told, or that a kill cut off. */
  readonly faulted: number;
  /** By task: reports of which nobody knows what became of them. */
  readonly left: ReadonlyMap<string, readonly Leftover[]>;
  /** What was watched of task `a`; empty where nothing was, or where it cannot be judged. */
  readonly history: History;
  /** Anomalies of the history that the trial does not watch for, with the exchanges that show them. */
  readonly strays: readonly Stray[];
}

/** How often a visibility delay is asked about before it is over. */
const POLLS = 10;

/** Runs one trial. `earlier` is what may still come to task `a`. Never throws for what the target does. */
export async function runTrial(
  trial: Trial,
  target: Target,
  leased: { readonly a?: string; readonly b?: string },
  signal: AbortSignal,
  earlier: readonly Leftover[] = [],
): Promise<TrialResult> {
  const run = new Run(trial, target, { binding: bound(leased), earlier, signal });
  for (const step of trial.steps) {
    if (run.over) break;
    await run.step(step);
  }
  return run.result();
}

class Run {
  over = false;
  private readonly target: Target;
  private readonly binding: Binding;
  private readonly signal: AbortSignal;
  private readonly context: JudgeContext;
  private readonly watch: Watch | undefined;
  private readonly model = new Map<TaskRef, Possible>();
  private readonly exchanges: TrialExchanges;
  private readonly notes: Note[] = [];
  private readonly lookedBefore = new Map<TaskRef, Reply>();
  private readonly alike: { step: Send; reply: Reply }[] = [];
  private readonly times: TrialTimes;
  private readonly network = new TrialNetwork();
  private judgement: Judgement | undefined;
  private isBeingKilled = false;
  private overlapped = false;
  private groups = 0;

  /** When the last report was answered, by `performance.now()`. */
  private lastSentMs = 0;

  constructor(
    trial: Trial,
    target: Target,
    given: {
      readonly binding: Binding;
      readonly earlier: readonly Leftover[];
      readonly signal: AbortSignal;
    },
  ) {
    this.target = target;
    this.binding = given.binding;
    this.signal = given.signal;
    const { profile, observation, auth } = target;
    const secrets = () => auth.secrets();
    this.context = { profile, observation, secrets };
    this.exchanges = new TrialExchanges(() => secretsOf(target), target.headers);
    this.times = new TrialTimes(trial);
    this.watch =
      trial.watch === undefined ? undefined : new Watch(trial, this.context, given.earlier);
  }

  async step(step: Step): Promise<void> {
    if ((step.do === "look" || step.do === "send") && step.delayMs !== undefined) {
      await wait(step.delayMs);
    }
    if (step.do === "together") {
      await this.together(step.steps);
    } else if (step.do === "lanes") {
      await this.lanes(step.lanes);
    } else if (step.do === "restart") {
      await this.restart(step);
    } else if (step.do === "send" && missesItsPoint(step, this.binding, this.target.isTask)) {
      this.keep({ kind: "inapplicable", reason: `task ${this.binding.a} has no such other id` });
    } else if (step.do === "send") {
      wantOwnValid(step, this.target.profile);
      const reply = await this.send(step);
      this.keep(judgeSend(step, reply, this.context));
      this.model.set(step.task, this.after(step, reply));
    } else if (this.watch !== undefined) {
      await this.watchedLook(step);
    } else {
      await this.look(step, this.model.get(step.task));
    }
  }

  result(): TrialResult {
    const watched = this.watch?.judged();
    if (watched !== undefined && this.judgement === undefined) this.keep(watched.judgement);
    const timed = this.times.judged();
    const whole = this.judgement ?? (timed.kind === "held" ? judgeAlike(this.alike) : timed);
    const judgement: Judgement =
      whole.kind === "held" ? { kind: "held", notes: [...this.notes, ...whole.notes] } : whole;
    const { all } = this.exchanges;
    const exchanges = watched === undefined ? all : withTimes(all, watched.said);
    // Of a trial that was not as it was meant nothing is concluded.
    const isJudged = judgement.kind === "held" || judgement.kind === "violated";
    const history = isJudged ? (watched?.history ?? []) : [];
    const strays = (isJudged ? (watched?.strays ?? []) : []).map(({ said, ...stray }) => {
      return { ...stray, exchanges: withTimes(all, said) };
    });
    const { overlapped } = this;
    const { faulted, left } = this.network;
    const counts = { requests: all.length, overlapped, faulted };
    return { judgement, exchanges, history, strays, left, ...counts };
  }

  private after(step: Send, reply: Reply): Possible {
    if (step.task === "new") return [sentFields(step, this.target.profile)];
    return afterSend(this.model.get(step.task), step, reply, this.context);
  }

  /** Any order of the group's requests is legal, so a task may show each of its reports. */
  private async together(steps: readonly (Send | Look)[]): Promise<void> {
    const group = this.groups++;
    const sends = steps.filter((step): step is Send => step.do === "send");
    for (const step of sends) wantOwnValid(step, this.target.profile);
    const during = (task: TaskRef): Possible => {
      const before = this.model.get(task);
      const sent = sends.filter((s) => s.task === task).map((s) => this.sent(s));
      return before === undefined ? undefined : [...before, ...sent];
    };
    const allowed = new Map<TaskRef, Possible>(steps.map((s) => [s.task, during(s.task)]));
    const replies = await Promise.all(
      steps.map(async (step) => {
        if (step.delayMs !== undefined && step.delayMs > 0) await wait(step.delayMs);
        if (step.do === "send") return this.send(step, { group });
        // A look in a group has no meaning where visibility may take a while (ruling D-12).
        return this.target.visibleWithinMs > 0 ? undefined : this.ask(step, { group });
      }),
    );
    this.overlapped ||= overlap(replies.filter((reply) => reply !== undefined));
    this.times.noteGroup(steps, replies);
    steps.forEach((step, i) => {
      const reply = replies[i];
      if (reply === undefined) return;
      if (step.do === "send") this.keep(judgeSend(step, reply, this.context));
      else this.keep(judgeLook(reply, allowed.get(step.task), this.context));
    });
    for (const task of new Set(sends.map((step) => step.task))) {
      const before = this.model.get(task);
      this.model.set(task, afterGroup({ task, steps, replies, before }, this.context));
    }
  }

  /** Lane beside lane; what the looks in them mean is judged when all is over. */
  private async lanes(lanes: readonly (readonly (Send | Look)[])[]): Promise<void> {
    const replies = await runLanes(lanes, {
      group: this.groups++,
      isOver: () => this.over || this.isBeingKilled || this.signal.aborted,
      perform: async (step, place) => {
        // Where visibility may take a while, a look that early has no meaning (ruling D-12).
        if (step.do === "look" && this.target.visibleWithinMs > 0) return undefined;
        if (step.do === "look") return this.ask(step, place);
        wantOwnValid(step, this.target.profile);
        const reply = await this.send(step, place);
        this.keep(judgeSend(step, reply, this.context));
        return reply;
      },
    });
    this.overlapped ||= overlap(replies);
  }

  /** What is under way in the lanes when the kill begins has no reply to be judged. */
  private async restart({ lanes, afterMs }: Restart): Promise<void> {
    const [, reason] = await Promise.all([this.lanes(lanes), this.kill(afterMs)]);
    this.isBeingKilled = false;
    this.lastSentMs = performance.now();
    if (reason !== undefined) this.keep({ kind: "indefinite", reason });
  }

  /** Kills and starts again, unless what came before has gone wrong; why, where that did not work. */
  private async kill(afterMs: number): Promise<string | undefined> {
    if (afterMs > 0) await wait(afterMs);
    if (this.over) return undefined;
    this.isBeingKilled = true;
    const restarted = await this.target.restart?.(this.binding.a, this.signal);
    if (restarted === undefined) return "there is no way to kill the endpoint (--restart-command)";
    return restarted.kind === "failed" ? restarted.reason : undefined;
  }

  /**
   * Looks once, no sooner than what was sent last has to be visible: an earlier look would stand in
   * the history, and may show what was there before (ruling D-12).
   */
  private async watchedLook(step: Look): Promise<void> {
    const leftMs = this.lastSentMs + this.target.visibleWithinMs - performance.now();
    if (this.target.visibleWithinMs > 0 && leftMs > 0) await wait(leftMs);
    const reply = await this.ask(step);
    if (reply.kind === "complete") return;
    this.keep({ kind: "indefinite", reason: describeReply(reply) });
  }

  private sent(step: Send): Fields {
    return sentFields(step, this.target.profile);
  }

  private async send(step: Send, place: Place = {}): Promise<Reply> {
    const request = requestOf(step, this.binding);
    const { role, credential } = step;
    const { seen, place: at } = this.exchanges.watching({ role, ...place });
    const callMs = performance.now();
    const came = await sendTo(this.target, request, this.signal, { credential, seen });
    const reply = this.isBeingKilled ? besideKill(came, callMs) : came;
    this.lastSentMs = performance.now();
    this.watch?.note({ step, reply, ...at() });
    this.network.note(step, reply, { taskId: this.binding[step.task], callMs });
    if (step.want === "alike") this.alike.push({ step, reply });
    if (reply.kind === "complete") {
      this.over = this.times.note(step, reply.endMs - reply.startMs) || this.over;
    }
    return reply;
  }

  /** Looks once, or again and again until it is right or the visibility delay is over. */
  private async look(step: Look, possible: Possible): Promise<void> {
    if (step.want === "absent") return this.lookForNothing(step, possible);
    const delay = this.target.visibleWithinMs;
    let judgement = judgeLook(await this.ask(step), possible, this.context);
    for (let poll = 0; poll < POLLS && delay > 0; poll += 1) {
      if (judgement.kind !== "violated" || this.signal.aborted) break;
      await wait(delay / POLLS);
      judgement = judgeLook(await this.ask(step), possible, this.context);
    }
    this.keep(judgement);
  }

  /** The first such look only remembers; what was created may show after the visibility delay. */
  private async lookForNothing(step: Look, possible: Possible): Promise<void> {
    const before = this.lookedBefore.get(step.task);
    if (before !== undefined) await wait(this.target.visibleWithinMs);
    const reply = await this.ask(step);
    this.lookedBefore.set(step.task, reply);
    if (before === undefined && possible === undefined) return;
    this.keep(judgeAbsent(before, reply, possible?.[0], this.context));
  }

  private async ask(step: Look, place: Place = {}): Promise<Reply> {
    const { seen, place: at } = this.exchanges.watching({ role: "look", ...place });
    const reply = await lookAt(this.target, this.binding[step.task], this.signal, seen);
    if (reply.kind === "complete" || !this.isBeingKilled) {
      this.watch?.note({ step, reply, ...at() });
    }
    return reply;
  }

  /** The first judgement that is not "held" decides the trial and ends it. */
  private keep(judgement: Judgement): void {
    if (judgement.kind === "held") this.notes.push(...judgement.notes);
    else if (this.judgement === undefined || outranks(judgement, this.judgement)) {
      this.judgement = judgement;
      this.over = true;
    }
  }
}

/** Within a group a violation counts for more than a reply that did not come. */
function outranks(next: Judgement, kept: Judgement): boolean {
  return next.kind === "violated" && kept.kind !== "violated";
}
