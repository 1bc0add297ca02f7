#!/usr/bin/env -S npx tsx
/**
 * The door: verb → command. The only reader of argv, and the only place that knows every room.
 * Data goes to stdout, talk to stderr; the exit status is the verdict's.
 */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError, Option } from "commander";
import ora from "ora";
import { requirementsOf } from "./properties/requirements/index.ts";
import { check, selected } from "./properties/suite/check.ts";
import { DEFAULT_EFFORT, type Effort } from "./properties/suite/check-requirement.ts";
import { type Guard, guarded } from "./properties/suite/guard.ts";
import { preflight } from "./properties/suite/preflight.ts";
import { readCounterexample, replay } from "./properties/suite/replay.ts";
import {
  messageOf,
  type OpenTarget,
  OperatorError,
  openTarget,
  parseDuration,
  parseWhole,
  readConfigFile,
  resolveConfig,
  type Settings,
  type TargetConfig,
  TaskPool,
  taskCount,
  taskIdAt,
} from "./properties/target/index.ts";
import {
  judge,
  NoRunError,
  pointLatest,
  Recorder,
  RUNS_FOLDER,
  readFlushes,
  recordOf,
  terminal,
  writeFormats,
  writeReportAgain,
} from "./reports/index.ts";
import {
  findK6,
  K6MissingError,
  type LoadOptions,
  load,
  SCENARIOS,
  type ScenarioName,
  sizesOf,
} from "./scenarios/index.ts";
import { PROFILES, profileOf } from "./simulators/contract/index.ts";
import { serveUntil, TWINS } from "./simulators/endpoint/index.ts";
import { SIMULATE_FORMATS, type SimulateFormat, simulate } from "./simulators/fleet/index.ts";

const HOME = dirname(fileURLToPath(import.meta.url));
const VERSION: string = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8")).version;

/** Tasks that are lent again and again; those beyond are kept for counterexamples. */
const WORKING_TASKS = 40;
/** Tasks that are created where the target lets us, unless more agents need more. */
const CREATED_TASKS = 120;
const REQUESTS_MAX = 500_000;
/** Tasks that the first questions are asked about. */
const ASKED_TASKS = 3;

type Half = "check" | "load";

interface TargetFlags extends Settings {
  readonly config?: string;
}

interface RunFlags extends TargetFlags {
  readonly seed?: string;
  readonly out?: string;
  readonly strict?: boolean;
  readonly only?: string[];
  readonly quick?: boolean;
  readonly dryRun?: boolean;
  readonly agents?: string;
  readonly interval?: string;
  readonly duration?: string;
  readonly plans?: string;
  readonly readBack?: string;
  readonly shareTasks?: boolean;
}

/** What one run does. */
interface RunPlan {
  readonly verb: string;
  readonly halves: readonly Half[];
  readonly scenarios: readonly ScenarioName[];
  /** The gate takes what tasks there are and stays below the target's limit. */
  readonly cautious: boolean;
  readonly fallbackTarget: string | undefined;
}

const GATE: RunPlan = {
  verb: "gate",
  halves: ["check", "load"],
  scenarios: ["smoke", "steady"],
  cautious: true,
  fallbackTarget: undefined,
};

