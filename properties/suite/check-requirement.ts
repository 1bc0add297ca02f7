/**
 * One requirement against one target: its enumerated trials, then drawn ones; at the first
 * violation shrinks, confirms and explains. Says held, violated, unknown or untestable with counts;
 * what that means for a release is decided elsewhere.
 */

import * as fc from "fast-check";
import type { Requirement, TrialContext } from "../requirements/index.ts";
import type { Target, TaskPool } from "../target/index.ts";
import type { Judgement, Note } from "./judge.ts";
import { neededMembers } from "./needed.ts";
import { reduceTrial, simplifyPlan } from "./reduce.ts";
import {
  type Effort,
  type Ids,
  missingNeeds,
  type RequirementResult,
  type Violation,
} from "./requirement-result.ts";
import { runTrial, type TrialResult } from "./run-trial.ts";
import { leasedRefs, looks, type Trial } from "./trial.ts";
import type { Turnstile } from "./turnstile.ts";

/** Times a trial is sent again when a reply did not come. */
const RETRIES = 2;
/** Times a race is tried before it counts as not shown. */
const RACE_TRIES = 5;
const RACE_CONFIRM_RUNS = 10;
/** Trials that must really have overlapped. */
const OVERLAPS_WANTED = 3;

/** Checks one requirement. Never throws for what the target does. */
export async function checkRequirement(
  requirement: Requirement,
  given: {
    readonly target: Target;
    readonly pool: TaskPool;
    readonly seed: number;
    readonly effort: Effort;
    readonly turnstile: Turnstile;
    readonly signal: AbortSignal;
  },
): Promise<RequirementResult> {
  const missing = missingNeeds(requirement.needs, given.target, given.pool);
  const check = new Check(requirement, given);
  if (missing.length > 0) return check.untestable(`needs ${missing.join(" and ")}`);
  return check.run();
}

type Given = Parameters<typeof checkRequirement>[1];
type Shown = Attempt & { readonly trial: Trial };

interface Attempt {
  readonly result: TrialResult;
  readonly ids: Ids;
}

/** Up to half of the trials may turn out not to apply, because what they build on was refused. */
function wantedOf(trials: number): number {
  return Math.ceil(trials / 2);
}

/** Two violations are of one cause when the same was wanted and, but for looks, the same came. */
function causeOf(judgement: Judgement | undefined): string | undefined {
  if (judgement?.kind !== "violated") return undefined;
  const status = judgement.actual.startsWith("status ") ? judgement.actual : "";
  return `${judgement.expected} ${status}`;
}

function explain(
  shown: Shown | undefined,
  confirmation: Violation["confirmation"],
  needed: readonly string[] | undefined,
): { readonly violation: Violation } {
  const judgement = shown?.result.judgement;
  if (shown === undefined || judgement?.kind !== "violated") {
    throw new Error("explain: the violation was not kept");
  }
  const { expected, actual } = judgement;
  const { trial, ids } = shown;
  const { exchanges } = shown.result;
  const violation = { trial, expected, actual, exchanges, confirmation, ids };
  return { violation: needed === undefined ? violation : { ...violation, needed } };
}

class Check {
  private readonly requirement: Requirement;
  private readonly given: Given;
  private readonly started = performance.now();
  private readonly notes: Note[] = [];
  private trials = 0;
  private requests = 0;
  private indefinite = 0;
  private violated = 0;
  private judged = 0;
  private overlapped = 0;
  private firstIndefinite: string | undefined;
  private lastInapplicable: string | undefined;
  private firstShown: Shown | undefined;

  constructor(requirement: Requirement, given: Given) {
    this.requirement = requirement;
    this.given = given;
  }

