/** Finds a failing trial: the first of enumerated ones, or one that is drawn, several at once. */

import * as fc from "fast-check";
import { firstThat } from "./first-that.ts";
import type { Effort } from "./requirement-result.ts";
import type { Trial } from "./trial.ts";

/** A sequence of drawn trials is at least that long, so that it gets beyond its first values. */
const RUNS_OF_SEQUENCE_MIN = 15;
/** Between the seeds of two sequences; a prime, so that runs with neighbouring seeds share none. */
const SEQUENCE_SEED_STEP = 1_000_003;

export interface Search {
  readonly seed: number;
  readonly effort: Effort;
  /** Drawn trials, whatever they take; `effort` says how many more while there is time. */
  readonly runs: number;
  /** Trials under way at once. */
  readonly atOnce: number;
  /** After that no further trials are drawn but the first `runs`, by `performance.now()`. */
  readonly drawUntilMs: number;
  readonly signal: AbortSignal;
  /** Sends a trial and says whether it was violated. */
  readonly fails: (trial: Trial) => Promise<boolean>;
}

/** After the first that fails others are looked for until so many have, or for so long. */
const OTHERS_MAX = 8;
const OTHERS_MS = 2000;

/**
 * The first of the trials that fails, though several are under way at once. Those after it are sent
 * too, for a while: what else fails is worth knowing, and the first is not changed by it.
 */
export async function firstFailed(
  trials: readonly Trial[],
  { atOnce, signal, fails }: Search,
): Promise<Trial | undefined> {
  let next = 0;
  let failed = trials.length;
  let others = 0;
  let untilMs = Infinity;
  const goesOn = () => !signal.aborted && others <= OTHERS_MAX && performance.now() < untilMs;
  const one = async () => {
    while (next < trials.length && goesOn()) {
      const at = next++;
      const trial = trials[at];
      if (trial === undefined || !(await fails(trial))) continue;
      others += 1;
      failed = Math.min(failed, at);
      untilMs = Math.min(untilMs, performance.now() + OTHERS_MS);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, trials.length) }, one));
  return trials[failed];
}

/**
 * The drawn trial that fails, as small as fast-check makes it; undefined when none does. Several
 * sequences are drawn beside each other, each from a seed of its own.
 */
export async function drawFailing(
  arbitrary: fc.Arbitrary<Trial>,
  search: Search,
): Promise<Trial | undefined> {
  const { runs, effort, drawUntilMs, signal } = search;
  const runsMax = Math.ceil((runs * effort.randomRunsMax) / effort.randomRuns);
  const sequences = Math.max(1, Math.min(search.atOnce, Math.floor(runs / RUNS_OF_SEQUENCE_MIN)));
  const race: Race = { runs: Math.ceil(runs / sequences), wonBy: undefined };
  for (let drawn = 0, first = 0; drawn < runsMax; drawn += runs, first += sequences) {
    if (drawn > 0 && performance.now() > drawUntilMs) break;
    const found = await Promise.all(
      Array.from({ length: sequences }, (_, i) => sequence(arbitrary, first + i, race, search)),
    );
    const failed = found.find((trial) => trial !== undefined);
    if (failed !== undefined || signal.aborted) return failed;
  }
  return undefined;
}

/** What the sequences share: the first that fails is shrunk, and the others end. */
interface Race {
  readonly runs: number;
  wonBy: number | undefined;
}

async function sequence(
  arbitrary: fc.Arbitrary<Trial>,
  number: number,
  race: Race,
  search: Search,
): Promise<Trial | undefined> {
  const { seed, effort, signal, fails } = search;
  const remembering = new Remembering(arbitrary);
  let fault: { readonly cause: unknown } | undefined;
  const property = fc.asyncProperty(remembering, async (trial) => {
    if (signal.aborted || (race.wonBy ?? number) !== number) return true;
    try {
      const failed = await fails(trial);
      if (failed) race.wonBy ??= number;
      return !failed || race.wonBy !== number;
    } catch (cause) {
      // fast-check takes a throw for a failed property; a fault of ours is none.
      fault = { cause };
      throw cause;
    }
  });
  const details = await fc.check(property, {
    seed: seed + number * SEQUENCE_SEED_STEP,
    numRuns: race.runs,
    // It would shrink one value after the other; over a network several at once take no longer.
    endOnFailure: true,
  });
  if (fault !== undefined) throw fault.cause;
  const [failed] = details.failed ? (details.counterexample ?? []) : [];
  const drawn = failed === undefined ? undefined : remembering.drawnAs(failed);
  if (drawn === undefined) return failed;
  return shrunk(drawn, arbitrary, { ...search, runsMax: effort.shrinkRuns });
}

/** Gives its values as the arbitrary inside does, and remembers what each was drawn from. */
class Remembering extends fc.Arbitrary<Trial> {
  private readonly inside: fc.Arbitrary<Trial>;
  private readonly drawn = new WeakMap<Trial, fc.Value<Trial>>();

  constructor(inside: fc.Arbitrary<Trial>) {
    super();
    this.inside = inside;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Trial> {
    const value = this.inside.generate(random, bias);
    this.drawn.set(value.value_, value);
    return value;
  }

  override canShrinkWithoutContext(value: unknown): value is Trial {
    return this.inside.canShrinkWithoutContext(value);
  }

  override shrink(value: Trial, context: unknown): fc.Stream<fc.Value<Trial>> {
    return this.inside.shrink(value, context);
  }

  drawnAs(trial: Trial): fc.Value<Trial> | undefined {
    return this.drawn.get(trial);
  }
}

/** Walks fast-check's shrinks as it would itself, several candidates at once; the best so far is kept. */
async function shrunk(
  drawn: fc.Value<Trial>,
  arbitrary: fc.Arbitrary<Trial>,
  given: Pick<Search, "atOnce" | "fails" | "signal"> & { readonly runsMax: number },
): Promise<Trial> {
  let smallest = drawn;
  let left = given.runsMax;
  function* affordable(of: fc.Value<Trial>): Generator<fc.Value<Trial>> {
    for (const candidate of arbitrary.shrink(of.value_, of.context)) {
      if (left === 0 || given.signal.aborted) return;
      left -= 1;
      yield candidate;
    }
  }
  for (;;) {
    const found = await firstThat(affordable(smallest), given.atOnce, (candidate) =>
      given.fails(candidate.value_),
    );
    if (found === undefined) return smallest.value_;
    smallest = found;
  }
}
