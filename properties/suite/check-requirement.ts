/**
 * One requirement against one target: its enumerated trials, then drawn ones; at the first
 * violation shrinks, confirms and explains. Says held, violated, unknown or untestable with counts;
 * what that means for a release is decided elsewhere.
 */

import type { Requirement, TrialContext } from "../requirements/index.ts";
import type { Target, TaskPool } from "../target/index.ts";
import { attemptTrial } from "./attempt.ts";
import { ConsistencyCount } from "./consistency.ts";
import { causeOf, explain } from "./explain.ts";
import { drawFailing, firstFailed, type Search } from "./first-failed.ts";
import type { Judgement, Note } from "./judge.ts";
import { Leftovers } from "./leftovers.ts";
import { neededMembers } from "./needed.ts";
import { reduceTrial, reproduced, simplifyPlan, told, twice } from "./reduce.ts";
import {
  type Attempt,
  type Effort,
  type FirstSeen,
  goalsOf,
  missingNeeds,
  type RequirementResult,
  type Shown,
  type Violation,
  wantedOf,
} from "./requirement-result.ts";
import { type Claim, STRAYS_MAX, straysOf } from "./strays.ts";
import { comparesTimes, isRace, type Trial } from "./trial.ts";
import type { Turnstile } from "./turnstile.ts";

/** Times a race is tried before it counts as not shown. */
const RACE_TRIES = 5;
const RACE_CONFIRM_RUNS = 10;
/** Trials of one requirement that are under way at once; of a race one, by itself. */
const AT_ONCE = 8;
/** Candidates for a smaller counterexample that are sent at once. */
const SHRUNK_AT_ONCE = 8;

/** Checks one requirement. Never throws for what the target does. */
export async function checkRequirement(
  requirement: Requirement,
  given: {
    readonly target: Target;
    readonly pool: TaskPool;
    readonly seed: number;
    readonly effort: Effort;
    readonly turnstile: Turnstile;
    /** What other requirements' trials left under way. @defaultValue nothing */
    readonly leftovers?: Leftovers;
    /** Trials that failed in an earlier run: sent first. */
    readonly stored?: readonly Trial[];
    /** What another requirement's trial showed, and what this one had come to without it. */
    readonly claim?: Claim | undefined;
    /** When the whole check began, by `performance.now()`. */
    readonly startedMs: number;
    /** Requests of the whole check so far. */
    readonly sent?: () => number;
    /** Told of the first violated trial, before it is shrunk. */
    readonly onViolated?: (seen: FirstSeen) => void;
    /** Told of the trial that is shrunk, and of each candidate that is violated alike. */
    readonly onShrinking?: (trial: Trial) => void;
    readonly signal: AbortSignal;
  },
): Promise<RequirementResult> {
  const missing = missingNeeds(requirement.needs, given.target, given.pool);
  const check = new Check(requirement, given);
  if (missing.length > 0) return check.untestable(`needs ${missing.join(" and ")}`);
  return check.run();
}

type Given = Parameters<typeof checkRequirement>[1];

class Check {
  private readonly requirement: Requirement;
  private readonly given: Given;
  private readonly started = performance.now();
  private readonly leftovers: Leftovers;
  private readonly notes: Note[] = [];
  private readonly consistency = new ConsistencyCount();
  private readonly strays: Shown[] = [];
  private trials = 0;
  private requests = 0;
  private indefinite = 0;
  private violated = 0;
  private judged = 0;
  private overlapped = 0;
  private faulted = 0;
  private firstIndefinite: string | undefined;
  private lastInapplicable: string | undefined;
  /** Of the trials that were violated: which exchange showed it last. */
  private readonly shown = new Map<Trial, Shown>();
  private firstSeen: FirstSeen | undefined;

  constructor(requirement: Requirement, given: Given) {
    this.requirement = requirement;
    this.given = given;
    this.leftovers = given.leftovers ?? new Leftovers();
  }

