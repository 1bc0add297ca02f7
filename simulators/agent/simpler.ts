/**
 * Simpler plans: the same plan with one fact less, or one number plainer. Whoever has a plan that
 * shows a fault finds out with them which facts of it matter.
 */

import { KINDS } from "./life-cycle.ts";
import { OPTIONAL_FACTS, type Plan, planOf } from "./plan.ts";

/** The plainest plan there is: nothing optional, a megabyte over 100 Mbit/s. */
export const SIMPLEST_PLAN: Plan = planOf({ totalBytes: 1_000_000, linkMbps: 100 });

/** Numbers and flags that every plan has; the kind comes by itself. */
const PLAIN_FACTS = [
  "seed",
  "totalBytes",
  "linkMbps",
  "utilisation",
  "intervalMs",
  "jitterShare",
  "phaseShare",
  "startSeconds",
  "migrationTest",
] as const satisfies readonly (keyof Plan)[];

/** Plans that are one step simpler, the greatest steps first; none for the simplest plan. */
export function simplerPlans(plan: Plan): readonly Plan[] {
  const fewerFacts = OPTIONAL_FACTS.filter((name) => plan[name] !== undefined).map((name) =>
    planOf({ ...plan, [name]: undefined }),
  );
  const fewerFaults = (plan.faults ?? []).map((_, drop) => {
    const faults = (plan.faults ?? []).filter((__, index) => index !== drop);
    return planOf({ ...plan, faults });
  });
  const plainer = PLAIN_FACTS.filter((name) => plan[name] !== SIMPLEST_PLAN[name]).map((name) =>
    planOf({ ...plan, [name]: SIMPLEST_PLAN[name] }),
  );
  const kinds = KINDS.slice(0, KINDS.indexOf(plan.kind)).map((kind) => planOf({ ...plan, kind }));
  const several = (plan.faults ?? []).length > 1;
  return [...fewerFacts, ...(several ? fewerFaults : []), ...plainer, ...kinds];
}

/** What a plan has that the simplest has not, in words: "rounds 3", "mishap failed, stage 3, …". */
export function factsThatDiffer(plan: Plan): readonly string[] {
  const names = ["kind", ...PLAIN_FACTS, ...OPTIONAL_FACTS] as const;
  return names.flatMap((name) => {
    const value = plan[name];
    if (value === undefined || value === SIMPLEST_PLAN[name]) return [];
    return [`${name} ${wordsOf(value)}`];
  });
}

function wordsOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(wordsOf).join(" and ");
  const members = Object.entries(value).map(([key, member]) => `${key} ${wordsOf(member)}`);
  return `(${members.join(", ")})`;
}
