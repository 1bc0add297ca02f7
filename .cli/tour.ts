/** The run that `demo` shows: agents report to a twin, it is checked and loaded. */

import { join } from "node:path";
import { parseCheckOptions } from "../properties/suite/check-options.ts";
import { readKept } from "../properties/suite/kept.ts";
import { openTarget, secretsOf, taskCount, taskIdAt } from "../properties/target/index.ts";
import { type PlayedReport, playAgents } from "../properties/target/play-agents.ts";
import {
  folderNameNow,
  Recorder,
  RUNS_FOLDER,
  readFlushes,
  recordOf,
  type TourTeller,
  writeReport,
} from "../reports/index.ts";
import { shortened } from "../simulators/agent/index.ts";
import { LOAD_TWINS, TWINS } from "../simulators/endpoint/index.ts";
import { MIXED, samplePlans } from "../simulators/fleet/index.ts";
import { configOf, type RunFlags } from "./flags.ts";
import { bothHalves } from "./halves.ts";
import { CREATED_TASKS } from "./load-half.ts";
import { runEvent, type Session, type VerbPromise } from "./session.ts";
import { displayPath } from "./terminal.ts";

/** Twins that a tour can show: not those that only a kill shows. */
export const TOUR_TWINS = [...TWINS, ...LOAD_TWINS].filter(({ family }) => family !== "durability");
/** The endpoint without a flaw, as a choice. */
export const TOUR_REFERENCE = "reference";
/** Chosen at first: a whole migration that shows it shrinks to two reports. */
export const TOUR_FIRST = "keeps-maximum";
const TOUR_AGENTS = 12;
/** How long the agents are looked at. @unit milliseconds */
const TOUR_PLAY_MS = 8000;
/** Reports of each of them. */
const TOUR_REPORTS = 30;
/** Checked of every endpoint, beside what finds its flaw: long trials, which shrink visibly. */
const TOUR_REQUIREMENTS = ["progress/", "body/any-valid", "state/many-reports", "state/migration"];

const TOUR: VerbPromise = {
  verb: "demo",
  halves: ["check", "load"],
  scenarios: ["breakpoint"],
  cautious: false,
};

/** Reports to the endpoint, checks it and loads it, as a run of its own that is kept. */
export async function playTour(
  choice: string,
  tell: TourTeller,
  signal: AbortSignal,
): Promise<void> {
  const caughtBy = TOUR_TWINS.find(({ id }) => id === choice)?.caughtBy ?? [];
  const flags: RunFlags = {
    ...(choice === TOUR_REFERENCE ? { target: "embedded" } : { twin: choice }),
    only: [...caughtBy, ...TOUR_REQUIREMENTS],
    quick: true,
    duration: "30s",
  };
  const config = await configOf(flags);
  const open = await openTarget(config, { tasksWanted: CREATED_TASKS, signal });
  const folder = join(RUNS_FOLDER, folderNameNow("demo"));
  const recorder = new Recorder(folder, () => secretsOf(open.target));
  const progress = { show: tell.talk.bind(tell), line: tell.talk.bind(tell), stop: () => {} };
  const options = parseCheckOptions(flags);
  const stored = readKept(options.keep);
  const session: Session = {
    ...{ promise: TOUR, flags, config, options, stored, folder, open, recorder, progress, signal },
    // Our own endpoint, on this machine.
    perSecondMax: undefined,
  };
  const record = () => recordOf(recorder, readFlushes(folder));
  const started = performance.now();
  try {
    recorder.record(runEvent(session));
    await tourAgents(session, tell);
    tell.evidence(record);
    await bothHalves(session, (requirement, trial) => tell.shrinking(requirement, trial));
  } finally {
    await open.close();
    if (signal.aborted) recorder.record({ kind: "interrupted", signal: "end of the tour" });
    const durationMs = Math.round(performance.now() - started);
    recorder.record({ kind: "closed", at: new Date().toISOString(), durationMs });
    recorder.close();
  }
  if (signal.aborted) return;
  const { judged } = writeReport(record());
  tell.talk(`${judged.line}. All of it: ${displayPath(join(folder, "report.html"))}`);
}

/** A few agents, each on a task that the check comes to last. */
async function tourAgents({ open, options, signal }: Session, tell: TourTeller): Promise<void> {
  const { target, tasks } = open;
  const drawn = { seed: options.seed, count: TOUR_AGENTS, profile: target.profile, spec: MIXED };
  const latest = new Map<number, PlayedReport>();
  tell.talk(`${TOUR_AGENTS} agents report`);
  await playAgents(target, {
    plans: shortened(samplePlans(drawn), TOUR_REPORTS),
    taskOf: (agent) => taskIdAt(tasks, taskCount(tasks) - agent),
    durationMs: TOUR_PLAY_MS,
    signal,
    played: (report) => {
      latest.set(report.agent, report);
      const sorted = [...latest.values()].sort((a, b) => a.agent - b.agent);
      tell.agents(sorted.map((one) => ({ ...one, name: `Agent ${one.agent}` })));
    },
  });
}
