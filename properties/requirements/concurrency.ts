/**
 * Reports for one task at the same time: a clone of an agent, a client that resends. Which of them
 * wins is open; that one of them wins whole is not. A race shows only now and then, so each
 * situation stands here many times with other delays.
 */

import type { Profile } from "../../simulators/contract/index.ts";
import type { AnomalyKind } from "../model/anomalies.ts";
import { look, report, setup, type Trial, together } from "../suite/trial.ts";
import { bodyOf, full, minimal, withFields } from "./drafts.ts";
import { type RaceShape, raceOf, races, raceTrial } from "./races.ts";
import { type Requirement, requirement } from "./requirement.ts";
import { at } from "./state.ts";

const COMMON = {
  table: "Meaning: the report a task keeps" as const,
  basis: "adopted" as const,
  wantsOverlap: true,
};

const DELAYS_MS = [0, 1, 2, 3, 5, 8];

/** One race is ten requests or so. */
const RACES_SHARE = 0.2;

export const CONCURRENCY: readonly Requirement[] = [
  requirement({
    ...COMMON,
    id: "concurrency/overlap-accepted",
    statement: "Valid reports for one task that overlap in time are all accepted.",
    ruling: "D-04, D-08",
    source: "PUT is idempotent; clients resend a report whose reply they did not get",
    trials: ({ profile }) => [
      ...repeated(10, (n): Trial => {
        const steps = [together(report(at(profile, 10 + n)), report(at(profile, 30 + n)))];
        return { title: "two reports at once", steps };
      }),
      ...repeated(4, (round): Trial => {
        const many = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => report(at(profile, 10 * round + n)));
        return { title: "eight reports at once", steps: [together(...many)] };
      }),
    ],
  }),
  requirement({
    ...COMMON,
    id: "concurrency/overlap-whole",
    statement: "Of reports that overlap, one counts whole: their fields do not mix.",
    ruling: "D-04, D-12",
    source: "PUT replaces the representation (RFC 9110 §9.3.4)",
    needs: ["observation"],
    watches: "torn",
    trials: ({ profile }) => [
      ...repeated(3, (n) => DELAYS_MS.map((delayMs) => race(profile, delayMs, n))).flat(),
      ...repeated(2, (n) => DELAYS_MS.map((delayMs) => during(profile, delayMs, 3 + n))).flat(),
      // What goes wrong with a third report only: left to the draws, it was missed now and then.
      ...DELAYS_MS.map((delayMs, n) => {
        return raceTrial(profile, ["torn"], raceOf("r | rl | rl", n, delayMs));
      }),
    ],
    random: ({ profile }) => races(profile, ["torn"], shape({ lanesMin: 3, report: 4, look: 1 })),
    drawnShare: RACES_SHARE,
  }),
  ...[
    watching("stale", {
      id: "concurrency/looks-current",
      statement: "No look shows a report older than the last one acknowledged before it began.",
      shape: shape({ report: 2, look: 1 }),
      races: ["r | rrl", "r | rl", "r | r | rl"],
    }),
    watching("lost", {
      id: "concurrency/none-lost",
      statement: "Of reports that overlap, those acknowledged last are not lost.",
      shape: shape({ report: 5, look: 1 }),
      races: ["r | r | r", "r | rr", "r | r | rr"],
    }),
    watching("non-monotonic", {
      id: "concurrency/looks-onward",
      statement: "What one look showed, no later look takes back, though reports are under way.",
      shape: shape({ report: 1, look: 2 }),
      // Under a declared delay nothing is looked at beside reports: two reports still overlap.
      races: ["r | ll", "r | llll", "r | r | ll", "rr | rr | ll"],
    }),
    watching("resurrected", {
      id: "concurrency/refused-unseen",
      statement: "A refused report is not seen, not even while it is under way.",
      shape: shape({ report: 1, look: 2, refused: 2 }),
      races: ["x | l", "x | ll", "r | x | ll"],
      ruling: "D-03, D-12",
    }),
    watching("phantom", {
      id: "concurrency/only-sent",
      statement: "No look shows a report that nobody had sent, though reports are under way.",
      shape: shape({ lanesMin: 3, report: 2, look: 1 }),
      races: ["r | r | l", "r | r | ll", "rl | rl"],
    }),
  ],
  requirement({
    ...COMMON,
    id: "concurrency/tasks-apart",
    statement: "Reports for two tasks that overlap do not show on each other's task.",
    ruling: "D-04, D-12",
    source: "seed page 2024-02-04, table 1: the id names the task",
    since: "3",
    needs: ["observation", "two tasks"],
    trials: ({ profile }) =>
      repeated(3, (n) => DELAYS_MS.map((ms) => apart(profile, ms, 5 + n))).flat(),
  }),
];

