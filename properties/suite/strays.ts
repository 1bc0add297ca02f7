/**
 * Anomalies that were seen where nobody looked for them: the history of one requirement's trial shows
 * what another requirement watches for. They are handed to that one, so that nothing seen is passed.
 */

import type { Requirement } from "../requirements/index.ts";
import type { RequirementResult, Shown } from "./requirement-result.ts";

/** Violations of other requirements that are kept; one of each kind would do. */
export const STRAYS_MAX = 20;

/** What a requirement that held is to answer for, and what it had come to. */
export interface Claim {
  readonly shown: Shown;
  readonly before: RequirementResult;
}

/**
 * Judges requirements beside each other, and then those again that held though a trial of another one
 * showed what they watch for. Undefined: it could not be judged.
 */
export async function judgeWatching(
  watching: readonly Requirement[],
  judge: (requirement: Requirement, claim?: Claim) => Promise<RequirementResult | undefined>,
): Promise<ReadonlyMap<Requirement, RequirementResult | undefined>> {
  const results = new Map<Requirement, RequirementResult | undefined>();
  const all = await Promise.all(watching.map((requirement) => judge(requirement)));
  const strays = all.flatMap((result) => result?.strays ?? []);
  for (const [i, requirement] of watching.entries()) {
    const before = all[i];
    const claim = before === undefined ? undefined : claimOn(requirement, before, strays);
    results.set(requirement, claim === undefined ? before : await judge(requirement, claim));
  }
  return results;
}

/** The first stray that a requirement which held watches for, whoever saw it. */
function claimOn(
  { watches }: Requirement,
  before: RequirementResult,
  strays: readonly Shown[],
): Claim | undefined {
  if (before.outcome !== "held" || watches === undefined) return undefined;
  const shown = strays.find(({ trial }) => trial.watch?.includes(watches) === true);
  return shown === undefined ? undefined : { shown, before };
}

/** The attempt's anomalies that its trial does not watch for, each as a violated trial of its own. */
export function straysOf({ trial, ids, result }: Shown): readonly Shown[] {
  return result.strays.map(({ kind, judgement, exchanges }) => ({
    trial: { ...trial, watch: [kind] },
    ids,
    result: { ...result, judgement, exchanges, strays: [] },
  }));
}
