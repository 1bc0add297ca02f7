/** What a comparison of two runs comes to, in one line and an exit status. */

import type { JudgedRun } from "./judged-run.ts";
import type { Differences, RunDiff } from "./run-diff.ts";
import { whyNotWhole } from "./whole.ts";

/**
 * The first that applies: something is worse (1), the runs do not tell (5), nothing that gates is
 * worse (0). Of load alone the figures decide, where they could be compared.
 */
export function decideDiff(
  differences: Differences,
  before: JudgedRun,
  after: JudgedRun,
): Pick<RunDiff, "status" | "line"> {
  const { regressions, untested } = differences;
  if (regressions.length > 0) return { status: 1, line: `REGRESSED: ${named(regressions)}` };
  const open = [
    ...untestedOf(differences, before, after),
    ...unfinishedOf("before", before),
    ...unfinishedOf("after", after),
    ...(untested.length > 0 ? [`not tested any more: ${named(untested)}`] : []),
  ];
  if (open.length > 0) return { status: 5, line: `NOT DECIDED: ${open.join("; ")}` };
  return { status: 0, line: `NO REGRESSION: ${sameText(differences, after)}` };
}

/** Sides of which no requirement was tested; of loads alone the figures decide, where there are any. */
function untestedOf({ compared }: Differences, before: JudgedRun, after: JudgedRun): string[] {
  const sides = Object.entries({ before, after }).filter(([, run]) => !testedAny(run));
  const loadsAlone = sides.length === 2 && [before, after].every(sentAny);
  if (!loadsAlone) return sides.map(([side]) => `${side}: no requirement was tested`);
  return compared.length > 0
    ? []
    : ["no requirement was tested, nor could figures be compared, see NOT COMPARED"];
}

function testedAny({ requirements }: JudgedRun): boolean {
  return requirements.some(({ tested }) => tested);
}

function sentAny({ scenarios }: JudgedRun): boolean {
  return scenarios.some(({ load }) => load.ledger.sent > 0);
}

function unfinishedOf(side: string, run: JudgedRun): string[] {
  const why = whyNotWhole(run);
  return why === undefined ? [] : [`${side}: it ${why}`];
}

function sameText({ requirements, fresh, compared }: Differences, after: JudgedRun): string {
  if (!testedAny(after)) {
    const open = compared.flatMap(({ scenario, figures }) =>
      figures.filter(({ kind }) => kind === "undecided").map((f) => `${scenario} ${f.figure}`),
    );
    return `no figure of load is worse${open.length === 0 ? "" : `; open: ${named(open)}`}`;
  }
  const worse = requirements.some(({ direction }) => direction === "worse") || fresh.length > 0;
  return worse
    ? "what is worse or new is waived or does not gate"
    : "no requirement is worse, no counterexample new";
}

const NAMED = 5;

function named(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return `${ids.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