/** A requirement that watches the history of a task for one anomaly. */
function watching(
  anomaly: AnomalyKind,
  given: Pick<Requirement, "id" | "statement"> & {
    readonly shape: RaceShape;
    /** Races that show it where they are, as `raceOf` reads them; the smallest first. */
    readonly races: readonly string[];
    readonly ruling?: string;
  },
): Requirement {
  const { id, statement, ruling = "D-04, D-12" } = given;
  return requirement({
    ...COMMON,
    id,
    statement,
    ruling,
    source: `reads are linearizable; the anomaly is called ${anomaly}`,
    since: "4",
    needs: ["observation"],
    watches: anomaly,
    trials: ({ profile }) =>
      given.races.flatMap((text, i) =>
        DELAYS_MS.slice(0, 4).map((delayMs, n) => {
          return raceTrial(profile, [anomaly], raceOf(text, DELAYS_MS.length * i + n, delayMs));
        }),
      ),
    random: ({ profile }) => races(profile, [anomaly], given.shape),
    drawnShare: RACES_SHARE,
  });
}

function shape(given: {
  readonly lanesMin?: number;
  readonly report: number;
  readonly look: number;
  readonly refused?: number;
}): RaceShape {
  const { lanesMin = 2, report: reports, look: looks, refused = 0 } = given;
  return { lanesMin, lanesMax: 3, weights: { report: reports, look: looks, refused } };
}

/** Two different reports at once; afterwards the task shows one of them. */
function race(profile: Profile, delayMs: number, round: number): Trial {
  const mark = 100 * round + delayMs;
  const first = report(one(profile, mark), { role: "setup", want: "accepted" });
  const second = report(another(profile, mark), { role: "setup", want: "accepted", delayMs });
  return {
    title: `two different reports, ${delayMs} ms apart`,
    steps: [together(first, second), look()],
  };
}

/** One report for each of two tasks at once; afterwards each shows its own. */
function apart(profile: Profile, delayMs: number, round: number): Trial {
  const mark = 100 * round + delayMs;
  const first = report(one(profile, mark), { role: "setup", want: "accepted" });
  const second = report(another(profile, mark), {
    role: "setup",
    want: "accepted",
    task: "b",
    delayMs,
  });
  return {
    title: `reports for two tasks, ${delayMs} ms apart`,
    steps: [together(first, second), look("a"), look("b")],
  };
}

/** A look while a report is under way shows the report before it or itself. */
function during(profile: Profile, delayMs: number, round: number): Trial {
  const mark = 100 * round + delayMs;
  const second = report(another(profile, mark), { role: "setup", want: "accepted" });
  const steps = [setup(one(profile, mark)), together(second, look("a", { delayMs }))];
  return { title: `a look ${delayMs} ms into a report`, steps };
}

/** `mark` makes each race's reports its own. */
function one(profile: Profile, mark: number): string {
  return bodyOf(withFields(full(profile), { totalsize: String(100_000 + mark) }));
}

/** Differs from `one` in every field that both carry. */
function another(profile: Profile, mark: number): string {
  return bodyOf(
    withFields(minimal(profile), {
      subtask_name: '"SSL_CONFIG"',
      progress: "20",
      replicatesize: "2000",
      totalsize: String(200_000 + mark),
      process_trace: '"other"',
    }),
  );
}

function repeated<T>(times: number, make: (round: number) => T): readonly T[] {
  return Array.from({ length: times }, (_, round) => make(round));
}