/** Runs what was asked for and gives the exit status. */
async function run(plan: RunPlan, flags: RunFlags): Promise<number> {
  const config = await configOf(flags, plan.fallbackTarget);
  const seed =
    flags.seed === undefined ? 1 : parseWhole(flags.seed, "seed", { min: 0, max: 2 ** 31 - 1 });
  const loadOptions = loadOptionsOf(flags);
  if (
    flags.only !== undefined &&
    selected({ profile: profileOf(config.profile) }, flags.only).length === 0
  ) {
    throw new OperatorError(
      `only: no requirement begins with ${flags.only.join(" or ")}; see list requirements`,
    );
  }
  if (flags.dryRun === true) return dryRun(plan, config, flags);
  const interruption = interruptible();
  const folder = flags.out ?? join(RUNS_FOLDER, folderName(plan.verb));
  const recorder = new Recorder(folder);
  const started = performance.now();
  let guard: Guard | undefined;
  const display = progressDisplay();
  const open = await openTarget(config, {
    tasksWanted: Math.max(CREATED_TASKS, loadOptions.agents ?? 0),
    signal: interruption.signal,
    guard: (transport) => {
      guard = guarded(transport, REQUESTS_MAX);
      return guard;
    },
  });
  try {
    if (plan.halves.includes("load") && !plan.cautious) {
      const request = loadRequest(plan, config, open, loadOptions, seed, folder);
      for (const scenario of plan.scenarios) sizesOf(request, scenario);
    }
    recorder.record(runEvent({ plan, flags, config, seed, open, folder }));
    await attempt(recorder, plan.verb, async () => {
      if (!(await answers(open, recorder, interruption.signal))) return;
      if (plan.halves.includes("check")) {
        await attempt(recorder, "check", () =>
          checkHalf({ open, recorder, flags, seed, folder, display, signal: interruption.signal }),
        );
        const tripped = guard?.tripped();
        if (tripped !== undefined) display.line(`The property half stopped early: ${tripped}.`);
      }
      if (plan.halves.includes("load") && !interruption.signal.aborted) {
        const request = loadRequest(plan, config, open, loadOptions, seed, folder);
        await attempt(recorder, "load", () =>
          load(request, {
            record: (event) => recorder.record(event),
            progress: (text) => display.show(text),
            signal: interruption.signal,
            invalid: (scenario) =>
              judgedNow(recorder).scenarios.some(
                (s) => s.opened.scenario === scenario && s.verdict === "INVALID",
              ),
          }),
        );
      }
    });
  } finally {
    display.stop();
    if (interruption.signal.aborted)
      recorder.record({ kind: "interrupted", signal: interruption.name() });
    const left = await open.close();
    if (left.length > 0) {
      const message = `${left.length} created tasks could not be removed: ${left.slice(0, 5).join(", ")}`;
      display.line(message);
    }
  }
  const durationMs = Math.round(performance.now() - started);
  recorder.record({ kind: "closed", at: new Date().toISOString(), durationMs });
  return finish(recorder);
}

function judgedNow(recorder: Recorder) {
  return judge(recordOf(recorder, readFlushes(recorder.folder)));
}

/** Judges, writes all formats, prints the summary. */
function finish(recorder: Recorder): number {
  recorder.close();
  const record = recordOf(recorder, readFlushes(recorder.folder));
  const judged = judge(record);
  const { problems } = writeFormats(recorder.folder, judged, record);
  for (const problem of problems) console.error(`not written: ${problem}`);
  const unpointed = pointLatest(recorder.folder);
  if (unpointed !== undefined) console.error(unpointed);
  process.stdout.write(`${terminal(judged, record, { color: coloured() })}\n`);
  return judged.status;
}

/** A fault of ours becomes evidence, with its stack, and does not end the other half. */
async function attempt(
  recorder: Recorder,
  place: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    recorder.record({
      kind: "harness-error",
      place,
      message: messageOf(error),
      ...(stack === undefined ? {} : { stack }),
    });
  }
}

