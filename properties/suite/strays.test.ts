/** What a trial shows of another requirement's anomaly is that one's finding. */

import { describe, expect, it } from "vitest";
import type { AnomalyKind } from "../model/anomalies.ts";
import { raceOf, raceTrial } from "../requirements/races.ts";
import { type Requirement, requirement } from "../requirements/requirement.ts";
import { inProcessTarget } from "../testing/in-process.ts";
import { checkRequirement } from "./check-requirement.ts";
import { DEFAULT_EFFORT } from "./requirement-result.ts";
import { type Claim, judgeWatching } from "./strays.ts";
import { Turnstile } from "./turnstile.ts";

/** A requirement that watches for one anomaly in one race, as `raceOf` reads it. */
function watching(watches: AnomalyKind, race: string): Requirement {
  return requirement({
    id: `concurrency/${watches}`,
    statement: `Nothing is ${watches}.`,
    table: "Meaning: the report a task keeps",
    basis: "adopted",
    source: "a test",
    watches,
    trials: ({ profile }) => [raceTrial(profile, [watches], raceOf(race, 1))],
  });
}

async function outcomes(twin: string | undefined, requirements: readonly Requirement[]) {
  const { target, pool } = inProcessTarget({ twin });
  const { signal } = new AbortController();
  const common = { target, pool, seed: 7, effort: DEFAULT_EFFORT, startedMs: 0, signal };
  const turnstile = new Turnstile();
  const judge = (one: Requirement, claim?: Claim) =>
    checkRequirement(one, { ...common, turnstile, claim });
  return [...(await judgeWatching(requirements, judge)).values()];
}

describe("an anomaly that was not watched for", () => {
  const lost = watching("lost", "r | rrl");
  const stale = watching("stale", "l | l");

  it("is the finding of the requirement that watches for it", async () => {
    const [first, second] = await outcomes("overlap-stale", [lost, stale]);
    expect(first?.outcome).toBe("held");
    expect(first?.consistency?.kept).toEqual(["written"]);
    expect(second).toMatchObject({ outcome: "violated", trials: 2, violated: 1 });
    expect(second?.violation?.actual).toMatch(/^stale: /);
    expect(second?.violation?.trial.watch).toEqual(["stale"]);
    expect(second?.violation?.confirmation).toEqual({ runs: 10, violated: 10 });
    expect(second?.violation?.exchanges.filter(({ timing }) => timing?.decides)).toHaveLength(3);
  });

  it("is none where nobody is asked about it, or nothing is wrong", async () => {
    const [alone] = await outcomes("overlap-stale", [lost]);
    expect(alone?.outcome).toBe("held");
    const right = await outcomes(undefined, [lost, stale]);
    expect(right.map((result) => result?.outcome)).toEqual(["held", "held"]);
    expect(right.flatMap((result) => result?.strays ?? [])).toEqual([]);
  });
});
