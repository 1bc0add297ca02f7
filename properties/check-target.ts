/**
 * The property suite as one call, for tests of one's own: opens a target, checks the requirements,
 * gives back what came of each. Writes nothing but counterexamples, and those only when some are
 * found. What an outcome means for a release is not decided here: `headway gate` does.
 */

import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventOf } from "../reports/evidence/index.ts";
import type { Basis, ProfileId } from "../simulators/contract/index.ts";
import { check, selected } from "./suite/check.ts";
import { parseCheckOptions } from "./suite/check-options.ts";
import { guarded } from "./suite/guard.ts";
import { preflight } from "./suite/preflight.ts";
import {
  type OpenTarget,
  OperatorError,
  openTarget,
  resolveConfig,
  type TargetConfig,
  TaskPool,
  taskCount,
  taskIdAt,
} from "./target/index.ts";
import { askLook, LOOK_OBSERVATION, type Look } from "./target/look-module.ts";

/** Credentials, by the names that the command line reads them from. */
export type Secrets = Readonly<
  Partial<
    Record<
      | "HEADWAY_TOKEN"
      | "HEADWAY_ACCESS_KEY"
      | "HEADWAY_SECRET_KEY"
      | "HEADWAY_SECURITY_TOKEN"
      | "HEADWAY_PROJECT_ID"
      | "HEADWAY_IAM_USER"
      | "HEADWAY_IAM_PASSWORD"
      | "HEADWAY_IAM_DOMAIN"
      | "HEADWAY_IAM_PROJECT",
      string
    >
  >
>;

/** What is to be checked. Texts are those of the flags of `headway check`. */
export interface CheckTargetOptions {
  /** Base URL of the endpoint, http or https, or "embedded" for the reference. */
  readonly target: string;
  /** With "embedded": the flaw it has. */
  readonly twin?: string;
  /** Revision of the contract. @defaultValue "2026-01" */
  readonly profile?: ProfileId;
  /** The token; the same as `secrets.HEADWAY_TOKEN`. */
  readonly token?: string;
  /** token, iam:URL, sdk-hmac, unchecked or none. @defaultValue token, where there is one */
  readonly auth?: string;
  /** Nothing is read from the environment. */
  readonly secrets?: Secrets;
  /** Tasks that may be reported on: their ids, or list:, file:, range: or create. */
  readonly tasks?: string | readonly string[];
  /**
   * How a task's last report is looked at: show-task, 'GET /path/{task_id}#/pointer', none, or a
   * function. @defaultValue none; the reference's own way with "embedded"
   */
  readonly observe?: string | Look;
  /** How long an accepted report may take to show. @defaultValue "0ms" */
  readonly visibleWithin?: string;
  /** Of one request. @defaultValue "10s" */
  readonly timeout?: string;
  /** PEM file of the authority that signed an https target. */
  readonly ca?: string;
  /** A task of somebody else, which must not be touched. */
  readonly foreignTask?: string;
  /** Hosts that are not this machine and may be sent to. @defaultValue none */
  readonly allowHost?: readonly string[];
  /** Only requirements whose id begins with one of these. @defaultValue all */
  readonly only?: readonly string[];
  /** 0..2^31-1; the same seed, the same trials. @defaultValue the catalogue's version */
  readonly seed?: number;
  /** Fewer drawn trials. @defaultValue false */
  readonly quick?: boolean;
  /** Requests at the most. @defaultValue 500000 */
  readonly maxRequests?: number;
  /** Requests in a second at the most. @defaultValue as fast as the endpoint answers */
  readonly rate?: number;
  /** Folder for counterexamples. @defaultValue one among the system's temporary files */
  readonly folder?: string;
  /** Ends the check early: what was not reached is not among the outcomes. */
  readonly signal?: AbortSignal;
}

/** What came of one requirement. */
export interface RequirementOutcome {
  readonly id: string;
  /** The endpoint's duty, in one sentence. */
  readonly statement: string;
  readonly basis: Basis;
  /** Whether it may be demanded: the source states it or a ruling adopted it. */
  readonly gates: boolean;
  /**
   * `unknown`: it could not be told, for timeouts, broken connections or too few cases.
   * `untestable`: the target lends not what it needs.
   */
  readonly outcome: "held" | "violated" | "unknown" | "untestable";
  /** Why it is unknown or untestable; else "". */
  readonly reason: string;
  /** Legal but not best behaviour that was seen. */
  readonly nonStrict: readonly string[];
  readonly requests: number;
  /** Of a violated one. */
  readonly finding?: OutcomeFinding;
}

/** The smallest report or sequence that shows a violation. */
export interface OutcomeFinding {
  readonly counterexample: string;
  readonly expected: string;
  readonly actual: string;
  /** How often it was sent again, and how often it was violated then. */
  readonly confirmation: { readonly runs: number; readonly violated: number };
  /** Command line that sends it again. */
  readonly replay: string;
}

type RequirementEvent = EventOf<"requirement">;

/** Tasks that are lent again and again; those beyond are kept for what must be fresh. */
const WORKING_TASKS = 40;
/** Tasks that are created where the target lets us. */
const CREATED_TASKS = 120;
const ASKED_TASKS = 3;

/**
 * Checks a target and gives the outcomes in the order of the catalogue. Throws OperatorError when
 * the options cannot be meant, or when the target does not answer, does not take the credential, or
 * does not know the tasks; any other error is Headway's own fault.
 */
