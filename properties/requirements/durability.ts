/**
 * What a task shows after the endpoint was killed (SIGKILL) and started again: an acknowledged report
 * survives; one that was under way may, whole; an older one does not come back, and nothing comes that
 * was refused or never sent.
 *
 * Not verified: what a loss of power leaves, for what the operating system was given survives a kill;
 * and several processes, of which only some are killed.
 */

import * as fc from "fast-check";
import type { Profile } from "../../simulators/contract/index.ts";
import { ANOMALIES, type AnomalyKind } from "../model/anomalies.ts";
import { look, report, restart, type Send, type Step, setup, type Trial } from "../suite/trial.ts";
import { bodyOf, full, withFields } from "./drafts.ts";
import { numberedReport } from "./races.ts";
import { type Need, type Requirement, requirement } from "./requirement.ts";

const NEEDS: readonly Need[] = ["observation", "restart"];

/** One drawn trial takes a restart, or two. */
const RESTARTS_SHARE = 0.05;
const NONCES = 1_000_000;
/** Beside a kill: enough that something is under way at any time, few enough for `numberedReport`. */
const LANES = 3;
const LANE_REPORTS = 4;
/** When the kill comes: about one, two, a few reports into the lanes. @unit milliseconds */
const KILL_AFTER_MS = [0, 1, 2, 3, 5, 8, 13, 20, 30, 40];

/**
 * What is done, before it becomes requests: a report, a refused one, a look, a kill while nothing is
 * under way, or so long after the beginning of lanes of reports.
 */
type KillStep = "report" | "refused" | "look" | "kill" | { readonly killAfterMs: number };

const SIZES = ["9007199254740993", "9223372036854775807", "4294967297", "0"];

export const DURABILITY: readonly Requirement[] = [
  watching("lost", {
    id: "durability/acknowledged-kept",
    statement: "An acknowledged report is still there after the endpoint was killed.",
    source: "a success says that the service has the report; the last completed one counts",
    lives: [
      ...repeated(2, ["look", "report", "kill", "look", "look"]),
      ...repeated(2, ["look", "report", "report", "kill", "look", "look"]),
      ["look", "report", "kill", "look", "report", "look", "kill", "look", "look"],
      ...[0, 5].map((ms): Life => ["look", "report", { killAfterMs: ms }, "look", "look"]),
    ],
  }),
  watching("torn", {
    id: "durability/unanswered-whole",
    statement:
      "A report that was under way when the endpoint was killed counts whole or not at all.",
    source: "clients cannot know whether it counts; PUT replaces by a whole report",
    lives: KILL_AFTER_MS.map((killAfterMs): Life => {
      return ["look", "report", { killAfterMs }, "look", "look"];
    }),
    wantsUnderWay: true,
  }),
  watching("stale", {
    id: "durability/none-returns",
    statement:
      "A report that was overtaken does not come back, however often the endpoint is killed.",
    source: "a report counts once; what is recovered is the last state, not an earlier one",
    lives: [
      ...repeated(2, ["look", "report", "kill", "look", "report", "look", "kill", "look", "look"]),
      ...repeated(2, ["look", "report", "report", "look", "kill", "look", "report", "look"]),
      ["look", "report", "kill", "report", "look", { killAfterMs: 3 }, "look", "look"],
    ],
  }),
  watching("resurrected", {
    id: "durability/refused-unseen",
    statement: "A refused report does not come back after the endpoint was killed.",
    source: "a refused report changes nothing, not later either",
    ruling: "D-03, D-22",
    lives: [
      ...repeated(2, ["look", "report", "refused", "kill", "look", "look"]),
      ["look", "report", "refused", "report", "kill", "look", "look"],
    ],
  }),
  watching("phantom", {
    id: "durability/only-sent",
    statement: "After the endpoint was killed a task shows no report that nobody sent.",
    source: "what is kept is the report, to the last digit and character",
    lives: [["look", "report", "kill", "look", "look"]],
    more: (profile) => [
      ...SIZES.map((size, n) => keptExactly(bodyOfSizes(profile, size, n))),
      keptExactly(bodyOf(full(profile))),
      keptExactly(
        bodyOf(withFields(full(profile), { process_trace: '"迁移 \\u0001 \\"é\\" 🚀"' })),
      ),
    ],
  }),
];

