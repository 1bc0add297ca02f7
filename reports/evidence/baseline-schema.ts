/**
 * What a run showed beside its baseline, as the run keeps it: the baseline's folder may be gone when
 * the run is judged again. Verdicts are words here, as they stood in the comparison.
 */

import * as v from "valibot";

const texts = v.array(v.string());
const side = v.optional(v.string());
const way = { before: side, after: side };

const seenCause = v.object({
  id: v.string(),
  gating: v.boolean(),
  fingerprint: v.string(),
  counterexample: v.string(),
  replay: v.string(),
});

/** A figure of several runs a side; shares are of the value before. */
const figure = v.object({
  figure: v.string(),
  unit: v.picklist(["ms", "reports/s"]),
  kind: v.picklist(["more", "less", "alike", "undecided"]),
  direction: v.optional(v.picklist(["worse", "better"])),
  before: v.number(),
  after: v.number(),
  share: v.number(),
  low: v.number(),
  high: v.number(),
  spread: v.number(),
  runsNeeded: v.number(),
});

/** The event of a comparison with a baseline. */
export const baselineSchema = v.object({
  kind: v.literal("baseline"),
  /** Folder of the run, or of the runs, that stands for before. */
  folder: v.string(),
  /** Verdict line of the newest run there. */
  line: v.string(),
  /** What is worse than before, by name. It gates. */
  regressions: texts,
  /** Gating requirements that were tested before and are not now. */
  untested: texts,
  caveats: texts,
  requirements: v.array(
    v.object({
      id: v.string(),
      gating: v.boolean(),
      ...way,
      direction: v.picklist(["worse", "better", "other"]),
    }),
  ),
  fresh: v.array(seenCause),
  gone: v.array(seenCause),
  dialects: v.array(v.object({ name: v.string(), ...way })),
  scenarios: v.array(v.object({ scenario: v.string(), ...way })),
  compared: v.array(
    v.object({
      scenario: v.string(),
      runs: v.tuple([v.number(), v.number()]),
      figures: v.array(figure),
      shape: v.object({ changed: v.boolean(), apart: v.number(), within: v.number() }),
    }),
  ),
  notCompared: v.array(v.object({ scenario: v.string(), reasons: texts })),
});
