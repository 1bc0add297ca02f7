/**
 * Makes a violated trial smaller: fewer requests first, then fewer members in what is sent, faults of
 * the network and pauses. What is wanted of a reply is computed from the bytes, and a fault's place is
 * a part of the message, so a smaller trial is judged as rightly as the one it came from.
 */

import { type Plan, simplerPlans } from "../../simulators/agent/index.ts";
import { readJson, writeJson } from "../../simulators/report/index.ts";
import { firstThat } from "./first-that.ts";
import {
  type Body,
  bodyText,
  flat,
  type Look,
  mapped,
  type Send,
  type Step,
  type Trial,
  type Want,
} from "./trial.ts";

/** Candidates that are tried at the most; the smallest found so far is kept. */
const CANDIDATES_MAX = 600;
/** Steps that are sent for them at the most: long trials get fewer candidates. */
const STEPS_MAX = 12_000;
/** Plans that are tried at the most. */
const PLANS_MAX = 60;
/** From so many steps on, runs of them are dropped before single ones are. */
const LONG = 6;

type Fails = (candidate: Trial) => Promise<boolean>;

/** The same, and `tell` hears of each candidate that fails. */
export function told(fails: Fails, tell: ((trial: Trial) => void) | undefined): Fails {
  return async (candidate) => {
    const isFailing = await fails(candidate);
    if (isFailing) tell?.(candidate);
    return isFailing;
  };
}

/** Fails two times in a row: what another trial left behind on the target may make one fail once. */
export function twice(fails: Fails): Fails {
  return async (candidate) => (await fails(candidate)) && (await fails(candidate));
}

/** A trial that fails only where the same was sent before, by somebody else: both times together. */
export async function reproduced(trial: Trial, fails: Fails): Promise<Trial> {
  if (trial.watch !== undefined || (await fails(trial))) return trial;
  const again: Trial = { ...trial, steps: [...trial.steps, ...trial.steps] };
  return (await fails(again)) ? again : trial;
}

/** Bounds of a reduction. */
export interface ReduceLimits {
  /** After so long no further candidate is begun. */
  readonly msMax: number;
  /** Candidates that are tried beside each other; 1 where they would disturb each other. */
  readonly atOnce: number;
}

/**
 * The smallest trial found that `fails` still. `fails` sends it; it must have failed before. What
 * failed beside others is sent again alone before it is believed.
 */
export function reduceTrial(
  trial: Trial,
  mandatory: readonly string[],
  fails: Fails,
  limits: ReduceLimits,
): Promise<Trial> {
  return new Reduction(trial, fails, limits).run(mandatory);
}

class Reduction {
  private smallest: Trial;
  private readonly fails: Fails;
  private candidatesLeft = CANDIDATES_MAX;
  private stepsLeft = STEPS_MAX;
  private readonly untilMs: number;
  private atOnce: number;

  constructor(trial: Trial, fails: Fails, limits: ReduceLimits) {
    this.smallest = trial;
    this.fails = fails;
    this.untilMs = performance.now() + limits.msMax;
    this.atOnce = limits.atOnce;
  }

  async run(mandatory: readonly string[]): Promise<Trial> {
    const { length } = this.smallest.steps;
    if (length >= LONG) {
      await this.take([slimAtOnce(this.smallest, mandatory)].filter((slim) => slim !== undefined));
      for (let size = Math.floor(length / 2); size >= 2; size = Math.floor(size / 2)) {
        await this.sweep(size);
      }
      await this.sweep(1);
    }
    while ((await this.take(candidates(this.smallest, mandatory))) !== undefined);
    return this.smallest;
  }

  /** Drops runs of so many steps, once from the end to the beginning. */
  private async sweep(size: number): Promise<void> {
    let end = this.smallest.steps.length;
    while (end > 0) {
      const shorter = this.without(size, end);
      const taken = await this.take([...shorter.keys()]);
      if (taken === undefined) return;
      end = Math.min(shorter.get(taken) ?? 0, this.smallest.steps.length);
    }
  }

