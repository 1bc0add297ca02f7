#!/usr/bin/env -S npx tsx
/**
 * The door: verb → command. The only reader of argv, and the only place that knows every room.
 * Data goes to stdout, talk to stderr; the exit status is the verdict's.
 */

import { randomUUID } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError, Option } from "commander";
import { REQUIREMENTS } from "./properties/requirements/index.ts";
import { type CheckIo, type CheckRequest, check, selected } from "./properties/suite/check.ts";
import {
  type CheckFlags,
  type CheckOptions,
  parseCheckOptions,
} from "./properties/suite/check-options.ts";
import { guarded } from "./properties/suite/guard.ts";
import { keepFound, readKept } from "./properties/suite/kept.ts";
import { preflight, waitForTarget } from "./properties/suite/preflight.ts";
import { replayFile } from "./properties/suite/replay.ts";
import { QUICK_EFFORT } from "./properties/suite/requirement-result.ts";
import {
  messageOf,
  type OpenTarget,
  OperatorError,
  openTarget,
  parseWhole,
  readConfigFile,
  readTypeScript,
  resolveConfig,
  type Settings,
  secretsOf,
  type TargetConfig,
  type TaskIds,
  TaskPool,
  taskCount,
  taskIdAt,
} from "./properties/target/index.ts";
import { type PlayedReport, playAgents } from "./properties/target/play-agents.ts";
import { type Choices, SHELLS, type Verb, verbsOf } from "./reports/completion/index.ts";
import {
  type Baseline,
  compareWithBaseline,
  diffAgain,
  findRun,
  folderNameNow,
  githubAnnotations,
  holdsRun,
  identityNow,
  type JudgedRun,
  judge,
  NoRunError,
  type Progress,
  pointLatest,
  progressOn,
  Recorder,
  RUNS_FOLDER,
  type RunEvent,
  type RunRecord,
  readAgain,
  readBaseline,
  readFlushes,
  readWaivers,
  recordOf,
  serveDemo,
  serveReport,
  showHistory,
  summaryMd,
  type TourTeller,
  terminal,
  type Unwritten,
  visible,
  WaiversError,
  waive,
  whyNotWritable,
  withoutCommands,
  withoutSecrets,
  writeReport,
  writeReportAgain,
} from "./reports/index.ts";
import {
  collect,
  findK6,
  K6MissingError,
  type LoadFlags,
  type LoadRequest,
  load,
  loadText,
  MEASURED_FILE,
  measuredFigures,
  type PlannedLoad,
  parseLoadOptions,
  parseScenario,
  plannedLoad,
  renderCluster,
  SCENARIOS,
  type ScenarioName,
  scenarioOf,
  shellWord,
  sizeOf,
  sizesOf,
  tasksBeside,
  time,
  usableGo,
  wantConsent,
  wantObjectives,
  writeByHand,
} from "./scenarios/index.ts";
import { shortened } from "./simulators/agent/index.ts";
import { PROFILES, profileOf } from "./simulators/contract/index.ts";
import { LOAD_TWINS, serveUntil, TWINS, twinOf } from "./simulators/endpoint/index.ts";
import {
  type FleetFlags,
  FleetInputError,
  type FleetSource,
  MIXED,
  PRESETS,
  readFleetSource,
  type SampleOptions,
  SIMULATE_FORMATS,
  type SimulateFormat,
  samplePlans,
  simulate,
} from "./simulators/fleet/index.ts";
import { openApiText } from "./simulators/openapi/index.ts";

/** In a clone this file is TypeScript and stands beside package.json; in the package, one below. */
const IS_CLONE = import.meta.url.endsWith(".ts");
const PACKAGE = fileURLToPath(
  new URL(IS_CLONE ? "package.json" : "../package.json", import.meta.url),
);
/** Where scripts find the command. */
const HOME = IS_CLONE ? dirname(PACKAGE) : process.cwd();
const VERSION: string = JSON.parse(readFileSync(PACKAGE, "utf8")).version;

/** Tasks that are lent again and again; those beyond are kept for what must be fresh. */
const WORKING_TASKS = 40;
/** Tasks that are created where the target lets us, unless more agents need more. */
const CREATED_TASKS = 120;
/** Tasks that the first questions are asked about. */
const ASKED_TASKS = 3;
/** Shorter secrets are not looked for among our own words. */
const SHOWN_SECRET_LENGTH_MIN = 8;
const SEED_MAX = 2 ** 31 - 1;

interface TargetFlags extends Settings {
  readonly config?: string;
}

interface RunFlags extends TargetFlags, LoadFlags, CheckFlags {
  readonly out?: string;
  readonly strict?: boolean;
  readonly only?: string[];
  readonly dryRun?: boolean;
  readonly waivers?: string;
  readonly write?: string;
  readonly release?: string;
  readonly baseline?: string;
  readonly with?: string;
}

/** What a verb promises to do. */
interface VerbPromise {
  readonly verb: string;
  readonly halves: readonly ("check" | "load")[];
  readonly scenarios: readonly ScenarioName[];
  /** The gate takes what tasks there are and stays below the target's limit. */
  readonly cautious: boolean;
  readonly fallbackTarget?: string;
}

/** One run under way. */
interface Session {
  readonly promise: VerbPromise;
  readonly flags: RunFlags;
  readonly config: TargetConfig;
  readonly options: CheckOptions;
  /** Trials that failed before, by requirement. */
  readonly stored: ReturnType<typeof readKept>;
  readonly folder: string;
  readonly open: OpenTarget;
  readonly recorder: Recorder;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Requests in a second that a load may send; undefined: on this machine any number. */
  readonly perSecondMax: number | undefined;
}

const GATE: VerbPromise = {
  verb: "gate",
  halves: ["check", "load"],
  scenarios: ["smoke", "steady"],
  cautious: true,
};

