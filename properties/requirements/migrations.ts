/**
 * Whole migrations as trials: what simulated agents report, in the order in which it arrives, with
 * rounds, retries, restarts, repetitions and the clients' own ways of writing. What an endpoint
 * gets wrong only after a certain order of reports, or a certain number, shows here.
 */

import * as fc from "fast-check";
import {
  bodyWriter,
  factsThatDiffer,
  KINDS,
  type Kind,
  LIFE_CYCLES,
  type Plan,
  planOf,
  shortened,
} from "../../simulators/agent/index.ts";
import { allowsSubtask, type Profile } from "../../simulators/contract/index.ts";
import { arrivals } from "../../simulators/faults/index.ts";
import { MIXED, planArbitrary, presetNamed, swarmSpec } from "../../simulators/fleet/index.ts";
import { CLIENT_DIALECTS } from "../../simulators/report/index.ts";
import { look, report, type Step, type Trial } from "../suite/trial.ts";
import { sentBy } from "./clients.ts";
import { type Requirement, requirement, type TrialContext } from "./requirement.ts";

/** Reports of a drawn migration, about; stages and faults may make it some more. */
const REPORTS_MAX = 24;
/** Reports of one that says how fast its time runs, which is longer. */
const REPORTS_LONG = 60;
/** No trial is longer, whatever the faults multiply. */
const STEPS_MAX = 130;

export const MIGRATIONS: readonly Requirement[] = [
  requirement({
    id: "state/migration",
    table: "Meaning: the report a task keeps",
    statement:
      "Through a whole migration, in whatever order its reports arrive, each is accepted and shown until the next.",
    basis: "adopted",
    ruling: "D-04, D-08, D-12",
    source:
      "seed page 2024-02-04, function; subtask orders as the source's FAQ and users tell them",
    since: "2",
    drawnShare: 0.25,
    trials: (context) => enumerated(context.profile).map((plan) => trialOf(plan, context)),
    random: (context) => drawn(context),
    ofPlan: trialOf,
  }),
];

/** Every kind whole, every copying broken off and tried again, and a long one. */
function enumerated(profile: Profile): readonly Plan[] {
  const kinds = KINDS.filter((kind) =>
    LIFE_CYCLES[kind].stages.every((stage) => allowsSubtask(profile, stage.subtask)),
  );
  return [
    ...kinds.map((kind) => plain(kind)),
    ...kinds.flatMap((kind) => brokenOff(kind)),
    planOf({ ...plain("linux-file-new"), timeScale: 4 }),
  ];
}

/** So much changes between two rounds that a short timeline shows more than their ends. */
const CHANGE_SHARE = 0.4;

function plain(kind: Kind): Plan {
  const { stages } = LIFE_CYCLES[kind];
  const changes = stages.some(({ work }) => work.kind === "copies" && work.what === "changes");
  return planOf({
    kind,
    totalBytes: 20e9,
    linkMbps: 100,
    changeShare: changes ? CHANGE_SHARE : undefined,
  });
}

/** The kind with its copying failing half way and beginning again from nothing. */
function brokenOff(kind: Kind): readonly Plan[] {
  const { stages } = LIFE_CYCLES[kind];
  const stage = stages.findIndex(({ work }) => work.kind === "copies" && work.what === "all");
  if (stage < 0) return [];
  const mishap = { what: "failed", stage, percent: 50, pauseMs: 60_000, keeps: false } as const;
  return [planOf({ ...plain(kind), mishap })];
}

/** Every kind, client and age, with another handful of faults each time. */
function drawn(context: TrialContext): fc.Arbitrary<Trial> {
  const hostile = presetNamed("hostile-mix") ?? MIXED;
  const spec = { ...hostile, kinds: MIXED.kinds };
  const { profile } = context;
  const plans = swarmSpec(spec).chain((some) =>
    planArbitrary({ spec: some, profile, extremes: false }),
  );
  // What is violated is made simpler by the facts of its plan, not by fast-check.
  return fc.noShrink(plans).map((plan) => trialOf(plan, context));
}

/** What arrives of the plan, each report looked at where the target can be looked at. */
function trialOf(plan: Plan, context: TrialContext): Trial {
  const { profile, observes } = context;
  const [short = plan] = shortened(
    [plan],
    plan.timeScale === undefined ? REPORTS_MAX : REPORTS_LONG,
  );
  const write = bodyWriter(short, profile);
  const client = short.client === undefined ? undefined : CLIENT_DIALECTS[short.client];
  const options = client === undefined ? {} : sentBy(client);
  const steps: Step[] = [];
  const rest = arrivals(short);
  for (let entry = rest.next(); entry !== undefined; entry = rest.next()) {
    if (steps.length >= STEPS_MAX) break;
    steps.push(report(write(entry.report), options));
    if (observes) steps.push(look());
  }
  const facts = factsThatDiffer(plan).join(", ");
  const title = `a migration (${facts === "" ? "the simplest there is" : facts})`;
  return { title, plan, steps };
}