  async run(): Promise<RequirementResult> {
    if (this.given.claim !== undefined) return this.claimed(this.given.claim);
    const context = this.context();
    const { stored = [] } = this.given;
    const enumerated = [...stored, ...this.requirement.trials(context)];
    const { wantsOverlap, alone } = this.requirement;
    const search: Search = {
      ...this.given,
      drawUntilMs: this.drawUntilMs(),
      runs: this.drawnRuns(),
      atOnce: wantsOverlap === true || alone === true ? 1 : AT_ONCE,
      fails: (trial) => this.fails(trial),
    };
    const failed = await firstFailed(enumerated, search);
    if (failed !== undefined) return this.broken(failed, wantedOf(enumerated.length));
    let wanted = wantedOf(enumerated.length);
    const arbitrary = this.requirement.random?.(context);
    if (arbitrary !== undefined && !this.given.signal.aborted) {
      wanted += wantedOf(this.drawnRuns());
      const found = await drawFailing(arbitrary, search);
      if (found !== undefined) return this.broken(found, wanted);
    }
    return this.sound(wanted);
  }

  /** Goes on from where it had held: one trial more, and that one was violated. */
  private claimed({ shown, before }: Claim): Promise<RequirementResult> {
    this.trials = before.trials + 1;
    this.requests = before.requests;
    this.violated = 1;
    this.notes.push(...before.notes);
    this.shown.set(shown.trial, shown);
    this.noteFirst();
    return this.broken(shown.trial, 0);
  }

  untestable(reason: string): RequirementResult {
    return { ...this.counts(0), outcome: "untestable", reason };
  }

  private sound(wanted: number): RequirementResult {
    const counts = this.counts(wanted);
    if (this.given.signal.aborted) return { ...counts, outcome: "unknown", reason: "interrupted" };
    if (this.indefinite > 0) {
      return { ...counts, outcome: "unknown", reason: this.firstIndefinite ?? "no reply" };
    }
    const reason = this.judged < wanted ? this.lastInapplicable : undefined;
    return { ...counts, outcome: "held", ...(reason === undefined ? {} : { reason }) };
  }

  /** Who breaks connections comes last, when the time of all others is over: it has its own. */
  private drawUntilMs(): number {
    const { effort, startedMs } = this.given;
    return this.requirement.breaks === true
      ? this.started + effort.breakMs
      : startedMs + effort.drawMs;
  }

  private drawnRuns(): number {
    const { drawnShare = 1 } = this.requirement;
    return Math.ceil(this.given.effort.randomRuns * drawnShare);
  }

  /** Shrinks and confirms while nothing else is sent; keeps the exchange that shows it best. */
  private broken(trial: Trial, wanted: number): Promise<RequirementResult> {
    return this.given.turnstile.byItself(async () => {
      const counts = this.counts(wanted);
      this.given.onShrinking?.(trial);
      const failed = [...this.shown.keys()];
      const judgements = [...this.shown.values()].map(({ result }) => result.judgement);
      const first = this.shown.get(trial) ?? [...this.shown.values()][0];
      const race = isRace(trial);
      const { breaks = false, alone = false } = this.requirement;
      const alike = this.failsAlike(causeOf(first?.result.judgement), race ? RACE_TRIES : 1);
      const fails = breaks ? twice(alike) : alike;
      const { mandatory } = this.given.target.profile;
      const reduceMs = comparesTimes(trial) ? 0 : this.given.effort.reduceMs;
      const limits = { msMax: reduceMs, atOnce: race || alone ? 1 : SHRUNK_AT_ONCE };
      const smaller = told(fails, this.given.onShrinking);
      const whole = reduceMs === 0 || race ? trial : await reproduced(trial, fails);
      const simplest = reduceMs === 0 ? whole : await this.simplified(whole, smaller);
      const smallest = await reduceTrial(simplest, mandatory, smaller, limits);
      const confirmation = await this.confirm(smallest, race || breaks);
      const names = await this.needed(smallest, reduceMs, fails);
      const shown = this.shown.get(smallest) ?? first;
      return {
        ...counts,
        requests: this.requests,
        outcome: "violated",
        ...explain(shown, {
          confirmation,
          needed: names,
          firstSeen: this.firstSeen,
          judgements,
          also: failed.filter((other) => other !== trial).map(({ title }) => title),
        }),
      };
    });
  }

  /** Sends a candidate, a race several times; whether it is violated for the same cause. */
  private failsAlike(cause: string | undefined, tries: number) {
    return async (candidate: Trial): Promise<boolean> => {
      for (let i = 0; i < tries; i += 1) {
        if (this.given.signal.aborted) return false;
        const attempt = await this.send(candidate, { clears: true });
        if (causeOf(attempt.result.judgement) !== cause) continue;
        this.shown.set(candidate, { ...attempt, trial: candidate });
        return true;
      }
      return false;
    };
  }