  /** The trials that lack one run of so many steps, by where that run began; the last run first. */
  private without(size: number, from: number): ReadonlyMap<Trial, number> {
    const { steps } = this.smallest;
    const shorter = new Map<Trial, number>();
    for (let end = from; end > 0; end -= size) {
      const begin = Math.max(0, end - size);
      const rest = [...steps.slice(0, begin), ...steps.slice(end)];
      if (rest.length > 0) shorter.set({ ...this.smallest, steps: rest }, begin);
    }
    return shorter;
  }

  /** Takes the first of the trials that fails, as long as there is budget. */
  private async take(smaller: readonly Trial[]): Promise<Trial | undefined> {
    const found = await firstThat(this.affordable(smaller), this.atOnce, this.fails);
    if (found === undefined) return undefined;
    if (this.atOnce > 1 && !(await this.fails(found))) {
      // They do disturb each other: from now on one after the other.
      this.atOnce = 1;
      return this.take(smaller);
    }
    this.smallest = found;
    return found;
  }

  private *affordable(smaller: readonly Trial[]): Generator<Trial> {
    for (const candidate of smaller) {
      if (this.candidatesLeft === 0 || this.stepsLeft <= 0) return;
      if (performance.now() > this.untilMs) return;
      this.candidatesLeft -= 1;
      this.stepsLeft -= flat(candidate.steps).length;
      yield candidate;
    }
  }
}

/**
 * The trial of the simplest plan found that still `fails`: what is left in the plan matters. `unfold`
 * makes a plan's trial.
 */
export async function simplifyPlan(
  trial: Trial,
  plan: Plan,
  unfold: (plan: Plan) => Trial,
  fails: Fails,
): Promise<Trial> {
  let [simplest, simplestPlan] = [trial, plan];
  let left = PLANS_MAX;
  for (let progress = true; progress; ) {
    progress = false;
    for (const simpler of simplerPlans(simplestPlan)) {
      if (left === 0) return simplest;
      left -= 1;
      const candidate = unfold(simpler);
      if (await fails(candidate)) {
        [simplest, simplestPlan] = [candidate, simpler];
        progress = true;
        break;
      }
    }
  }
  return simplest;
}

/** Trials that are one step, one member, one fault or one pause smaller; mandatory members stay. */
export function candidates(trial: Trial, mandatory: readonly string[]): readonly Trial[] {
  const shorter = fewerSteps(trial.steps);
  const slimmer = trial.steps.flatMap((step, i) =>
    smallerSteps(step, mandatory).map((s) => replaced(trial.steps, i, s)),
  );
  return [...shorter, ...slimmer].map((steps) => ({ ...trial, steps }));
}

/** The trial with all bodies cut to the mandatory members; undefined when they are that already. */
function slimAtOnce(trial: Trial, mandatory: readonly string[]): Trial | undefined {
  let changed = false;
  const steps = trial.steps.map((step): Step => {
    if (step.do !== "send" || step.body === undefined) return step;
    const body = mandatoryOnly(step.body, mandatory);
    if (body === undefined) return step;
    changed = true;
    return { ...step, body };
  });
  return changed ? { ...trial, steps } : undefined;
}

/** The body with its mandatory members only; undefined when it has no others. */
function mandatoryOnly(body: Body, mandatory: readonly string[]): Body | undefined {
  const text = bodyText(body);
  const reading = text === undefined ? undefined : readJson(text);
  if (reading?.kind !== "json" || reading.value.kind !== "object") return undefined;
  const members = reading.value.members.filter(([name]) => mandatory.includes(name));
  if (members.length === reading.value.members.length) return undefined;
  return { text: writeJson({ kind: "object", members }) };
}

function fewerSteps(steps: readonly Step[]): readonly (readonly Step[])[] {
  // The last steps go first, so that what is left is near the beginning and plain.
  const without =
    steps.length > 1 ? steps.map((_, i) => steps.filter((__, j) => j !== i)).reverse() : [];
  const telling = isKnown(steps) ? without.filter(isKnown) : without;
  const inGroups = steps.flatMap((step, i) =>
    smallerGroups(step).map((rest) => [...steps.slice(0, i), ...rest, ...steps.slice(i + 1)]),
  );
  return [...telling, ...inGroups];
}

/** What is taken where all is well; of any other send it is open, or it is refused. */
const TAKEN: ReadonlySet<Want> = new Set([
  "contract",
  "accepted",
  "success",
  "alike",
  "prompt",
  "usual",
  "steady",
  "crowded",
]);

