/**
 * What changed between two runs: requirements, counterexamples by the fingerprint of their cause,
 * dialects. A counterexample is gone only where its requirement holds now; what was not tested, or
 * met another cause first, is not called mended.
 *
 * Latency and throughput are compared over several runs a side; see diff-load.ts. The rest is of
 * one run each, the newest.
 */

import { groupBy } from "../evidence/group-by.ts";
import type { EventOf, RunEvent } from "../evidence/schema.ts";
import { decideDiff } from "./decide-diff.ts";
import { loadFigures, type RunSide, scenarioChanges } from "./diff-load.ts";
import type { JudgedRequirement, JudgedRun, RequirementVerdict } from "./judged-run.ts";
import type {
  DialectChange,
  Differences,
  RequirementChange,
  RunDiff,
  SeenCause,
} from "./run-diff.ts";

/**
 * Compares two judged runs, the older first. `sides` are all runs of which figures of load are
 * taken, each with its run among them.
 */
export function diffRuns(
  before: JudgedRun,
  after: JudgedRun,
  sides: readonly [RunSide, RunSide] = [[before], [after]],
): RunDiff {
  const differences = differencesOf(before, after, sides);
  return { ...decideDiff(differences, before, after), ...differences };
}

/** The same without a decision: a run under way has not recorded its end yet. */
export function differencesOf(
  before: JudgedRun,
  after: JudgedRun,
  sides: readonly [RunSide, RunSide],
): Differences {
  const pairs = pairsOf(before, after);
  const requirements = pairs.flatMap(changeOf);
  const fresh = pairs.flatMap(([old, now]) => causesBeyond(now, old));
  const gone = pairs.flatMap(([old, now]) => (holds(now) ? causesBeyond(old, now) : []));
  const scenarios = scenarioChanges(before, after);
  const figures = loadFigures(...sides);
  const parts = { requirements, fresh, scenarios, compared: figures.compared };
  return {
    caveats: [...caveatsOf(before, after), ...sideCaveats(...sides)],
    requirements,
    fresh,
    gone,
    dialects: dialectChanges(before.dialects, after.dialects),
    scenarios,
    ...figures,
    regressions: regressionsOf(parts, after),
    untested: pairs.flatMap(([old, now]) =>
      now?.gating === true && !now.tested && old?.tested === true ? [now.entry.id] : [],
    ),
  };
}

type Pair = readonly [JudgedRequirement | undefined, JudgedRequirement | undefined];

function pairsOf(before: JudgedRun, after: JudgedRun): readonly Pair[] {
  const byId = (run: JudgedRun) => new Map(run.requirements.map((r) => [r.entry.id, r]));
  const [old, now] = [byId(before), byId(after)];
  const ids = new Set([...now.keys(), ...old.keys()]);
  return [...ids].map((id): Pair => [old.get(id), now.get(id)]);
}

/** How much is wrong; what was not decided has no place in the order. */
const BADNESS: Readonly<Partial<Record<RequirementVerdict, number>>> = {
  PASS: 0,
  "PASS-NONSTRICT": 1,
  WAIVED: 2,
  "STALE-WAIVER": 2,
  FLAKY: 3,
  FAIL: 4,
};

function changeOf([old, now]: Pair): RequirementChange[] {
  const known = now ?? old;
  if (known === undefined || old?.verdict === now?.verdict) return [];
  const [a, b] = [old, now].map((r) => (r === undefined ? undefined : BADNESS[r.verdict]));
  const direction =
    a === undefined || b === undefined || a === b ? "other" : b > a ? "worse" : "better";
  return [
    {
      id: known.entry.id,
      gating: known.gating,
      before: old?.verdict,
      after: now?.verdict,
      direction,
    },
  ];
}

/** Causes that one run met and the other did not. */
function causesBeyond(
  one: JudgedRequirement | undefined,
  other: JudgedRequirement | undefined,
): SeenCause[] {
  const finding = one?.finding;
  if (one === undefined || finding === undefined) return [];
  const { entry, gating, fingerprints } = one;
  const about = {
    id: entry.id,
    gating,
    counterexample: finding.counterexample,
    replay: finding.replay,
  };
  return fingerprints
    .filter((fingerprint) => other?.fingerprints.includes(fingerprint) !== true)
    .map((fingerprint) => ({ ...about, fingerprint }));
}

function holds(requirement: JudgedRequirement | undefined): boolean {
  return requirement?.tested === true && requirement.finding === undefined;
}

type Changes = Pick<Differences, "requirements" | "fresh" | "scenarios" | "compared">;

function regressionsOf(
  { requirements, fresh, scenarios, compared }: Changes,
  after: JudgedRun,
): readonly string[] {
  // What somebody accepted until a day is shown, and is no reason to stop a release.
  const waived = new Set(
    after.requirements.filter((r) => r.verdict === "WAIVED").map(({ entry }) => entry.id),
  );
  const worse = requirements.filter(({ direction }) => direction === "worse");
  const missed = scenarios.filter((one) => one.after === "MISSED" && one.before !== undefined);
  const names = [
    ...[...worse, ...fresh].filter(({ gating, id }) => gating && !waived.has(id)).map((r) => r.id),
    ...missed.map(({ scenario }) => `load ${scenario}`),
    ...compared.flatMap(({ scenario, figures }) =>
      figures
        .filter(({ direction }) => direction === "worse")
        .map(({ figure }) => `load ${scenario} ${figure}`),
    ),
  ];
  return [...new Set(names)];
}

function caveatsOf(before: JudgedRun, after: JudgedRun): string[] {
  const facts: readonly (readonly [string, (run: RunEvent) => string])[] = [
    ["profile", (run) => run.profile],
    ["target", (run) => run.target.embedded ?? run.target.url],
    ["observation", (run) => run.target.observe],
    ["seed", (run) => String(run.seed)],
    ["tool", (run) => run.tool],
    ["strict", (run) => String(run.strict)],
    ["PARTIAL", (run) => run.partial ?? "no"],
  ];
  return facts.flatMap(([name, of]) => {
    const [old, now] = [before.run, after.run].map((run) =>
      run === undefined ? "unknown" : of(run),
    );
    return old === now ? [] : [`${name}: ${old} before, ${now} after`];
  });
}

/** What to know of several runs a side; nothing of one. */
function sideCaveats(before: RunSide, after: RunSide): string[] {
  if (before.length === 1 && after.length === 1) return [];
  const began = (side: RunSide) => side.flatMap(({ run }) => run?.startedAt ?? []).sort();
  const [old, now] = [began(before), began(after)];
  const apart = (old.at(-1) ?? "") < (now[0] ?? "");
  return [
    `${before.length} and ${after.length} runs: requirements are compared of the newest of each`,
    ...(apart ? ["the sides ran one after the other: what else changed meanwhile counts too"] : []),
  ];
}

function dialectChanges(
  before: readonly EventOf<"dialect">[],
  after: readonly EventOf<"dialect">[],
): DialectChange[] {
  // A target may make a choice one way here and another way there.
  const values = (events: readonly EventOf<"dialect">[]) =>
    new Map(
      [...groupBy(events, ({ name }) => name)].map(([name, own]): [string, string] => [
        name,
        [...new Set(own.map(({ value }) => value))].sort().join(" and "),
      ]),
    );
  const [old, now] = [values(before), values(after)];
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter((change) => change.before !== change.after);
}