type Life = readonly KillStep[];

/** A requirement that watches the history of a task for one anomaly. */
function watching(
  anomaly: AnomalyKind,
  given: Pick<Requirement, "id" | "statement" | "source" | "wantsUnderWay"> & {
    readonly lives: readonly Life[];
    /** Trials besides those of lives. */
    readonly more?: (profile: Profile) => readonly Trial[];
    readonly ruling?: string;
  },
): Requirement {
  const { lives, more, source, ruling = "D-04, D-22", ...own } = given;
  // Requirements draw from one seed: without their own part they would draw the same reports.
  const first = (ANOMALIES.indexOf(anomaly) + 1) * (NONCES + 1);
  return requirement({
    ...own,
    table: "Meaning: the report a task keeps",
    basis: "adopted",
    since: "7",
    source: `${source}; the anomaly is called ${anomaly}`,
    ruling,
    needs: NEEDS,
    alone: true,
    watches: anomaly,
    trials: ({ profile }) => [
      ...lives.map((life, n) => trialOf(profile, life, { nonce: first + n, watch: [anomaly] })),
      ...(more?.(profile) ?? []).map((trial) => ({ ...trial, watch: [anomaly] })),
    ],
    random: ({ profile }) =>
      drawnLives(anomaly === "lost" ? 1 : 2).map(({ nonce, life }) =>
        trialOf(profile, life, { nonce: first + nonce, watch: [anomaly] }),
      ),
    drawnShare: RESTARTS_SHARE,
  });
}

/** Lives with so many kills at the most, and a few steps before each. */
function drawnLives(
  killsMax: number,
): fc.Arbitrary<{ readonly nonce: number; readonly life: Life }> {
  const calm = fc.oneof(
    { weight: 4, arbitrary: fc.constant<KillStep>("report") },
    { weight: 1, arbitrary: fc.constant<KillStep>("refused") },
    { weight: 2, arbitrary: fc.constant<KillStep>("look") },
  );
  const kill = fc.oneof(
    fc.constant<KillStep>("kill"),
    fc.record({ killAfterMs: fc.constantFrom(...KILL_AFTER_MS) }),
  );
  const part = fc.tuple(fc.array(calm, { maxLength: 3 }), kill, fc.constant<KillStep>("look"));
  return fc
    .record({
      // Without bias: it would draw 0 and 1 most of the time, and the same reports again and again.
      nonce: fc.noBias(fc.noShrink(fc.nat(NONCES))),
      parts: fc.array(part, { minLength: 1, maxLength: killsMax }),
    })
    .map(({ nonce, parts }) => {
      const steps = parts.flatMap(([before, killing, after]) => [...before, killing, after]);
      return { nonce, life: ["look", "report", ...steps, "look"] };
    });
}

/** The trial of a life, each report another one. */
function trialOf(
  profile: Profile,
  life: Life,
  { nonce, watch }: { readonly nonce: number; readonly watch: readonly AnomalyKind[] },
): Trial {
  let number = 0;
  const taken = (): Send => setup(numberedReport(profile, { nonce, number: number++ }));
  const steps = life.map((step): Step => {
    switch (step) {
      case "report":
        return taken();
      case "refused": {
        const body = numberedReport(profile, { nonce, number: number++, isRefused: true });
        return report(body, { role: "setup", want: "refused" });
      }
      case "look":
        return look();
      case "kill":
        return restart();
      default:
        return restart(laneReports(taken), step.killAfterMs);
    }
  });
  return { title: "reports to an endpoint that is killed", watch, steps };
}

function laneReports(taken: () => Send): readonly (readonly Send[])[] {
  const some = <T>(length: number, make: () => T) => Array.from({ length }, make);
  return some(LANES, () => some(LANE_REPORTS, taken));
}

function keptExactly(body: string): Trial {
  const steps = [look(), setup(body), restart(), look(), look()];
  return { title: "a report to an endpoint that is killed", steps };
}

function bodyOfSizes(profile: Profile, size: string, n: number): string {
  const trace = `"size ${n}"`;
  const values = { replicatesize: size, totalsize: size, process_trace: trace };
  return bodyOf(withFields(full(profile), values));
}

function repeated(times: number, life: Life): readonly Life[] {
  return Array.from({ length: times }, () => life);
}