/** Does what a verb promises and gives the exit status. */
async function run(promise: VerbPromise, given: RunFlags): Promise<number> {
  const config = await configOf(given, promise.fallbackTarget);
  const flags = { ...given, objective: given.objective ?? config.gate.objectives };
  const options = parseCheckOptions(flags);
  const stored = readKept(options.keep);
  const checks = promise.halves.includes("check");
  const waivers = checks ? readWaivers(flags.waivers, isRequirement) : undefined;
  const baseline = baselineOf(flags);
  const { agents = 0, objectives } = parseLoadOptions(flags, promise.scenarios.length);
  if (promise.halves.includes("load")) wantObjectives(objectives, promise.scenarios);
  if (flags.only !== undefined) wantSelection(config, flags.only, options);
  if (flags.dryRun === true) return dryRun(promise, config, flags);
  if (flags.write !== undefined)
    return writeVerb(promise, config, { ...flags, write: flags.write });
  const folder = flags.out ?? join(RUNS_FOLDER, folderNameNow(promise.verb));
  if (holdsRun(folder))
    throw new OperatorError(`out: ${folder} holds a run already; name another folder`);
  wantWritable(folder, "out");
  const perSecondMax = await consented(promise, config, flags);
  let recorder: Recorder | undefined;
  const interruption = interruptible(() => {
    if (recorder !== undefined)
      console.error(`what was gathered: npx tsx cli.ts report ${displayPath(folder)}`);
  });
  const started = performance.now();
  const open = await openTarget(config, {
    tasksWanted: tasksWanted(promise, agents),
    signal: interruption.signal,
    guard: (transport) => guarded(transport, options.limits),
  });
  const progress = progressOn(process.stderr);
  try {
    recorder = new Recorder(folder, () => secretsOf(open.target));
    const { signal } = interruption;
    noteInterruption(recorder, interruption);
    if (open.created.length > 0) noteCreated(recorder, open.created);
    const session: Session = {
      promise,
      flags,
      config,
      options,
      stored,
      folder,
      open,
      recorder,
      progress,
      signal,
      perSecondMax,
    };
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

/** Evidence at once: after a second signal there is no time for it. */
function noteInterruption(recorder: Recorder, { signal, name }: Interruption): void {
  const note = () => recorder.record({ kind: "interrupted", signal: name() });
  if (signal.aborted) note();
  else signal.addEventListener("abort", note, { once: true });
}

/** File of a run's folder with the tasks that were created and are not removed yet. */
const CREATED_FILE = "created-tasks.txt";

/** Keeps their ids where they outlive us: a killed run removes nothing. */
function noteCreated(recorder: Recorder | undefined, ids: readonly string[]): void {
  if (ids.length === 0) recorder?.removeText(CREATED_FILE);
  else recorder?.writeText(CREATED_FILE, `${ids.join("\n")}\n`);
}

function notRemoved(left: readonly string[], folder: string): string {
  const few = left.slice(0, 5).join(", ");
  const all = displayPath(join(folder, CREATED_FILE));
  return `not removed, ${left.length} created tasks: ${few}${left.length > 5 ? ", …" : ""}; remove them by hand, all ids are in ${all}`;
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

/** A folder that takes nothing is the operator's error before anything is sent. */
function wantWritable(folder: string, place: string): void {
  const reason = whyNotWritable(folder);
  if (reason === undefined) return;
  const flag = place === "out" ? "by --out" : "of yours";
  throw new OperatorError(
    `${place}: ${displayPath(folder)} cannot be written: ${reason}; name another folder ${flag}`,
  );
}

/** Tasks that are created, where they are. */
function tasksWanted(promise: VerbPromise, agents: number): number {
  return Math.max(CREATED_TASKS, agents + mostBeside(promise));
}

/** What the load half would send. Throws OperatorError where a fleet cannot be. */
function plannedLoads(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags,
): readonly PlannedLoad[] {
  if (!promise.halves.includes("load")) return [];
  const options = parseLoadOptions(flags, promise.scenarios.length);
  const { agents = 0 } = options;
  const made = { kind: "range", prefix: "", from: 1, suffix: "" } as const;
  const { tasks } = config;
  const known =
    tasks === undefined || tasks.kind === "create"
      ? { ...made, to: tasksWanted(promise, agents) }
      : tasks;
  const { cautious } = promise;
  const { seed } = parseCheckOptions(flags);
  const profile = profileOf(config.profile);
  const request = { options, cautious, open: { tasks: known }, seed, profile };
  return promise.scenarios.map((name) => plannedLoad(request, name));
}

/** Asks for leave before anything is sent; what it reaches to, as `wantConsent` has it. */
async function consented(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags,
): Promise<number | undefined> {
  const { target, proxy, tasks } = config;
  // Without tasks nothing is sent, and that is said elsewhere.
  if (target.kind !== "url" || tasks === undefined) return undefined;
  const { allowLoad: allowed } = parseLoadOptions(flags, promise.scenarios.length);
  const urls = [target.url, ...(proxy === undefined ? [] : [proxy])];
  return wantConsent(() => plannedLoads(promise, config, flags), { urls, allowed });
}

/** Tasks that a scenario wants beside those of its agents. */
function mostBeside({ scenarios }: VerbPromise): number {
  return Math.max(0, ...scenarios.map((name) => tasksBeside(scenarioOf(name))));
}

/** The load half runs even when the check half fails; neither runs where nothing answers. */
async function bothHalves(session: Session, shrinking?: CheckIo["shrinking"]): Promise<void> {
  const { promise, recorder, signal } = session;
  let answering = false;
  await attempt(recorder, "target", async () => {
    answering = await answers(session);
  });
  if (!answering) return;
  if (promise.halves.includes("check"))
    await attempt(recorder, "check", () => checkHalf(session, shrinking));
  if (promise.halves.includes("load") && !signal.aborted) {
    await attempt(recorder, "load", () => loadHalf(session));
  }
}

/**
 * A fault of ours becomes evidence, with its stack, and does not end the other half. A disk that
 * refuses is none: it makes the evidence incomplete.
 */
async function attempt(
  recorder: Recorder,
  place: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (recorder.isRefusedBy(error)) return;
    const stack = error instanceof Error ? error.stack : undefined;
    const message = messageOf(error);
    recorder.record({
      kind: "harness-error",
      place,
      message,
      ...(stack === undefined ? {} : { stack }),
    });
  }
}

/** Whether the target can be judged at all; records what is missing. */
async function answers({ open, options, recorder, signal }: Session): Promise<boolean> {
  if (open.unprovisioned !== undefined) {
    const remedy = "correct `create` in headway.config.ts, or name tasks by --tasks";
    const detail = open.unprovisioned;
    recorder.record({ kind: "prerequisite", name: "tasks", state: "missing", detail, remedy });
    return false;
  }
  await waitForTarget(open.target, firstTasks(open)[0] ?? "", options.waitMs, signal);
  const found = await preflight(open.target, firstTasks(open), signal);
  if (signal.aborted) return false;
  for (const event of found) recorder.record(event);
  return found.every((event) => event.state === "ok");
}

function firstTasks(open: OpenTarget): readonly string[] {
  const count = Math.min(ASKED_TASKS, taskCount(open.tasks));
  return Array.from({ length: count }, (_, i) => taskIdAt(open.tasks, i));
}

async function checkHalf(session: Session, shrinking?: CheckIo["shrinking"]): Promise<void> {
  const { open, options, flags, progress, signal } = session;
  const request = {
    pool: new TaskPool(open.tasks, WORKING_TASKS),
    effort: options.effort,
    only: flags.only,
    restartsMs: options.restartsMs,
    stored: session.stored,
  };
  await check(checkRequest(session, request), {
    record: (event) => session.recorder.record(event),
    progress: ({ done, all, violated }) => {
      const found = violated === 0 ? "" : `, ${violated} violated`;
      progress.show(`checking requirements: ${done} of ${all}${found}`);
    },
    ...(shrinking === undefined ? {} : { shrinking }),
    signal,
  });
}

function checkRequest(
  { open, options, config, folder }: Session,
  chosen: Pick<CheckRequest, "pool" | "effort" | "only" | "restartsMs" | "stored">,
): CheckRequest {
  return {
    ...chosen,
    target: open.target,
    seed: options.seed,
    catalogue: config.gate.catalogue,
    folder: displayPath(folder),
    home: HOME,
    recorded: { ...open.description, profile: open.target.profile.id },
  };
}

/** Requirements that a busy endpoint keeps, too: none that measures time or the HTTP layer. */
const PROBES = [
  ...["route/", "header/token", "subtask-name/", "progress/", "replicatesize/", "process-trace/"],
  ...["body/", "json/malformed", "reply/success-status", "reply/error-body", "state/"],
];

/** The requirements that are checked while a fleet loads the target. */
async function probe(session: Session, tasks: TaskIds, signal: AbortSignal): Promise<string> {
  const pool = new TaskPool(tasks, taskCount(tasks));
  const request = { pool, effort: QUICK_EFFORT, only: PROBES };
  let [checked, violations] = [0, 0];
  await check(checkRequest(session, request), {
    record: (event) => session.recorder.record(event),
    progress: ({ done, violated }) => {
      if (signal.aborted) return;
      [checked, violations] = [done, violated];
    },
    signal,
  });
  return `${checked} requirements were checked while it was loaded, ${violations} of them violated`;
}

async function loadHalf(session: Session): Promise<void> {
  const { recorder, progress, signal } = session;
  await load(loadRequest(session), {
    record: (event) => recorder.record(event),
    progress: (text, rows) => progress.show(text, rows),
    signal,
    probes: (tasks, ended) => probe(session, tasks, ended),
    invalid: (scenario) => {
      const { scenarios } = judge(recordOf(recorder, readFlushes(recorder.folder, scenario)));
      return scenarios.some((s) => s.opened.scenario === scenario && s.verdict === "INVALID");
    },
  });
}

type ToLoad = Pick<
  Session,
  "promise" | "config" | "open" | "flags" | "folder" | "options" | "perSecondMax"
>;

function loadRequest(session: ToLoad): LoadRequest {
  const { promise, config, open, flags, folder, perSecondMax } = session;
  const { seed } = session.options;
  const { scenarios, cautious } = promise;
  const options = parseLoadOptions(flags, scenarios.length);
  return {
    open,
    scenarios,
    options,
    cautious,
    timeoutMs: config.timeoutMs,
    perSecondMax,
    seed,
    folder,
    env: process.env,
  };
}

/** A fleet that cannot be is the operator's error, before anything is sent. */
function wantSizes(session: ToLoad): void {
  if (session.open.unprovisioned !== undefined) return;
  const request = loadRequest(session);
  for (const scenario of request.scenarios) sizesOf(request, scenario);
}

function wantSelection(
  config: TargetConfig,
  only: readonly string[],
  { restartsMs }: CheckOptions,
): void {
  const target = { profile: profileOf(config.profile) };
  if (selected(target, { only, restartsMs }).length > 0) return;
  const needsKills = selected(target, { only, restartsMs: 0 }).length > 0;
  const words = needsKills
    ? `${only.join(" or ")} kills the endpoint, which is asked for by --durability`
    : `no requirement begins with ${only.join(" or ")}; see list requirements`;
  throw new OperatorError(`only: ${words}`);
}

function runEvent({ promise, flags, config, options, open }: ToLoad): RunEvent {
  const partial = [
    ...(flags.only === undefined ? [] : [`--only ${flags.only.join(" ")}`]),
    ...(flags.quick === true ? ["--quick"] : []),
  ].join(", ");
  return {
    kind: "run",
    version: 1,
    ...identityNow(),
    verb: promise.verb,
    tool: VERSION,
    seed: options.seed,
    profile: config.profile,
    target: { ...open.description },
    strict: flags.strict === true,
    minTested: config.gate.minTested,
    ...(partial === "" ? {} : { partial }),
    halves: [...promise.halves],
    ...(flags.release === undefined ? {} : { release: flags.release }),
    ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    command: withoutSecrets(
      ["npx tsx cli.ts", ...process.argv.slice(2).map(shellWord)].join(" "),
      // A shell may have put one in; a short one would spoil the flags.
      secretsOf(open.target).filter((secret) => secret.length >= SHOWN_SECRET_LENGTH_MIN),
    ),
  };
}

/** Judges, writes all formats, prints the summary. */
function finish(recorder: Recorder): number {
  recorder.close();
  const { judged, record, unwritten } = writeReport(
    recordOf(recorder, readFlushes(recorder.folder)),
  );
  for (const file of unwritten) notWritten(unwrittenText(file));
  const unpointed = pointLatest(recorder.folder);
  if (unpointed !== undefined) notWritten(unpointed);
  say(judged, record);
  return judged.status;
}

/** The verdict where people look: on the terminal, and on the page of a GitHub job. */
function say(judged: JudgedRun, record: RunRecord): void {
  const text = terminal(judged, record, { color: coloured() });
  if (process.env["GITHUB_ACTIONS"] !== "true") {
    process.stdout.write(`${text}\n`);
    return;
  }
  // On one stream: on two, annotations could come before commands are allowed again.
  process.stdout.write(`${withoutCommands(text, randomUUID())}\n${githubAnnotations(judged)}\n`);
  const page = process.env["GITHUB_STEP_SUMMARY"];
  if (page === undefined || page === "") return;
  try {
    appendFileSync(page, summaryMd(judged, record));
  } catch (error) {
    notWritten(`GITHUB_STEP_SUMMARY: ${messageOf(error)}`);
  }
}

function notWritten(problem: string): void {
  console.error(visible(`not written: ${problem}`, { lines: true }));
}

/** With the trace, where the fault is ours. */
function unwrittenText({ path, message, stack }: Unwritten): string {
  return `${path}: ${stack ?? message}`;
}

function dryRun(promise: VerbPromise, config: TargetConfig, flags: RunFlags): number {
  const where = config.target.kind === "url" ? config.target.url : "our own endpoint";
  const profile = profileOf(config.profile);
  const { effort, restartsMs } = parseCheckOptions(flags);
  const chosen = { only: flags.only, restartsMs };
  console.log(`Would send to ${where}, profile ${profile.id}:`);
  const observes = config.observation?.kind !== "none";
  for (const r of promise.halves.includes("check") ? selected({ profile }, chosen) : []) {
    const drawn = r.random === undefined ? "" : ` and ${effort.randomRuns} drawn`;
    console.log(`  ${r.id}: ${r.trials({ profile, observes, ids: [] }).length} trials${drawn}`);
  }
  for (const load of plannedLoads(promise, config, flags)) {
    console.log(`  scenario ${loadText(load)}: ${scenarioOf(load.scenario).question}`);
  }
  return 0;
}

/** Scripts, settings and plans for a k6 of the operator's, the line that plays them on stdout. */
function writeVerb(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags & { readonly write: string },
): Promise<number> {
  return writeDown(promise, config, flags, async (request, recorder) => {
    const lines = await writeByHand(request, (event) => recorder.record(event));
    recorder.record({ kind: "closed", at: new Date().toISOString(), durationMs: 0 });
    console.error(`then: npx tsx cli.ts report ${displayPath(flags.write)}`);
    return lines;
  });
}

/** A load that is played elsewhere, into the folder that is named; prints what is to be done. */
async function writeDown(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags & { readonly write: string },
  writer: (request: LoadRequest, recorder: Recorder) => Promise<readonly string[]>,
): Promise<number> {
  const { write: folder } = flags;
  if (flags.out !== undefined) throw new OperatorError("out: --write names the folder already");
  if (config.target.kind !== "url") {
    throw new OperatorError("write: our own endpoint ends with this command; see `serve`");
  }
  if (config.tasks?.kind === "create") {
    throw new OperatorError(
      "write: created tasks are removed with this command; name some by --tasks",
    );
  }
  if (holdsRun(folder)) throw new OperatorError(`write: ${folder} holds a run already`);
  wantWritable(folder, "write");
  // What is written down will be played, and then nobody asks.
  const perSecondMax = await consented(promise, config, flags);
  const { signal } = interruptible();
  const open = await openTarget(config, { tasksWanted: 1, signal });
  const recorder = new Recorder(folder, () => secretsOf(open.target));
  try {
    const options = parseCheckOptions(flags);
    const session: ToLoad = { promise, config, open, flags, folder, options, perSecondMax };
    wantSizes(session);
    recorder.record(runEvent(session));
    for (const line of await writer(loadRequest(session), recorder)) console.log(line);
  } finally {
    recorder.close();
    await open.close();
  }
  return 0;
}

async function configOf(flags: TargetFlags, fallbackTarget?: string): Promise<TargetConfig> {
  const file = await readConfigFile(flags.config);
  // Commander says true where the flag was not given.
  const traceparent = flags.traceparent === false ? false : undefined;
  return resolveConfig({
    file,
    env: process.env,
    flags: { ...flags, traceparent },
    fallbackTarget,
  });
}

/** FIXED 0, FAILED 1, ERROR 3. */
async function replayVerb(file: string, flags: TargetFlags): Promise<number> {
  const { signal } = interruptible();
  const { requirement, verdict } = await replayFile({ file, flags, env: process.env, signal });
  console.log(visible(`${verdict.kind} ${requirement}: ${verdict.detail}`));
  return { FIXED: 0, FAILED: 1, ERROR: 3 }[verdict.kind];
}

interface SimulateFlags extends FleetFlags {
  readonly agents: string;
  readonly seed: string;
  readonly interval?: string;
  readonly format: SimulateFormat;
  readonly profile: string;
  readonly limit?: string;
}

async function simulateVerb(flags: SimulateFlags): Promise<number> {
  const { profile } = await configOf({ target: "embedded", profile: flags.profile });
  const intervalMs = time(flags.interval, "interval", 10);
  const limit =
    flags.limit === undefined
      ? undefined
      : parseWhole(flags.limit, "limit", { min: 0, max: SEED_MAX });
  const seed = parseWhole(flags.seed, "seed", { min: 0, max: SEED_MAX });
  const count = parseWhole(flags.agents, "agents", { min: 1, max: 10_000_000 });
  const source = readFleetSource(flags) ?? { kind: "spec", spec: MIXED };
  const drawn = { seed, count, profile: profileOf(profile) };
  simulate(
    {
      ...fleetOf(source, intervalMs === undefined ? drawn : { ...drawn, intervalMs }),
      format: flags.format,
      profile: profileOf(profile),
      ...(limit === undefined ? {} : { limit }),
    },
    (line) => process.stdout.write(`${line}\n`),
  );
  return 0;
}

/** The fleet and what to call it. A plan file is taken as it is. */
function fleetOf(source: FleetSource, drawn: Omit<SampleOptions, "spec">) {
  if (source.kind === "plans") {
    const { name, plans } = source;
    return { plans, title: name, reason: `${plans.length} plans of a file` };
  }
  const { spec } = source;
  const plans = samplePlans({ ...drawn, spec });
  return { plans, seed: drawn.seed, title: spec.name, reason: spec.reason, spec };
}

interface ServeFlags {
  readonly twin?: string;
  readonly port: string;
  readonly profile: string;
  readonly tasks: string;
  readonly store?: string;
}

async function serveVerb(flags: ServeFlags): Promise<number> {
  if (flags.twin !== undefined && twinOf(flags.twin) === undefined) {
    throw new OperatorError(`twin: there is no ${flags.twin}; see list twins`);
  }
  const settings = { target: "embedded", profile: flags.profile, tasks: flags.tasks };
  const { profile, tasks, auth } = await configOf(settings);
  const token = auth.kind === "token" ? auth.token : "headway-embedded";
  if (tasks === undefined || tasks.kind === "create") {
    throw new OperatorError("tasks: the endpoint has to know its tasks: list:, file: or range:");
  }
  const port = parseWhole(flags.port, "port", { min: 0, max: 65535 });
  if (process.env["HEADWAY_TOKEN"] === undefined)
    console.error(`token: ${token} (or set HEADWAY_TOKEN)`);
  const { signal } = interruptible();
  const { twin, store } = flags;
  const options = { profile, token, tasks, port, twin, store };
  try {
    await serveUntil(options, { line: (text) => console.log(text), signal });
  } catch (error) {
    throw new OperatorError(`serve: ${messageOf(error)}`, { cause: error });
  }
  return 0;
}

/** Twins that a tour can show: not those that only a kill shows. */
const TOUR_TWINS = [...TWINS, ...LOAD_TWINS].filter(({ family }) => family !== "durability");
const TOUR_REFERENCE = "reference";
/** Chosen at first: a whole migration that shows it shrinks to two reports. */
const TOUR_FIRST = "keeps-maximum";
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

/** Serves the tour until it is interrupted. */
async function demoVerb(flags: { readonly port: string }): Promise<number> {
  const port = parseWhole(flags.port, "port", { min: 0, max: 65535 });
  const { signal } = interruptible();
  const reference = { id: TOUR_REFERENCE, statement: "nothing is wrong with it.", family: "none" };
  const ready = (url: string) => console.log(url);
  const isFirst = ({ id }: { readonly id: string }) => id === TOUR_FIRST;
  try {
    await serveDemo({
      choices: [...TOUR_TWINS.filter(isFirst), ...TOUR_TWINS.filter((t) => !isFirst(t)), reference],
      play: playTour,
      port,
      signal,
      ready,
    });
  } catch (error) {
    throw new OperatorError(`demo: ${messageOf(error)}`, { cause: error });
  }
  return 0;
}

/** Reports to the endpoint, checks it and loads it, as a run of its own that is kept. */
async function playTour(choice: string, tell: TourTeller, signal: AbortSignal): Promise<void> {
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

interface RenderFlags extends RunFlags {
  readonly parallelism: string;
  readonly name: string;
  readonly image: string;
  readonly secret: string;
  readonly align: string;
  readonly cpu: string;
  readonly memory: string;
  readonly claim?: string;
}

/** The manifest for k6-operator, and on stdout the lines that play and judge it. */
async function renderVerb(scenario: string, given: RenderFlags): Promise<number> {
  const { out, parallelism, name, image, secret, align, cpu, memory, claim, ...flags } = given;
  if (out === undefined) throw new OperatorError("out: got none, want a folder of its own");
  const alignMs = time(align, "align", 1000) ?? 0;
  const scenarios = [parseScenario(scenario)];
  const promise = { verb: "load", halves: ["load"], scenarios, cautious: false } as const;
  const segmented = { ...flags, segments: parallelism, write: out };
  return writeDown(promise, await configOf(flags), segmented, (request, recorder) => {
    const { segments } = request.options;
    const options = { name, parallelism: segments, image, secret, alignMs, cpu, memory, claim };
    return renderCluster(request, options, (event) => recorder.record(event));
  });
}

interface SizeFlags {
  readonly agents: string;
  readonly interval: string;
  readonly perCore?: string;
  readonly agentBytes?: string;
  readonly runnerBytes?: string;
  readonly measured: string;
  readonly cores?: string;
  readonly reply?: string;
}

/** What a fleet takes, on stdout with its arithmetic. */
function sizeVerb(flags: SizeFlags): number {
  const whole = (text: string, place: string) => parseWhole(text, place, { min: 1, max: 1e9 });
  const { lines } = sizeOf({
    agents: whole(flags.agents, "agents"),
    intervalMs: time(flags.interval, "interval", 10) ?? 0,
    ...measuredFigures(flags, {
      perCoreSecond: flags.perCore,
      runnerBytes: flags.runnerBytes,
      agentBytes: flags.agentBytes,
    }),
    coresPerRunner: figureOf(flags.cores, "2", (text) => whole(text, "cores")),
    replyMs: figureOf(flags.reply, "100ms", (text) => time(text, "reply", 1) ?? 0),
  });
  for (const line of lines) console.log(line);
  return 0;
}

function figureOf(given: string | undefined, usual: string, parse: (text: string) => number) {
  return { value: parse(given ?? usual), origin: given === undefined ? "assumed" : "given" };
}

interface CollectFlags {
  readonly from?: readonly string[];
  readonly kubectl: string;
}

/** Gathers the runners' evidence and judges it as `report` does. */
function collectVerb(run: string, { from = [], kubectl }: CollectFlags): number {
  const folder = findRun(run);
  const opened = readAgain(folder).events.findLast((event) => event.kind === "load-opened");
  if (opened?.kind !== "load-opened") {
    throw new OperatorError(`cluster collect: ${run} opened no load; want one of cluster render`);
  }
  const recorder = new Recorder(folder);
  recorder.record(collect({ folder, from, kubectl }, opened));
  recorder.record({ kind: "closed", at: new Date().toISOString(), durationMs: 0 });
  recorder.close();
  return reportVerb(folder);
}

interface ReportFlags {
  readonly history?: string;
  /** True where the flag stands alone. */
  readonly serve?: string | true;
  readonly port: string;
}

/** One run, the history of many, or the newest as long as it is looked at. */
async function reportAny(folder: string | undefined, flags: ReportFlags): Promise<number> {
  const { history, serve, port } = flags;
  const asked = [folder, history, serve].filter((one) => one !== undefined);
  if (asked.length !== 1) {
    throw new OperatorError(
      `report: got ${asked.length === 0 ? "nothing" : asked.join(" and ")}, want one of: a run, --history <folder>, --serve [folder]`,
    );
  }
  if (serve !== undefined) return serveRuns(serve === true ? RUNS_FOLDER : serve, port);
  if (folder !== undefined) return reportVerb(folder);
  const shown = showHistory(history ?? RUNS_FOLDER, { color: coloured() });
  process.stdout.write(shown.text);
  for (const problem of shown.problems) console.error(visible(`problem: ${problem}`));
  if (shown.path !== undefined) console.error(`written: ${displayPath(shown.path)}`);
  return shown.status;
}

async function serveRuns(folder: string, givenPort: string): Promise<number> {
  const port = parseWhole(givenPort, "port", { min: 0, max: 65535 });
  const { signal } = interruptible();
  const ready = (url: string) => console.log(url);
  try {
    await serveReport({ folder, port, signal, ready });
  } catch (error) {
    throw new OperatorError(`report: ${messageOf(error)}`, { cause: error });
  }
  return 0;
}

function reportVerb(folder: string): number {
  const { judged, record, written, unwritten } = writeReportAgain(folder);
  for (const file of unwritten) notWritten(unwrittenText(file));
  say(judged, record);
  for (const path of written) console.error(`written: ${displayPath(path)}`);
  return judged.status;
}

const isRequirement = (id: string) => REQUIREMENTS.some((requirement) => requirement.id === id);

interface WaiveFlags {
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  readonly run?: string;
  readonly maxRate?: string;
  readonly waivers?: string;
}

function waiveVerb(finding: string, flags: WaiveFlags): number {
  const { maxRate, waivers: file, ...said } = flags;
  const today = new Date().toISOString().slice(0, 10);
  const rate = maxRate === undefined ? {} : { maxRate: Number(maxRate) };
  const written = waive({ finding, ...said, ...rate, file, today, isRequirement });
  for (const { requirement, fingerprint, until } of written.entries) {
    console.log(visible(`waived until ${until}: ${requirement} ${fingerprint}`));
  }
  console.error(`written: ${displayPath(written.file)}`);
  if (written.hint !== undefined) console.error(written.hint);
  return 0;
}

const LISTS: Readonly<Record<string, () => readonly string[]>> = {
  requirements: () =>
    REQUIREMENTS.map(
      (r) => `${r.id}\t${[r.basis, r.ruling ?? ""].join(" ").trim()}\t${r.statement}`,
    ),
  scenarios: () => SCENARIOS.map((s) => `${s.name}\t${s.question}`),
  twins: () => [...TWINS, ...LOAD_TWINS].map((t) => `${t.id}\t${t.family}\t${t.statement}`),
  presets: () => PRESETS.map((p) => `${p.name}\t${p.reason}`),
  profiles: () => PROFILES.map((p) => `${p.id}\t${p.title}`),
};

/** The one list that depends on the profile. */
const OPENAPI = "openapi";
const VERBS = "verbs";
const LISTED = [...Object.keys(LISTS), OPENAPI, VERBS].join(", ");

/** Choices that the usage does not enforce, because the rooms say better what is wrong with another. */
const CHOICES: Choices = {
  "--target": ["embedded"],
  "--twin": [...TWINS, ...LOAD_TWINS].map(({ id }) => id),
  "--profile": PROFILES.map(({ id }) => id),
  "--tasks": ["create"],
  "--observe": ["show-task", "none"],
  "--auth": ["token", "sdk-hmac", "unchecked", "none"],
  "--faults": ["on", "off"],
  "--only": REQUIREMENTS.map(({ id }) => id),
  "--mode": ["gate", "explore"],
  "--dispatch": ["lanes", "batches"],
  "--retry": ["none"],
  "--preset": PRESETS.map(({ name }) => name),
  scenario: SCENARIOS.map(({ name }) => name),
  finding: REQUIREMENTS.map(({ id }) => id),
  run: ["latest"],
  before: ["latest"],
  after: ["latest"],
  what: [...Object.keys(LISTS), OPENAPI, VERBS],
};

/** A verb with its flags, for programs. */
function described({ usage, description, flags }: Verb): object {
  const shown = flags.map(({ usage: flag, description: does, default: usual }) => ({
    flags: flag,
    description: does,
    ...(usual === undefined ? {} : { default: usual }),
  }));
  return { usage, description, flags: shown };
}

async function listVerb(
  what: string,
  flags: { readonly profile?: string },
  root: Command,
): Promise<number> {
  if (what === OPENAPI) {
    const { profile } = await configOf({ target: "embedded", ...flags });
    process.stdout.write(openApiText(profileOf(profile)));
    return 0;
  }
  const verbs = () => [JSON.stringify(verbsOf(root, CHOICES).map(described), undefined, 2)];
  const list = what === VERBS ? verbs : LISTS[what];
  if (list === undefined) throw new OperatorError(`list: got ${what}, want ${LISTED}`);
  if (flags.profile !== undefined) {
    throw new OperatorError(
      `profile: got ${flags.profile}, want none: only list ${OPENAPI} has one`,
    );
  }
  for (const line of list()) console.log(line);
  return 0;
}

/** What is installed, what is missing and how to get it. Builds nothing, sends one question. */
async function doctorVerb(flags: TargetFlags): Promise<number> {
  let missing = false;
  const say = (ok: boolean, name: string, detail: string) => {
    missing ||= !ok;
    console.log(visible(`${ok ? "ok     " : "missing"}  ${name}: ${detail}`));
  };
  say(true, "node", process.versions.node);
  const { signal } = interruptible();
  const go = usableGo(process.env);
  try {
    const k6 = await findK6({ env: process.env, progress: () => {}, signal, build: false });
    say(true, "k6", `${k6.version}, ${k6.how}`);
  } catch (error) {
    if (!(error instanceof K6MissingError)) throw error;
    const named = process.env["K6_PATH"] !== undefined;
    if (go.ok && !named)
      say(true, "k6", `not there yet; it is built when first needed, with ${go.detail}`);
    else say(false, "k6", error.message);
  }
  if (
    flags.target !== undefined ||
    flags.twin !== undefined ||
    process.env["HEADWAY_TARGET"] !== undefined
  ) {
    const open = await openTarget(await configOf(flags), { tasksWanted: 1, signal });
    const found = await preflight(open.target, firstTasks(open), signal);
    await open.close();
    for (const p of found)
      say(p.state === "ok", p.name, [p.detail, p.remedy].filter(Boolean).join("; "));
  }
  return missing ? 3 : 0;
}

/** A wish to end. */
interface Interruption {
  readonly signal: AbortSignal;
  /** Of the system's signal. */
  readonly name: () => string;
}

/**
 * The first signal asks for an orderly end, with a report; the second ends at once, after `last`. A
 * terminal that is closed (SIGHUP) asks as well: what is started in groups of its own hears nothing.
 */
function interruptible(last = (): void => {}): Interruption {
  const controller = new AbortController();
  let name = "";
  const on = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      last();
      process.exit(130);
    }
    name = signal;
    console.error(`${signal}: ending; what was gathered will be reported. Again to end at once.`);
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, on);
  return { signal: controller.signal, name: () => name };
}

function coloured(): boolean {
  return process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
}

function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

/** The flags of a verb that meets a target. */
function withTarget(command: Command): Command {
  return command
    .option("--target <url>", "base URL of the endpoint, or `embedded` for our own")
    .option("--twin <id>", "our own endpoint with that flaw; see `list twins`")
    .option("--profile <id>", "revision of the contract: 2024-02 or 2026-01 (default 2026-01)")
    .option("--tasks <tasks>", "list:ID,ID…, file:PATH, range:PREFIX{1..N}, or create")
    .option("--observe <how>", "show-task, 'GET /path/{task_id}#/pointer', or none")
    .option("--visible-within <time>", "how long an accepted report may take to show (default 0ms)")
    .option("--timeout <time>", "of one request (default 10s)")
    .option("--auth <how>", "token, iam:URL, sdk-hmac, unchecked or none; secrets: HEADWAY_*")
    .option("--token-file <path>", "file with the token; otherwise HEADWAY_TOKEN is read")
    .option("--ca <path>", "PEM file of the authority that signed an https target")
    .option("--client-cert <path>", "PEM file of our own certificate, with --client-key")
    .option("--client-key <path>", "PEM file of its key")
    .option("--proxy <url>", "HTTP proxy to go through")
    .option("--foreign-task <id>", "a task of somebody else, which must not be touched")
    .option("--store <folder>", "where our own endpoint keeps reports (default memory only)")
    .option("--restart-command <words>", "for the shell: kills the endpoint (-9), starts it again")
    .option("--restart-within <time>", "until it answers again after that (default 30s)")
    .option(
      "--faults <switch>",
      "on or off: break connections on purpose (default on loopback: on)",
    )
    .option(
      "--security <switch>",
      "on or off: try what an attacker would, in bounds (default on loopback: on)",
    )
    .option("--no-traceparent", "send no traceparent header")
    .option("--allow-host <host...>", "hosts that are not this machine and may be sent to")
    .option("--config <path>", "configuration file (default headway.config.ts, if there)");
}

function withRun(command: Command): Command {
  return withTarget(command)
    .option("--seed <n>", "where chance starts (default: the catalogue's version)")
    .option("--wait <time>", "how long a target that does not answer yet is waited for")
    .option("--out <folder>", "folder of the run (default reports/out/<time>)")
    .option("--release <name>", "what the build of the target is called, for the history of runs")
    .option("--strict", "inferred requirements gate too, and so does UNTESTABLE")
    .option("--min-tested <n>", "fewer gating requirements tested than this is status 5")
    .option("--dry-run", "say what would be sent, and send nothing");
}

function withCheck(command: Command): Command {
  return command
    .option("--only <id...>", "only requirements whose id begins so; the run is PARTIAL")
    .option("--durability [time]", "kill the endpoint and see what survives (for at most 3m)")
    .option("--quick", "fewer drawn trials; the run is PARTIAL")
    .option("--waivers <file>", "known failures (default headway.waivers.json, if there)")
    .option("--mode <mode>", "gate: the same trials each time; explore: others, and more of them")
    .option("--keep <folder>", "counterexamples to send first; explore adds what it finds")
    .option("--catalogue <version>", "requirements that are newer than this do not gate")
    .option("--max-requests <n>", "nothing is sent beyond this (default 500000)")
    .option("--max-time <time>", "nothing is sent after this")
    .option("--rate <n>", "requests in a second at the most");
}

function withLoad(command: Command): Command {
  return command
    .option("--agents <n>", "agents; each owns a task")
    .option("--interval <time>", "between two reports of an agent")
    .option("--duration <time>", "of the scenario")
    .option("--plans <n>", "different plans; the agents share them out")
    .option("--workers <n>", "event loops inside k6 (default: two, where there are cores)")
    .option("--segments <n>", "k6 processes that play it together, one part each (default 1)")
    .option("--lanes <n>", "requests that a worker may have under way (default by the rate)")
    .option("--dispatch <way>", "lanes, or batches: what is due together (default by the rate)")
    .option("--own-connections", "each agent over a connection of its own: it is a k6 VU then")
    .option("--unique", "no two reports alike: each bears its agent's number and its own")
    .option("--gogc <percent>", "heap growth at which k6 collects its garbage (default 200)")
    .option("--read-back <share>", "share of acknowledged reports that are read back, 0 to 1")
    .option("--objective <limit...>", "gates too, for example 'p99 from plan < 250 ms'")
    .option("--retry <policy>", "none, fixed:500ms, exponential:100ms..10s, full-jitter:100ms..10s")
    .option("--retry-budget <share>", "of the first sendings, that may be sent again, 0 to 1")
    .option("--endpoint-memory <where>", "pid:N, or a URL and a JSON pointer: read while loaded")
    .option("--dashboard", "k6's own dashboard on this machine, kept as a page")
    .option("--allow-load <rate>", "requests a second for another machine, where more than 50")
    .option("--share-tasks", "agents may share tasks; nothing is read back then")
    .option("--preset <name>", "fleet by name, at its own pace; see `list presets`")
    .option("--fleet <file>", "fleet by its spec, a JSON file")
    .option("--plan-file <file>", "fleet by its plans, as `simulate --format plans` writes them")
    .option("--fit <file>", "fleet like recorded traffic, HAR or NDJSON");
}

const EXAMPLE = "--target http://127.0.0.1:8080 --tasks list:task-1,task-2 --observe show-task";
const COUNTEREXAMPLE = "reports/out/latest/counterexamples/progress.out-of-range.json";

const WAIVE_FLAGS = '--reason "mended in 2.4" --owner agents-team --until 2027-01-31';

const LOADING = ["load", "gate", "start"];

/** All verbs. `done` gets the exit status of the one that ran; `forK6`: what stood behind `--`. */
function program(done: (status: number) => void, forK6: readonly string[]): Command {
  const hint = "(add --help for the flags and examples)";
  const root = new Command("headway")
    .description("Tests any implementation of PUT /v3/tasks/{task_id}/progress.")
    .version(VERSION)
    .showHelpAfterError(hint)
    .exitOverride();
  const verbOf =
    (parent: Command) =>
    (usage: string, description: string, ...lines: readonly string[]) =>
      parent
        .command(usage)
        .description(description)
        .exitOverride()
        .showHelpAfterError(hint)
        .addHelpText(
          "after",
          `\nExamples:\n${lines.map((line) => `  npx tsx cli.ts ${line}`).join("\n")}`,
        );
  const verb = verbOf(root);
  const runs = (promise: VerbPromise) => async (flags: RunFlags) =>
    done(await run(promise, { ...flags, k6Arguments: forK6 }));
  root.hook("preAction", (_, action) => {
    if (forK6.length === 0 || LOADING.includes(action.name())) return;
    throw new OperatorError(`--: ${action.name()} starts no k6 that could be given ${forK6[0]}`);
  });

  withCheck(
    withRun(
      verb(
        "check",
        "the property suite against a target",
        `check ${EXAMPLE}`,
        "check --twin progress-101",
        "check --target embedded --only progress/",
      ),
    ),
  ).action(runs({ ...GATE, verb: "check", halves: ["check"] }));
  withLoad(
    withRun(
      verb(
        "load <scenario...>",
        "k6 scenarios against a target",
        `load steady ${EXAMPLE} --agents 2`,
        "load steady --target embedded --agents 1000 --interval 10s --duration 60s",
        "load steady --target embedded --agents 1000 --objective 'p99 from plan < 250 ms'",
        "load steady --target embedded -- --out json=samples.json --tag build=7",
        `load steady ${EXAMPLE} --agents 2 --write by-hand`,
        "load mixed --target embedded --agents 100",
      ),
    ),
  )
    .option("--write <folder>", "script, settings and plans for a k6 of yours; sends nothing")
    .action(async (names: string[], flags: RunFlags) => {
      const scenarios = names.map(parseScenario);
      const promise = { verb: "load", halves: ["load"], scenarios, cautious: false } as const;
      await runs(promise)(flags);
    });
  const cluster = root
    .command("cluster")
    .description("a load on k6-operator's runners: write it down, gather and judge it")
    .exitOverride();
  withLoad(
    withRun(
      verbOf(cluster)(
        "render <scenario>",
        "the manifest for k6-operator v1.6; sends nothing",
        "cluster render steady --target http://endpoint:8080 --tasks 'range:agent-{1..1000}' --agents 1000 --allow-host endpoint --allow-load 102 --parallelism 4 --out reports/out/fleet",
      ),
    ),
  )
    .option("--parallelism <n>", "runners, one part each", "2")
    .option("--name <name>", "of the TestRun and the ConfigMap", "headway")
    .option("--image <image>", "of the runners, pinned", "grafana/k6:2.2.0")
    .option("--secret <name>", "Secret with the credential, keys as the variables", "headway")
    .option("--align <time>", "runners ready within such a stretch begin as one", "60s")
    .option("--cpu <cores>", "of each runner", "2")
    .option("--memory <size>", "of each runner", "1Gi")
    .option("--claim <name>", "volume claim for the files, where a ConfigMap is too small")
    .action(async (scenario: string, flags: RenderFlags) =>
      done(await renderVerb(scenario, flags)),
    );
  verbOf(cluster)(
    "collect <run>",
    "gather the runners' evidence and judge it",
    "cluster collect reports/out/fleet",
    "cluster collect reports/out/fleet --from logs/",
  )
    .option("--from <file...>", "logs that came some other way, files or folders (default kubectl)")
    .option("--kubectl <path>", "which kubectl", "kubectl")
    .action((run: string, flags: CollectFlags) => done(collectVerb(run, flags)));
  verb(
    "size",
    "how many runners, cores, sockets and addresses a fleet takes",
    "size --agents 5000000 --interval 60s",
    "size --agents 5000000 --interval 60s --per-core 5000 --agent-bytes 900 --runner-bytes 150000000",
  )
    .requiredOption("--agents <n>", "agents")
    .requiredOption("--interval <time>", "between two reports of an agent")
    .option("--measured <file>", "figures that `npm run bench size` wrote", MEASURED_FILE)
    .option("--per-core <n>", "reports a core-second, instead of the measured ones")
    .option("--runner-bytes <n>", "memory of a k6 process with few agents, likewise")
    .option("--agent-bytes <n>", "memory of each agent beside, likewise")
    .option("--cores <n>", "of each runner (2 is assumed)")
    .option("--reply <time>", "usual time of a reply (100ms is assumed)")
    .action((flags: SizeFlags) => done(sizeVerb(flags)));
  withLoad(
    withCheck(
      withRun(
        verb(
          "gate",
          "check, load and a verdict: what CI calls",
          `gate ${EXAMPLE}`,
          "gate --target embedded",
          "gate --target embedded --baseline baselines/2.3",
        ),
      ),
    ),
  )
    .option(
      "--baseline <folder>",
      "a kept run, or a folder of runs: what is worse than there is red",
    )
    .option("--with <folder>", "other runs of this build: with 5 a side latency is compared too")
    .action(runs(GATE));
  withLoad(
    withCheck(
      withRun(
        root
          .command("start", { hidden: true })
          .exitOverride()
          .showHelpAfterError(hint)
          .description("npm start: the gate, on our own endpoint unless a target is given"),
      ),
    ),
  ).action(runs({ ...GATE, verb: "start", fallbackTarget: "embedded" }));
  verb(
    "simulate",
    "draw a fleet and print what its agents report; no network",
    "simulate --agents 1",
    "simulate --preset monday-morning-herd --agents 500 --format html > herd.html",
    "simulate --agents 1 --format ndjson --limit 20",
    "simulate --agents 100 --format plans > plans.ndjson",
    "simulate --fit traffic.har --format spec > fleet.json",
  )
    .option("--agents <n>", "size of the fleet", "5")
    .option("--seed <n>", "where chance starts", "1")
    .option("--interval <time>", "between two reports of an agent")
    .addOption(
      new Option("--format <format>", "what is printed")
        .choices([...SIMULATE_FORMATS])
        .default("picture"),
    )
    .option("--preset <name>", "fleet by name; see `list presets`")
    .option("--fleet <file>", "fleet by its spec, a JSON file")
    .option("--plan-file <file>", "fleet by its plans")
    .option("--fit <file>", "fleet like recorded traffic, HAR or NDJSON")
    .option("--profile <id>", "revision of the contract", "2026-01")
    .option("--limit <n>", "lines at the most")
    .action(async (flags: SimulateFlags) => done(await simulateVerb(flags)));
  verb(
    "serve",
    "the reference endpoint, or a twin, on a loopback port",
    "serve --port 8080",
    "serve --twin lost --port 8080",
    "serve --store reports-kept --port 8080",
  )
    .option("--twin <id>", "the flaw it has; see `list twins`")
    .option("--port <n>", "port; 0 takes a free one", "0")
    .option("--profile <id>", "revision of the contract", "2026-01")
    .option("--tasks <tasks>", "the tasks it knows", "range:task-{1..1000}")
    .option("--store <folder>", "where reports are kept beyond its end (default memory only)")
    .action(async (flags: ServeFlags) => done(await serveVerb(flags)));
  verb(
    "demo",
    "a tour in the browser: choose a twin, look on while it is checked and loaded",
    "demo",
    "demo --port 8080",
  )
    .option("--port <n>", "port; 0 takes a free one", "0")
    .action(async (flags: { readonly port: string }) => done(await demoVerb(flags)));
  withTarget(
    verb(
      "replay <file>",
      "send a stored counterexample again: FIXED 0, FAILED 1, ERROR 3",
      `replay ${COUNTEREXAMPLE}`,
      `replay ${COUNTEREXAMPLE} --target embedded`,
    ),
  ).action(async (file: string, flags: TargetFlags) => done(await replayVerb(file, flags)));
  verb(
    "report [run]",
    "judge a run again and write its formats again",
    "report latest",
    "report --history reports/out",
    "report --serve",
  )
    .option("--history <folder>", "all runs below it: verdicts, latency, twins, on one page")
    .option("--serve [folder]", "its newest run on this machine, followed while it is under way")
    .option("--port <n>", "port to serve on; 0 takes a free one", "0")
    .action(async (folder: string | undefined, flags: ReportFlags) =>
      done(await reportAny(folder, flags)),
    );
  verb(
    "diff <before> <after>",
    "compare two runs, or folders of runs: 0 no regression, 1 regressed, 5 not decided",
    "diff reports/out/baseline latest",
    "diff reports/out/baseline latest --json > diff.json",
    "diff runs/before runs/after  # 5 runs or more in each: latency is compared too",
  )
    .option("--json", "for programs")
    .action((before: string, after: string, flags: { readonly json?: boolean }) => {
      const color = coloured();
      const { status, text } = diffAgain(before, after, { json: flags.json === true, color });
      process.stdout.write(text);
      done(status);
    });
  verb(
    "waive <finding>",
    "accept a known failure until a day: writes headway.waivers.json",
    `waive progress/out-of-range ${WAIVE_FLAGS}`,
    `waive ${COUNTEREXAMPLE} ${WAIVE_FLAGS}`,
    `waive concurrency/overlap-accepted --max-rate 0.02 ${WAIVE_FLAGS}`,
  )
    .requiredOption("--reason <text>", "why it is accepted for now")
    .requiredOption("--owner <name>", "who mends it")
    .requiredOption("--until <day>", "the last day it holds, YYYY-MM-DD (UTC)")
    .option("--max-rate <share>", "of a FLAKY finding: how often it may be seen, 0 to 1")
    .option("--run <folder>", "the run it was found in (default: the newest)")
    .option("--waivers <file>", "file to write (default headway.waivers.json)")
    .action((finding: string, flags: WaiveFlags) => done(waiveVerb(finding, flags)));
  verb(
    "list <what>",
    LISTED,
    "list requirements",
    "list twins",
    "list openapi --profile 2024-02 > openapi.json",
  )
    .option("--profile <id>", "revision of the contract, for `openapi` (default 2026-01)")
    .action(async (what: string, flags: { profile?: string }) =>
      done(await listVerb(what, flags, root)),
    );
  const completion = root
    .command("completion")
    .description("a script that completes verbs, flags and their values in a shell")
    .exitOverride()
    .showHelpAfterError(hint);
  for (const { name, load, keep, write } of SHELLS) {
    verbOf(completion)(
      name,
      `the completion script for ${name}: ${load}`,
      `completion ${name} > ${keep}  # for every new shell`,
    ).action(() => {
      process.stdout.write(write(verbsOf(root, CHOICES)));
    });
  }
  withTarget(
    verb(
      "doctor",
      "what is installed, what is missing and how to get it",
      "doctor",
      `doctor ${EXAMPLE}`,
    ),
  ).action(async (flags: TargetFlags) => done(await doctorVerb(flags)));
  return root;
}

/** Our words, and behind `--` those for k6. */
function parted(argv: readonly string[]): { readonly own: string[]; readonly forK6: string[] } {
  const at = argv.indexOf("--");
  return at < 0
    ? { own: [...argv], forK6: [] }
    : { own: argv.slice(0, at), forK6: argv.slice(at + 1) };
}

/** The operator's mistakes are one line and status 2; our own faults keep their stack and are 4. */
async function main(argv: readonly string[]): Promise<number> {
  let status = 0;
  const done = (s: number) => {
    status = s;
  };
  try {
    const { own, forK6 } = parted(argv);
    await program(done, forK6).parseAsync(own);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (
      error instanceof OperatorError ||
      error instanceof FleetInputError ||
      error instanceof NoRunError ||
      error instanceof WaiversError
    ) {
      // A target, a file or a folder may have put its own text into it.
      console.error(visible(error.message, { lines: true }));
      return 2;
    }
    console.error(error);
    return 4;
  }
}

// Node's own status would be 1, and 1 says that an endpoint is at fault.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(4);
});
// A reader that went away (`| head`) is no fault of ours and no reason to go on; the verdict stays.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") process.exit(process.exitCode ?? 0);
  throw error;
});
// Talk that nobody hears is no reason to end.
process.stderr.on("error", () => {});
readTypeScript();
process.exitCode = await main(process.argv);