export async function checkTarget(
  options: CheckTargetOptions,
): Promise<readonly RequirementOutcome[]> {
  const { effort, limits, seed } = parseCheckOptions(flagsOf(options));
  const signal = options.signal ?? new AbortController().signal;
  const config = configOf(options);
  const open = observed(
    await openTarget(config, {
      tasksWanted: CREATED_TASKS,
      signal,
      guard: (transport) => guarded(transport, limits),
    }),
    { look: options.observe, timeoutMs: config.timeoutMs },
  );
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "headway-"));
  try {
    const requirements = wantRequirements(open, options.only);
    await wantAnswers(open, signal);
    const events = new Map<string, RequirementEvent>();
    const faults: string[] = [];
    const request = {
      target: open.target,
      pool: new TaskPool(open.tasks, WORKING_TASKS),
      seed,
      effort,
      only: options.only,
      folder,
      home: process.cwd(),
      recorded: { ...open.description, profile: open.target.profile.id },
    };
    await check(request, {
      record: (event) => {
        if (event.kind === "requirement") events.set(event.id, event);
        if (event.kind === "harness-error") faults.push(`${event.place}: ${event.message}`);
      },
      progress: () => {},
      signal,
    });
    if (faults.length > 0) throw new Error(`Headway's own fault: ${faults.join("; ")}`);
    return requirements.flatMap((requirement) => {
      const event = events.get(requirement.id);
      return event === undefined ? [] : [outcomeOf(requirement, event)];
    });
  } finally {
    await open.close();
    if (options.folder === undefined) removeEmpty(folder);
  }
}

/**
 * Throws an Error that says what was got, wanted, and how to see it again, unless the requirement
 * held. One that is unknown or could not be tested has not held.
 */
export function assertHeld({ id, statement, outcome, reason, finding }: RequirementOutcome): void {
  if (outcome === "held") return;
  if (finding === undefined) throw new Error(`${id}: ${outcome}: ${reason}`);
  const { runs, violated } = finding.confirmation;
  const lines = [
    `${id}: ${statement}`,
    `  report    ${finding.counterexample}`,
    `  expected  ${finding.expected}`,
    `  actual    ${finding.actual}`,
    `  seen      violated ${violated} of ${runs} times when sent again`,
    `  replay    ${finding.replay}`,
  ];
  throw new Error(lines.join("\n"));
}

function configOf(options: CheckTargetOptions): TargetConfig {
  const { token, secrets, observe, tasks } = options;
  const env = token === undefined ? { ...secrets } : { ...secrets, HEADWAY_TOKEN: token };
  const flags = {
    target: options.target,
    twin: options.twin,
    profile: options.profile,
    auth: options.auth,
    tasks: typeof tasks === "object" ? `list:${tasks.join(",")}` : tasks,
    observe: typeof observe === "function" ? undefined : observe,
    visibleWithin: options.visibleWithin,
    timeout: options.timeout,
    ca: options.ca,
    foreignTask: options.foreignTask,
    allowHost: options.allowHost,
  };
  return resolveConfig({ file: {}, env, flags, fallbackTarget: undefined });
}

function flagsOf({ seed, quick, maxRequests, rate }: CheckTargetOptions) {
  const given = { seed, maxRequests, rate };
  const texts = Object.entries(given).flatMap(([name, n]) =>
    n === undefined ? [] : [[name, String(n)]],
  );
  return { ...Object.fromEntries(texts), quick: quick === true };
}

/** The target with the operator's own function as its observation. */
function observed(
  open: OpenTarget,
  { look, timeoutMs }: { readonly look: string | Look | undefined; readonly timeoutMs: number },
): OpenTarget {
  if (typeof look !== "function") return open;
  const target = {
    ...open.target,
    observation: LOOK_OBSERVATION,
    look: (taskId: string, signal: AbortSignal) => askLook(look, taskId, { timeoutMs, signal }),
  };
  return { ...open, target };
}

function wantRequirements({ target }: OpenTarget, only: readonly string[] | undefined) {
  const requirements = selected(target, { only });
  if (requirements.length > 0) return requirements;
  throw new OperatorError(`only: no requirement begins with ${only?.join(" or ")}`);
}

/** A target that does not answer a plain report cannot be judged. */
async function wantAnswers(open: OpenTarget, signal: AbortSignal): Promise<void> {
  if (open.unprovisioned !== undefined) throw new OperatorError(`tasks: ${open.unprovisioned}`);
  const count = Math.min(ASKED_TASKS, taskCount(open.tasks));
  const ids = Array.from({ length: count }, (_, i) => taskIdAt(open.tasks, i));
  for (const { state, name, detail, remedy } of await preflight(open.target, ids, signal)) {
    if (state === "ok" || signal.aborted) continue;
    throw new OperatorError(`${name}: ${detail}; ${remedy}`);
  }
}

function outcomeOf(
  { id, statement, basis, level }: ReturnType<typeof selected>[number],
  event: RequirementEvent,
): RequirementOutcome {
  const { finding, requests } = event;
  const doubt = event.outcome === "held" ? doubtOf(event) : undefined;
  return {
    id,
    statement,
    basis,
    gates: level === "MUST" && (basis === "stated" || basis === "adopted"),
    outcome: doubt === undefined ? event.outcome : "unknown",
    reason: doubt ?? event.reason ?? "",
    nonStrict: event.nonStrict.map(({ what }) => what),
    requests,
    ...(finding === undefined ? {} : { finding }),
  };
}

/** Why a requirement that was not seen broken has not been seen to hold either. */
function doubtOf({ indefinite, trials, goals }: RequirementEvent): string | undefined {
  if (indefinite > 0) return `${indefinite} of ${trials} trials got no reply`;
  const unmet = goals.filter(({ want, got }) => got < want);
  if (unmet.length > 0) {
    return unmet.map(({ name, want, got }) => `${name}: wanted ${want}, got ${got}`).join("; ");
  }
  return trials === 0 ? "nothing was tried" : undefined;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Counterexamples are in it: they are to be seen.
  }
}
