/** Which runs the comparison is made of, and in which order: a pure function of what has been seen. */

export type Tool = "schemathesis" | "headway";

/**
 * `defaults`: Schemathesis as it comes. `tuned`: 1,000 examples, a limit of 1 s on answers and a hook
 * that reads back what was reported; it stops at its first finding. `check`: `headway check`.
 */
export type Level = "defaults" | "tuned" | "check";

/** The set of flaws: the published one, or flaws drawn from our own operators. */
export type FlawSet = "published" | "drawn";

/** One run of one tool against one flaw. */
export interface Run {
  readonly tool: Tool;
  readonly level: Level;
  readonly set: FlawSet;
  /** `none` is the server without a flaw. */
  readonly flaw: string;
  readonly seed: number;
}

/** What the flaw is called that is none. */
export const REFERENCE = "none";

/** Of the rival at its defaults, and of our check. */
export const SEEDS: readonly number[] = [1, 2, 3];

const FIRST_SEED = 1;

/** What a run is called, as a path of its own. */
export function pathOf({ tool, level, set, flaw, seed }: Run): string {
  return `${tool}/${set}-${level}-${seed}/${flaw.replaceAll("/", "_")}`;
}

/** The runs of a stage, by what is known when it begins. */
export type Stage = (killed: (run: Run) => boolean) => readonly Run[];

export interface Flaws {
  readonly published: readonly string[];
  readonly drawn: readonly string[];
}

/**
 * The stages, the widest first, so that a run that is cut short still compares. The tuned stage takes
 * what the defaults left standing at every seed that `killed` knows of.
 */
export function stages(flaws: Flaws): readonly Stage[] {
  const published = [REFERENCE, ...flaws.published];
  const own = (seed: number) => published.map((flaw) => ourRun("published", flaw, seed));
  const rival = (seed: number) => published.map((flaw) => rivalRun("published", flaw, seed));
  const drawn = [REFERENCE, ...flaws.drawn].flatMap((flaw) => [
    rivalRun("drawn", flaw, FIRST_SEED),
    ourRun("drawn", flaw, FIRST_SEED),
  ]);
  const later = SEEDS.filter((seed) => seed !== FIRST_SEED);
  return [
    () => rival(FIRST_SEED),
    () => own(FIRST_SEED),
    (killed) =>
      published
        .filter((flaw) => !SEEDS.some((seed) => killed(rivalRun("published", flaw, seed))))
        .map((flaw) => ({ ...rivalRun("published", flaw, FIRST_SEED), level: "tuned" })),
    () => later.flatMap(rival),
    () => later.flatMap(own),
    () => drawn,
  ];
}

function rivalRun(set: FlawSet, flaw: string, seed: number): Run {
  return { tool: "schemathesis", level: "defaults", set, flaw, seed };
}

function ourRun(set: FlawSet, flaw: string, seed: number): Run {
  return { tool: "headway", level: "check", set, flaw, seed };
}

/** Runs what has no outcome yet, stage by stage. */
export async function runMissing<T extends { readonly killed: boolean }>(
  all: readonly Stage[],
  work: {
    readonly outcomeOf: (run: Run) => T | undefined;
    readonly perform: (run: Run) => Promise<void>;
    readonly log: (text: string) => void;
  },
): Promise<void> {
  for (const stage of all) {
    const runs = stage((run) => work.outcomeOf(run)?.killed === true);
    for (const [index, run] of runs.entries()) {
      if (work.outcomeOf(run) !== undefined) continue;
      await work.perform(run);
      const what = work.outcomeOf(run)?.killed === true ? "found" : "clean";
      work.log(`${index + 1} of ${runs.length}: ${pathOf(run)}: ${what}`);
    }
  }
}