/**
 * Whether each look follows a report that is taken: else nobody can say what a correct endpoint shows,
 * and a replay on one ends undecided.
 */
function isKnown(steps: readonly Step[]): boolean {
  const known = new Set<string>();
  return steps.every((step) => {
    for (const one of flat([step])) {
      if (one.do === "send" && TAKEN.has(one.want)) known.add(one.task);
    }
    return step.do !== "look" || step.want !== "model" || known.has(step.task);
  });
}

/** What may stand in place of a group: it without a lane, or without a step. */
function smallerGroups(step: Step): readonly (readonly Step[])[] {
  if (step.do === "together") {
    return step.steps.map((_, drop) => {
      const rest = step.steps.filter((__, j) => j !== drop);
      return rest.length === 1 ? rest : [{ ...step, steps: rest }];
    });
  }
  if (step.do !== "lanes" && step.do !== "restart") return [];
  const { lanes } = step;
  const fewer = lanes.map((_, drop) => lanes.filter((__, i) => i !== drop));
  const shorter = lanes.flatMap((lane, i) =>
    lane.map((_, drop) => {
      const rest = lane.filter((__, j) => j !== drop);
      return lanes.map((old, j) => (j === i ? rest : old)).filter(({ length }) => length > 0);
    }),
  );
  return [...fewer, ...shorter].map((rest): readonly Step[] => {
    if (step.do === "restart") return [{ ...step, lanes: rest }];
    return rest.length > 1 ? [{ ...step, lanes: rest }] : (rest[0] ?? []);
  });
}

function smallerSteps(step: Step, mandatory: readonly string[]): readonly Step[] {
  return flat([step]).flatMap((inner) =>
    smallerInner(inner, mandatory).map((s) => mapped(step, (old) => (old === inner ? s : old))),
  );
}

function smallerInner(step: Send | Look, mandatory: readonly string[]): readonly (Send | Look)[] {
  const { delayMs, ...prompt } = step;
  const prompter = delayMs === undefined ? [] : [prompt];
  return step.do === "send" ? [...smallerSends(step, mandatory), ...prompter] : prompter;
}

function smallerSends(step: Send, mandatory: readonly string[]): readonly Send[] {
  const slimmer = smallerBodies(step.body, mandatory).map((body) => ({ ...step, body }));
  return [...slimmer, ...calmer(step)];
}

/** The send with one thing less that the network does to it; at last with none. */
function calmer({ faults = [], ...step }: Send): readonly Send[] {
  return faults.map((_, drop) => {
    const rest = faults.filter((__, i) => i !== drop);
    return rest.length === 0 ? step : { ...step, faults: rest };
  });
}

/** Of more optional members than this, shares are dropped before single ones are. */
const MEMBERS_MAX = 24;
const SHARES = [1, 2, 8];

/** The body without some of its members. A body that is no JSON object stays as it is. */
function smallerBodies(body: Body | undefined, mandatory: readonly string[]): readonly Body[] {
  const text = body === undefined ? undefined : bodyText(body);
  if (text === undefined) return [];
  const reading = readJson(text);
  if (reading.kind === "malformed" || reading.value.kind !== "object") return [];
  const { members } = reading.value;
  const places = members.flatMap(([name], i) => (mandatory.includes(name) ? [] : [i]));
  return runsOf(places).map((run) => {
    const dropped = new Set(run);
    const rest = members.filter((_, i) => !dropped.has(i));
    return { text: writeJson({ kind: "object", members: rest }) };
  });
}

/** Each by itself; of many all, then each half, then each eighth, so that their number stays small. */
function runsOf(places: readonly number[]): readonly (readonly number[])[] {
  if (places.length <= MEMBERS_MAX) return places.map((place) => [place]);
  return SHARES.flatMap((shares) => {
    const size = Math.ceil(places.length / shares);
    return Array.from({ length: shares }, (_, i) => places.slice(i * size, (i + 1) * size));
  });
}

function replaced(steps: readonly Step[], index: number, step: Step): readonly Step[] {
  return steps.map((old, i) => (i === index ? step : old));
}
