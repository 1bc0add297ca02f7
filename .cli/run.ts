/** `check`, `load` and `gate`: does what a verb promises, from the configuration to the verdict. */

import { parseCheckOptions } from "../properties/suite/check-options.ts";
import { guarded } from "../properties/suite/guard.ts";
import { keepFound, readKept } from "../properties/suite/kept.ts";
import {
  OperatorError,
  openTarget,
  secretsOf,
  type TargetConfig,
} from "../properties/target/index.ts";
import {
  type Baseline,
  compareWithBaseline,
  judge,
  progressOn,
  Recorder,
  readBaseline,
  readFlushes,
  readWaivers,
  recordOf,
  visible,
} from "../reports/index.ts";
import { parseLoadOptions, wantObjectives } from "../scenarios/index.ts";
import { isRequirement, wantSelection } from "./check-half.ts";
import { dryRun } from "./dry-run.ts";
import { configOf, type RunFlags } from "./flags.ts";
import { bothHalves } from "./halves.ts";
import { interruptible, noteInterruption } from "./interruption.ts";
import { consented, tasksWanted, wantSizes } from "./load-half.ts";
import { newFolder, noteCreated, notRemoved } from "./run-folder.ts";
import { attempt, runEvent, type Session, type VerbPromise } from "./session.ts";
import { displayPath } from "./terminal.ts";
import { finish } from "./verdict.ts";
import { writeVerb } from "./write-down.ts";

/** Does what a verb promises and gives the exit status. Throws OperatorError before anything is sent. */
export async function run(promise: VerbPromise, given: RunFlags): Promise<number> {
  const config = await configOf(given, promise.fallbackTarget);
  const flags = { ...given, objective: given.objective ?? config.gate.objectives };
  const beforehand = readBeforehand(promise, config, flags);
  if (flags.dryRun === true) return dryRun(promise, config, flags);
  const { write } = flags;
  if (write !== undefined) return writeVerb(promise, config, { ...flags, write });
  const folder = newFolder(promise.verb, flags.out);
  const perSecondMax = await consented(promise, config, flags);
  return carryOut({ promise, config, flags, folder, perSecondMax, ...beforehand });
}

/** What flags and files say beside the target; the operator's errors are found here. */
function readBeforehand(promise: VerbPromise, config: TargetConfig, flags: RunFlags) {
  const options = parseCheckOptions(flags);
  const checks = promise.halves.includes("check");
  const beforehand = {
    options,
    stored: readKept(options.keep),
    waivers: checks ? readWaivers(flags.waivers, isRequirement) : undefined,
    baseline: baselineOf(flags),
  };
  const { agents = 0, objectives } = parseLoadOptions(flags, promise.scenarios.length);
  if (promise.halves.includes("load")) wantObjectives(objectives, promise.scenarios);
  if (flags.only !== undefined) wantSelection(config, flags.only, options);
  return { ...beforehand, tasks: tasksWanted(promise, agents) };
}

type Asked = Omit<Session, "open" | "recorder" | "progress" | "signal"> &
  ReturnType<typeof readBeforehand>;

async function carryOut({ waivers, baseline, tasks, ...asked }: Asked): Promise<number> {
  const { promise, config, options, folder } = asked;
  let recorder: Recorder | undefined;
  const interruption = interruptible(() => {
    if (recorder !== undefined)
      console.error(`what was gathered: npx tsx cli.ts report ${displayPath(folder)}`);
  });
  const { signal } = interruption;
  const started = performance.now();
  const open = await openTarget(config, {
    tasksWanted: tasks,
    signal,
    guard: (transport) => guarded(transport, options.limits),
  });
  const progress = progressOn(process.stderr);
  try {
    recorder = new Recorder(folder, () => secretsOf(open.target));
    noteInterruption(recorder, interruption);
    if (open.created.length > 0) noteCreated(recorder, open.created);
    const session: Session = { ...asked, open, recorder, progress, signal };
    if (promise.halves.includes("load")) wantSizes(session);
    recorder.record(runEvent(session));
    if (waivers !== undefined) recorder.record(waivers);
    await bothHalves(session);
    if (baseline !== undefined)
      await attempt(recorder, "baseline", () => beside(baseline, session));
  } finally {
    progress.stop();
    const left = await open.close();
    if (open.created.length > 0) noteCreated(recorder, left);
    if (left.length > 0) progress.line(visible(notRemoved(left, folder)));
  }
  if (options.mode === "explore" && options.keep !== undefined) {
    progress.line(`kept in ${options.keep}: ${keepFound(options.keep, folder)} new`);
  }
  const durationMs = Math.round(performance.now() - started);
  recorder.record({ kind: "closed", at: new Date().toISOString(), durationMs });
  return finish(recorder);
}

/** What the gate compares its run with; a folder that is no baseline is the operator's error. */
function baselineOf({ baseline, with: beside }: RunFlags): Baseline | undefined {
  if (baseline !== undefined) return readBaseline(baseline, beside);
  if (beside === undefined) return undefined;
  throw new OperatorError("with: got no --baseline that runs could be compared with");
}

async function beside(baseline: Baseline, { recorder }: Session): Promise<void> {
  const judged = judge(recordOf(recorder, readFlushes(recorder.folder)));
  recorder.record(compareWithBaseline(baseline, judged));
}