  /** A trial of a plan with no fact left in the plan that does not matter. */
  private async simplified(
    trial: Trial,
    fails: (candidate: Trial) => Promise<boolean>,
  ): Promise<Trial> {
    const { ofPlan } = this.requirement;
    const { plan } = trial;
    if (ofPlan === undefined || plan === undefined) return trial;
    const context = this.context();
    return simplifyPlan(trial, plan, (simpler) => ofPlan(simpler, context), fails);
  }

  /** What matters of a trial, as far as there is time to find out. */
  private async needed(
    trial: Trial,
    msMax: number,
    fails: (candidate: Trial) => Promise<boolean>,
  ): Promise<readonly string[] | undefined> {
    if (msMax === 0) return undefined;
    const untilMs = performance.now() + msMax;
    const inTime = async (candidate: Trial) => performance.now() < untilMs && fails(candidate);
    const names = await neededMembers(trial, this.given.target.profile, inTime);
    return performance.now() < untilMs ? names : undefined;
  }

  private context(): TrialContext {
    const { target, pool } = this.given;
    return {
      profile: target.profile,
      observes: target.observation.kind !== "none",
      ids: pool.remarkable,
      foreignTask: target.foreignTask,
    };
  }

  private async confirm(trial: Trial, race: boolean): Promise<Violation["confirmation"]> {
    const runs = race ? RACE_CONFIRM_RUNS : this.given.effort.confirmRuns;
    let violated = 0;
    let done = 0;
    for (; done < runs && !this.given.signal.aborted; done += 1) {
      const attempt = await this.send(trial, { clears: true });
      if (attempt.result.judgement.kind !== "violated") continue;
      violated += 1;
      this.shown.set(trial, { ...attempt, trial });
    }
    return { runs: done, violated };
  }

  /** Sends a trial for the count and says whether it was violated. */
  private async fails(trial: Trial): Promise<boolean> {
    const pass = this.requirement.alone === true ? "byItself" : "beside";
    const attempt = await this.given.turnstile[pass](() => this.send(trial));
    const { judgement, overlapped, faulted } = attempt.result;
    this.trials += 1;
    this.faulted += faulted;
    if (overlapped) this.overlapped += 1;
    this.count(judgement);
    if (this.strays.length < STRAYS_MAX) this.strays.push(...straysOf({ ...attempt, trial }));
    if (judgement.kind === "violated") {
      this.shown.set(trial, { ...attempt, trial });
      this.noteFirst();
    }
    return judgement.kind === "violated";
  }

  private noteFirst(): void {
    if (this.firstSeen !== undefined) return;
    const { startedMs, sent, onViolated } = this.given;
    const requests = sent?.() ?? this.requests;
    this.firstSeen = { afterMs: Math.round(performance.now() - startedMs), requests };
    onViolated?.(this.firstSeen);
  }

  private count(judgement: Judgement): void {
    switch (judgement.kind) {
      case "held":
        this.judged += 1;
        this.notes.push(...judgement.notes);
        return;
      case "violated":
        this.judged += 1;
        this.violated += 1;
        return;
      case "inapplicable":
        this.lastInapplicable = judgement.reason;
        return;
      case "indefinite":
        this.indefinite += 1;
        this.firstIndefinite ??= judgement.reason;
    }
  }

  private async send(trial: Trial, { clears = false } = {}): Promise<Attempt> {
    const { leftovers } = this;
    const attempt = await attemptTrial(trial, { ...this.given, leftovers, clears });
    this.requests += attempt.requests;
    this.consistency.add(attempt.result.history);
    return attempt;
  }

  private counts(wanted: number): Omit<RequirementResult, "outcome"> {
    const { judged, overlapped, faulted, trials, requests, indefinite, violated, notes } = this;
    const goals = goalsOf(this.requirement, wanted, { judged, overlapped, faulted });
    const consistency = this.consistency.result();
    return {
      ...(consistency === undefined ? {} : { consistency }),
      ...(this.strays.length === 0 ? {} : { strays: this.strays }),
      ...{ trials, requests, indefinite, violated, notes },
      durationMs: Math.round(performance.now() - this.started),
      goals,
    };
  }
}