  async run(): Promise<RequirementResult> {
    const context = this.context();
    const enumerated = this.requirement.trials(context);
    for (const trial of enumerated) {
      if (await this.fails(trial)) return this.broken(trial, wantedOf(enumerated.length));
      if (this.given.signal.aborted) break;
    }
    let wanted = wantedOf(enumerated.length);
    const arbitrary = this.requirement.random?.(context);
    if (arbitrary !== undefined && !this.given.signal.aborted) {
      wanted += wantedOf(this.drawnRuns());
      const found = await this.draw(arbitrary);
      if (found !== undefined) return this.broken(found, wanted);
    }
    return this.sound(wanted);
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

  private drawnRuns(): number {
    const { drawnShare = 1 } = this.requirement;
    return Math.ceil(this.given.effort.randomRuns * drawnShare);
  }

  /** The drawn trial that fails, as small as fast-check makes it; undefined when none does. */
  private async draw(arbitrary: fc.Arbitrary<Trial>): Promise<Trial | undefined> {
    const { effort, seed } = this.given;
    const limited = fc.limitShrink(arbitrary, effort.shrinkRuns);
    let fault: { readonly cause: unknown } | undefined;
    const property = fc.asyncProperty(limited, async (trial) => {
      if (this.given.signal.aborted) return true;
      try {
        return !(await this.fails(trial));
      } catch (cause) {
        // fast-check takes a throw for a failed property; a fault of ours is none.
        fault = { cause };
        throw cause;
      }
    });
    const details = await fc.check(property, { seed, numRuns: this.drawnRuns() });
    if (fault !== undefined) throw fault.cause;
    return details.failed ? details.counterexample?.[0] : undefined;
  }

  /** Shrinks and confirms while nothing else is sent; keeps the exchange that shows it best. */
  private broken(trial: Trial, wanted: number): Promise<RequirementResult> {
    return this.given.turnstile.byItself(async () => {
      const counts = this.counts(wanted);
      const cause = causeOf(this.firstShown?.result.judgement);
      const race = trial.steps.some((step) => step.do === "together");
      let shown = this.firstShown;
      const mandatory = this.given.target.profile.mandatory;
      const fails = async (candidate: Trial): Promise<boolean> => {
        for (let i = 0; i < (race ? RACE_TRIES : 1); i += 1) {
          if (this.given.signal.aborted) return false;
          const attempt = await this.send(candidate);
          if (causeOf(attempt.result.judgement) === cause) {
            shown = { ...attempt, trial: candidate };
            return true;
          }
        }
        return false;
      };
      const { reduceMs } = this.given.effort;
      const simplest = reduceMs === 0 ? trial : await this.simplified(trial, fails);
      const smallest = await reduceTrial(simplest, mandatory, fails, reduceMs);
      const confirmation = await this.confirm(smallest, race, (attempt) => {
        shown = { ...attempt, trial: smallest };
      });
      const needed = await this.needed(smallest, reduceMs, fails, () => shown);
      return {
        ...counts,
        requests: this.requests,
        outcome: "violated",
        ...explain(needed.shown, confirmation, needed.names),
      };
    });
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

  /** What matters of a trial; trying that out must not change which exchange is shown. */
  private async needed(
    trial: Trial,
    msMax: number,
    fails: (candidate: Trial) => Promise<boolean>,
    current: () => Shown | undefined,
  ): Promise<{ readonly names: readonly string[] | undefined; readonly shown: Shown | undefined }> {
    const shown = current();
    const untilMs = performance.now() + msMax;
    const inTime = async (candidate: Trial) => performance.now() < untilMs && fails(candidate);
    const names =
      msMax === 0 ? undefined : await neededMembers(trial, this.given.target.profile, inTime);
    return { names: performance.now() < untilMs ? names : undefined, shown };
  }

  private context(): TrialContext {
    const { target } = this.given;
    return { profile: target.profile, observes: target.observation.kind !== "none" };
  }

  private async confirm(
    trial: Trial,
    race: boolean,
    keep: (attempt: Attempt) => void,
  ): Promise<Violation["confirmation"]> {
    const runs = race ? RACE_CONFIRM_RUNS : this.given.effort.confirmRuns;
    let violated = 0;
    let done = 0;
    for (; done < runs && !this.given.signal.aborted; done += 1) {
      const attempt = await this.send(trial);
      if (attempt.result.judgement.kind !== "violated") continue;
      violated += 1;
      keep(attempt);
    }
    return { runs: done, violated };
  }

  /** Sends a trial for the count and says whether it was violated. */
  private async fails(trial: Trial): Promise<boolean> {
    const attempt = await this.given.turnstile.beside(() => this.send(trial));
    const { judgement, overlapped } = attempt.result;
    this.trials += 1;
    if (overlapped) this.overlapped += 1;
    this.count(judgement);
    if (judgement.kind === "violated") this.firstShown ??= { ...attempt, trial };
    return judgement.kind === "violated";
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

  private async send(trial: Trial): Promise<Attempt> {
    const { target, pool, signal } = this.given;
    const refs = leasedRefs(trial);
    const fresh = looks(trial);
    const lease = refs.length === 0 ? undefined : await pool.lease(refs.length, { fresh });
    const ids: Ids = Object.fromEntries(refs.map((ref, i) => [ref, lease?.ids[i] ?? ""]));
    try {
      let result = await runTrial(trial, target, ids, signal);
      this.requests += result.requests;
      for (let i = 0; i < RETRIES && result.judgement.kind === "indefinite"; i += 1) {
        if (signal.aborted) break;
        result = await runTrial(trial, target, ids, signal);
        this.requests += result.requests;
      }
      return { result, ids };
    } finally {
      lease?.release();
    }
  }

  private counts(wanted: number): Omit<RequirementResult, "outcome"> {
    const goals = [{ name: "trials judged", want: wanted, got: this.judged }];
    if (this.requirement.wantsOverlap === true) {
      goals.push({ name: "trials that overlapped", want: OVERLAPS_WANTED, got: this.overlapped });
    }
    return {
      trials: this.trials,
      requests: this.requests,
      indefinite: this.indefinite,
      violated: this.violated,
      durationMs: Math.round(performance.now() - this.started),
      goals,
      notes: this.notes,
    };
  }
}