/** Whether the target can be judged at all; records what is missing. */
async function answers(
  open: OpenTarget,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<boolean> {
  if (open.unprovisioned !== undefined) {
    const remedy = "correct `create` in headway.config.ts, or name tasks by --tasks";
    recorder.record({
      kind: "prerequisite",
      name: "tasks",
      state: "missing",
      detail: open.unprovisioned,
      remedy,
    });
    return false;
  }
  const count = Math.min(ASKED_TASKS, taskCount(open.tasks));
  const ids = Array.from({ length: count }, (_, i) => taskIdAt(open.tasks, i));
  const found = await preflight(open.target, ids, signal);
  if (signal.aborted) return false;
  for (const event of found) recorder.record(event);
  return found.every((event) => event.state === "ok");
}

async function checkHalf(given: {
  readonly open: OpenTarget;
  readonly recorder: Recorder;
  readonly flags: RunFlags;
  readonly seed: number;
  readonly folder: string;
  readonly display: Display;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { open, recorder, flags, seed, folder, display, signal } = given;
  const { target, description } = open;
  await check(
    {
      target,
      pool: new TaskPool(open.tasks, WORKING_TASKS),
      seed,
      effort: effortOf(flags),
      only: flags.only,
      folder: displayPath(folder),
      home: HOME,
      recorded: { ...description, profile: target.profile.id },
    },
    {
      record: (event) => recorder.record(event),
      progress: ({ done, all, violated }) => {
        const found = violated === 0 ? "" : `, ${violated} violated`;
        display.show(`checking requirements: ${done} of ${all}${found}`);
      },
      signal,
    },
  );
}

function effortOf(flags: RunFlags): Effort {
  return flags.quick === true ? { ...DEFAULT_EFFORT, randomRuns: 5 } : DEFAULT_EFFORT;
}

function loadRequest(
  plan: RunPlan,
  config: TargetConfig,
  open: OpenTarget,
  options: LoadOptions,
  seed: number,
  folder: string,
): Parameters<typeof load>[0] {
  const { scenarios, cautious } = plan;
  return {
    open,
    scenarios,
    options,
    cautious,
    timeoutMs: config.timeoutMs,
    seed,
    folder,
    env: process.env,
  };
}

function loadOptionsOf(flags: RunFlags): LoadOptions {
  const whole = (text: string | undefined, place: string, max: number) =>
    text === undefined ? undefined : parseWhole(text, place, { min: 1, max });
  const time = (text: string | undefined, place: string) =>
    text === undefined ? undefined : parseDuration(text, place);
  return {
    agents: whole(flags.agents, "agents", 10_000_000),
    plans: whole(flags.plans, "plans", 100_000),
    intervalMs: atLeast(time(flags.interval, "interval"), "interval", 10),
    durationMs: atLeast(time(flags.duration, "duration"), "duration", 1000),
    readBackShare: flags.readBack === undefined ? undefined : shareOf(flags.readBack),
    shareTasks: flags.shareTasks === true,
  };
}

function atLeast(ms: number | undefined, place: string, least: number): number | undefined {
  if (ms === undefined || ms >= least) return ms;
  throw new OperatorError(`${place}: got ${ms} ms, want at least ${least} ms`);
}

function shareOf(text: string): number {
  const share = Number(text);
  if (share >= 0 && share <= 1 && text.trim() !== "") return share;
  throw new OperatorError(`read-back: got ${JSON.stringify(text)}, want a share from 0 to 1`);
}

async function configOf(
  flags: TargetFlags,
  fallbackTarget: string | undefined,
): Promise<TargetConfig> {
  const file = await readConfigFile(flags.config);
  return resolveConfig({ file, env: process.env, flags, fallbackTarget });
}

function runEvent(given: {
  readonly plan: RunPlan;
  readonly flags: RunFlags;
  readonly config: TargetConfig;
  readonly seed: number;
  readonly open: OpenTarget;
  readonly folder: string;
}): Parameters<Recorder["record"]>[0] {
  const { plan, flags, config, seed, open } = given;
  const git = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" });
  const partial = partialReason(flags);
  return {
    kind: "run",
    version: 1,
    startedAt: new Date().toISOString(),
    verb: plan.verb,
    tool: VERSION,
    node: process.versions.node,
    ...(git.status === 0 ? { gitRevision: git.stdout.trim() } : {}),
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cpus: cpus().length,
      memoryBytes: totalmem(),
    },
    seed,
    profile: config.profile,
    target: { ...open.description },
    strict: flags.strict === true,
    minTested: config.gate.minTested,
    ...(partial === undefined ? {} : { partial }),
    halves: [...plan.halves],
    command: ["headway", ...process.argv.slice(2)].join(" "),
  };
}

function partialReason(flags: RunFlags): string | undefined {
  const parts = [
    ...(flags.only === undefined ? [] : [`--only ${flags.only.join(" ")}`]),
    ...(flags.quick === true ? ["--quick"] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

function dryRun(plan: RunPlan, config: TargetConfig, flags: RunFlags): number {
  const where = config.target.kind === "url" ? config.target.url : "our own endpoint";
  console.log(`Would send to ${where}, profile ${config.profile}:`);
  if (plan.halves.includes("check")) {
    const requirements = selected({ profile: profileOf(config.profile) }, flags.only);
    const context = {
      profile: profileOf(config.profile),
      observes: config.observation?.kind !== "none",
    };
    for (const r of requirements) {
      const drawn = r.random === undefined ? "" : ` and ${effortOf(flags).randomRuns} drawn`;
      console.log(`  ${r.id}: ${r.trials(context).length} trials${drawn}`);
    }
  }
  for (const scenario of plan.halves.includes("load") ? plan.scenarios : []) {
    console.log(`  scenario ${scenario}: ${SCENARIOS.find((s) => s.name === scenario)?.question}`);
  }
  return 0;
}

/** `headway replay`: FIXED 0, FAILED 1, ERROR 3. */
async function replayVerb(file: string, flags: TargetFlags): Promise<number> {
  const stored = readCounterexample(file);
  const recorded: Settings =
    stored.target.embedded === undefined
      ? { target: stored.target.url, tasks: "list:replayed" }
      : {
          target: "embedded",
          twin: stored.target.embedded === "reference" ? undefined : stored.target.embedded,
        };
  const chosen = flags.target !== undefined || flags.twin !== undefined ? {} : recorded;
  const observe = { profile: stored.target.profile, observe: stored.target.observe };
  const visibleWithin = `${stored.target.visibleWithinMs}ms`;
  const said = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const settings: TargetFlags = {
    tasks: "list:replayed",
    ...observe,
    visibleWithin,
    ...chosen,
    ...said,
  };
  const embedded = settings.target === "embedded" || settings.target === undefined;
  // Our own endpoint has tasks of its own; elsewhere the counterexample names the ones it needs.
  const config = await configOf(embedded ? { ...settings, tasks: undefined } : settings, undefined);
  const interruption = interruptible();
  const open = await openTarget(config, { tasksWanted: 0, signal: interruption.signal });
  try {
    const verdict = await replay(stored, open.target, interruption.signal);
    console.log(`${verdict.kind} ${stored.requirement}: ${verdict.detail}`);
    return { FIXED: 0, FAILED: 1, ERROR: 3 }[verdict.kind];
  } finally {
    await open.close();
  }
}

function simulateVerb(flags: {
  readonly agents: string;
  readonly seed: string;
  readonly interval?: string;
  readonly format: SimulateFormat;
  readonly profile: string;
  readonly limit?: string;
}): number {
  const profile = PROFILES.find((candidate) => candidate.id === flags.profile);
  if (profile === undefined) {
    throw new OperatorError(
      `profile: got ${flags.profile}, want ${PROFILES.map((p) => p.id).join(" or ")}`,
    );
  }
  const interval =
    flags.interval === undefined ? undefined : parseDuration(flags.interval, "interval");
  simulate(
    {
      agents: parseWhole(flags.agents, "agents", { min: 1, max: 10_000_000 }),
      seed: parseWhole(flags.seed, "seed", { min: 0, max: 2 ** 32 - 1 }),
      ...(interval === undefined
        ? {}
        : { intervalMs: atLeast(interval, "interval", 10) ?? interval }),
      format: flags.format,
      profile,
      ...(flags.limit === undefined
        ? {}
        : { limit: parseWhole(flags.limit, "limit", { min: 0, max: 2 ** 31 }) }),
    },
    (line) => process.stdout.write(`${line}\n`),
  );
  return 0;
}

async function serveVerb(flags: {
  readonly twin?: string;
  readonly port: string;
  readonly profile: string;
  readonly tasks: string;
}): Promise<number> {
  if (flags.twin !== undefined && !TWINS.some((twin) => twin.id === flags.twin)) {
    throw new OperatorError(`twin: there is no ${flags.twin}; see list twins`);
  }
  const config = await configOf(
    { target: "embedded", profile: flags.profile, tasks: flags.tasks },
    undefined,
  );
  if (config.tasks === undefined || config.tasks.kind === "create") {
    throw new OperatorError("tasks: the endpoint has to know its tasks: list:, file: or range:");
  }
  const port = parseWhole(flags.port, "port", { min: 0, max: 65535 });
  const token = config.token ?? "headway-embedded";
  if (config.token === undefined) console.error(`token: ${token} (set HEADWAY_TOKEN for another)`);
  const { twin } = flags;
  const { profile, tasks } = config;
  const interruption = interruptible();
  await serveUntil(
    { profile, token, tasks, port, ...(twin === undefined ? {} : { twin }) },
    { line: (text) => console.log(text), signal: interruption.signal },
  );
  return 0;
}

function reportVerb(folder: string): number {
  const { judged, record, written, problems } = writeReportAgain(folder);
  for (const problem of problems) console.error(`not written: ${problem}`);
  process.stdout.write(`${terminal(judged, record, { color: coloured() })}\n`);
  for (const path of written) console.error(`written: ${displayPath(path)}`);
  return judged.status;
}

const LISTS: Readonly<Record<string, () => readonly string[]>> = {
  requirements: () =>
    PROFILES.flatMap((p) => requirementsOf(p))
      .filter((r, i, all) => all.findIndex((other) => other.id === r.id) === i)
      .map(
        (r) => `${r.id}\t${r.basis}${r.ruling === undefined ? "" : ` ${r.ruling}`}\t${r.statement}`,
      ),
  scenarios: () => SCENARIOS.map((s) => `${s.name}\t${s.question}`),
  twins: () => TWINS.map((t) => `${t.id}\t${t.family}\t${t.statement}`),
  profiles: () => PROFILES.map((p) => `${p.id}\t${p.title}`),
};

function listVerb(what: string): number {
  const list = LISTS[what];
  if (list === undefined) {
    throw new OperatorError(`list: got ${what}, want ${Object.keys(LISTS).join(", ")}`);
  }
  for (const line of list()) console.log(line);
  return 0;
}

/** What is installed, what is missing and how to get it. Builds and sends nothing but a question. */
async function doctorVerb(flags: TargetFlags): Promise<number> {
  let missing = 0;
  const say = (ok: boolean, name: string, detail: string) => {
    if (!ok) missing += 1;
    console.log(`${ok ? "ok     " : "missing"}  ${name}: ${detail}`);
  };
  say(true, "node", process.versions.node);
  const go = spawnSync("go", ["version"], { encoding: "utf8" });
  const hasGo = go.status === 0;
  try {
    const k6 = await findK6({
      env: process.env,
      progress: () => {},
      signal: AbortSignal.abort(),
      build: false,
    });
    say(true, "k6", `${k6.version}, ${k6.how}`);
  } catch (error) {
    if (!(error instanceof K6MissingError)) throw error;
    say(
      hasGo,
      "k6",
      hasGo
        ? `not there yet; it is built when first needed, by ${go.stdout.trim()}`
        : error.message,
    );
  }
  if (
    flags.target !== undefined ||
    flags.twin !== undefined ||
    process.env["HEADWAY_TARGET"] !== undefined
  ) {
    const config = await configOf(flags, undefined);
    const interruption = interruptible();
    const open = await openTarget(config, { tasksWanted: 1, signal: interruption.signal });
    const ids = taskCount(open.tasks) > 0 ? [taskIdAt(open.tasks, 0)] : [];
    const found = await preflight(open.target, ids, interruption.signal);
    await open.close();
    for (const p of found)
      say(p.state === "ok", p.name, [p.detail, p.remedy ?? ""].filter(Boolean).join("; "));
  }
  return missing === 0 ? 0 : 3;
}

interface Display {
  show(text: string): void;
  line(text: string): void;
  stop(): void;
}

/** A spinner on a terminal, a plain line now and then elsewhere; always on stderr. */
function progressDisplay(): Display {
  if (process.stderr.isTTY) {
    const spinner = ora({ stream: process.stderr, discardStdin: false });
    return {
      show: (text) => {
        spinner.text = text;
        if (!spinner.isSpinning) spinner.start();
      },
      line: (text) => void spinner.warn(text),
      stop: () => void spinner.stop(),
    };
  }
  let last = 0;
  let held: string | undefined;
  return {
    show: (text) => {
      held = text;
      if (performance.now() - last < 5000) return;
      last = performance.now();
      held = undefined;
      console.error(text);
    },
    line: (text) => console.error(text),
    stop: () => {
      if (held !== undefined) console.error(held);
    },
  };
}

/** The first signal asks for an orderly end, with a report; the second ends at once. */
function interruptible(): { readonly signal: AbortSignal; name(): string } {
  const controller = new AbortController();
  let name = "";
  const on = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(130);
    name = signal;
    console.error(`${signal}: ending; what was gathered will be reported. Again to end at once.`);
    controller.abort();
  };
  process.on("SIGINT", on);
  process.on("SIGTERM", on);
  return { signal: controller.signal, name: () => name };
}

function coloured(): boolean {
  return process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
}

/** Folder of a run: when, and which verb. Sorts by time. */
function folderName(verb: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, "-").replace("T", "_").slice(0, 23);
  return `${stamp}_${verb}_${process.pid}`;
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
    .option("--token-file <path>", "file with the token; otherwise HEADWAY_TOKEN is read")
    .option("--allow-host <host...>", "hosts that are not this machine and may be sent to")
    .option("--config <path>", "configuration file (default headway.config.ts, if there)");
}

function withRun(command: Command): Command {
  return withTarget(command)
    .option("--seed <n>", "where chance starts (default 1)")
    .option("--out <folder>", "folder of the run (default reports/out/<time>)")
    .option("--strict", "inferred requirements gate too, and so does UNTESTABLE")
    .option("--min-tested <n>", "fewer gating requirements tested than this is status 5")
    .option("--dry-run", "say what would be sent, and send nothing");
}

function withCheck(command: Command): Command {
  return withRun(command)
    .option("--only <id...>", "only requirements whose id begins so; the run is PARTIAL")
    .option("--quick", "fewer drawn trials; the run is PARTIAL");
}

function withLoad(command: Command): Command {
  return withRun(command)
    .option("--agents <n>", "agents; each owns a task")
    .option("--interval <time>", "between two reports of an agent")
    .option("--duration <time>", "of the scenario")
    .option("--plans <n>", "different plans; the agents share them out")
    .option("--read-back <share>", "share of acknowledged reports that are read back, 0 to 1")
    .option("--share-tasks", "agents may share tasks; nothing is read back then");
}

const TARGET_EXAMPLE =
  "--target http://127.0.0.1:8080 --tasks list:task-1,task-2 --observe show-task";

function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText(
    "after",
    `\nExamples:\n${lines.map((line) => `  npx tsx cli.ts ${line}`).join("\n")}`,
  );
}

function program(done: (status: number) => void): Command {
  const root = new Command("headway")
    .description("Tests any implementation of PUT /v3/tasks/{task_id}/progress.")
    .version(VERSION)
    .showHelpAfterError("(add --help for the flags and examples)")
    .exitOverride();
  const verb = (text: string, description: string) =>
    root
      .command(text)
      .description(description)
      .exitOverride()
      .showHelpAfterError("(add --help for the flags and examples)");
  examples(
    withCheck(verb("check", "the property suite against a target")),
    `check ${TARGET_EXAMPLE}`,
    "check --twin progress-101",
    "check --target embedded --only progress/",
  ).action(async (flags: RunFlags) =>
    done(await run({ ...GATE, verb: "check", halves: ["check"] }, flags)),
  );
  examples(
    withLoad(
      verb("load", "k6 scenarios against a target").argument("<scenario...>", "smoke, steady"),
    ),
    `load steady ${TARGET_EXAMPLE} --agents 2`,
    "load smoke steady --target embedded --agents 1000 --interval 10s --duration 60s",
  ).action(async (names: string[], flags: RunFlags) => {
    const plan: RunPlan = {
      ...GATE,
      verb: "load",
      halves: ["load"],
      scenarios: names.map(scenarioOf),
      cautious: false,
    };
    done(await run(plan, flags));
  });
  examples(
    withLoad(withCheckOnly(verb("gate", "check, load and a verdict: what CI calls"))),
    `gate ${TARGET_EXAMPLE}`,
    "gate --target embedded",
  ).action(async (flags: RunFlags) => done(await run(GATE, flags)));
  withLoad(
    withCheckOnly(
      root
        .command("start", { hidden: true })
        .exitOverride()
        .description("the gate, on our own endpoint unless a target is given"),
    ),
  ).action(async (flags: RunFlags) =>
    done(await run({ ...GATE, verb: "start", fallbackTarget: "embedded" }, flags)),
  );
  simulateCommand(
    verb("simulate", "draw a fleet and print what its agents report; no network"),
    done,
  );
  examples(
    verb("serve", "the reference endpoint, or a twin, on a loopback port"),
    "serve --port 8080",
    "serve --twin lost --port 8080",
  )
    .option("--twin <id>", "the flaw it has; see `list twins`")
    .option("--port <n>", "port; 0 takes a free one", "0")
    .option("--profile <id>", "revision of the contract", "2026-01")
    .option("--tasks <tasks>", "the tasks it knows", "range:task-{1..1000}")
    .action(async (flags: Parameters<typeof serveVerb>[0]) => done(await serveVerb(flags)));
  examples(
    withTarget(
      verb("replay", "send a stored counterexample again: FIXED 0, FAILED 1, ERROR 3"),
    ).argument("<file>", "a .json of counterexamples/"),
    "replay reports/out/latest/counterexamples/progress.out-of-range.json",
    "replay reports/out/latest/counterexamples/progress.out-of-range.json --target embedded",
  ).action(async (file: string, flags: TargetFlags) => done(await replayVerb(file, flags)));
  examples(
    verb("report", "judge a run again and write its formats again").argument(
      "<run>",
      "its folder, or latest",
    ),
    "report latest",
  ).action((folder: string) => done(reportVerb(folder)));
  examples(
    verb("list", "requirements, scenarios, twins or profiles").argument(
      "<what>",
      Object.keys(LISTS).join(", "),
    ),
    "list requirements",
    "list twins",
  ).action((what: string) => done(listVerb(what)));
  examples(
    withTarget(verb("doctor", "what is installed, what is missing and how to get it")),
    "doctor",
    `doctor ${TARGET_EXAMPLE}`,
  ).action(async (flags: TargetFlags) => done(await doctorVerb(flags)));
  return root;
}

function withCheckOnly(command: Command): Command {
  return command
    .option("--only <id...>", "only requirements whose id begins so; the run is PARTIAL")
    .option("--quick", "fewer drawn trials; the run is PARTIAL");
}

function simulateCommand(command: Command, done: (status: number) => void): void {
  examples(
    command,
    "simulate --agents 3",
    "simulate --agents 1 --format ndjson --limit 20",
    "simulate --agents 100 --format plans > plans.ndjson",
  )
    .option("--agents <n>", "size of the fleet", "5")
    .option("--seed <n>", "where chance starts", "1")
    .option("--interval <time>", "between two reports of an agent")
    .addOption(
      new Option("--format <format>", "what is printed")
        .choices([...SIMULATE_FORMATS])
        .default("table"),
    )
    .option("--profile <id>", "revision of the contract", "2026-01")
    .option("--limit <n>", "lines at the most")
    .action((flags: Parameters<typeof simulateVerb>[0]) => done(simulateVerb(flags)));
}

function scenarioOf(name: string): ScenarioName {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found !== undefined) return found.name;
  throw new OperatorError(
    `load: there is no scenario ${name}; want ${SCENARIOS.map((s) => s.name).join(" or ")}`,
  );
}

/** The operator's mistakes are one line and status 2; our own faults keep their stack and are 4. */
async function main(argv: readonly string[]): Promise<number> {
  let status = 0;
  try {
    await program((s) => {
      status = s;
    }).parseAsync([...argv]);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof OperatorError || error instanceof NoRunError) {
      console.error(error.message);
      return 2;
    }
    console.error(error);
    return 4;
  }
}

// A reader that went away (`| head`) is no fault of ours and no reason to go on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv);
