/**
 * The kill matrix, measured: which requirements a twin violates, and the first that tell a drawn flaw
 * from the reference. Each requirement gets an endpoint of its own, so that what one of them does
 * shows in no other's count. Nothing is shrunk and nothing is sent again.
 */

import { setMaxListeners } from "node:events";
import { profileOf } from "../../simulators/contract/index.ts";
import type { Flaw, Twin } from "../../simulators/endpoint/index.ts";
import { type Requirement, requirementsOf } from "../requirements/index.ts";
import { checkRequirement } from "../suite/check-requirement.ts";
import { DEFAULT_EFFORT } from "../suite/requirement-result.ts";
import { Turnstile } from "../suite/turnstile.ts";
import { openTarget, resolveConfig, type Target, TaskPool } from "../target/index.ts";
import { inProcessTarget } from "./in-process.ts";

/** The seed of the page: what is drawn, and so what is counted, is the same each time. */
export const KILLS_SEED = 7;

/** Enough to say that a requirement is violated, and nothing beyond. */
const EFFORT = {
  ...DEFAULT_EFFORT,
  randomRunsMax: DEFAULT_EFFORT.randomRuns,
  confirmRuns: 0,
  shrinkRuns: 0,
  reduceMs: 0,
};

const WORKING_TASKS = 40;

/** A requirement that was violated, and what it took to see it. */
export interface Kill {
  readonly requirement: string;
  /** Requests of this requirement up to the first violated observation. */
  readonly requests: number;
  /** As measured. */
  readonly ms: number;
}

interface Lent {
  readonly target: Target;
  readonly pool: TaskPool;
}

/** Whether the twin's flaw shows over a connection only. */
export function needsSocket({ family }: Twin): boolean {
  return family === "wire" || family === "network";
}

/** The requirements that gate, of the current profile. */
export function gatingRequirements(): readonly Requirement[] {
  return requirementsOf(profileOf("2026-01")).filter(
    ({ basis, level }) => level === "MUST" && (basis === "stated" || basis === "adopted"),
  );
}

/** Every requirement that the twin violates, in the catalogue's order. */
export async function killsOfTwin(
  twin: Twin,
  wanted: (id: string) => boolean = () => true,
): Promise<readonly Kill[]> {
  const requirements = requirementsOf(profileOf("2026-01")).filter(({ id }) => wanted(id));
  if (needsSocket(twin)) {
    // Behind a socket it could be killed, and what it keeps in memory would be lost by design.
    const others = requirements.filter(({ needs }) => !needs.includes("restart"));
    return overHttp(twin.id, (lent) => kills(others, KILLS_SEED, () => lent));
  }
  const auth = twin.caughtBy.includes("header/signature-wrong") ? "signature" : "token";
  return kills(requirements, KILLS_SEED, () => inProcessTarget({ twin: twin.id, auth }));
}

/** The first requirements, at most so many, that a flaw violates, in the catalogue's order. */
export async function killsOfFlaw(
  { policy }: Flaw,
  given: {
    readonly requirements: readonly Requirement[];
    readonly seed: number;
    readonly most: number;
  },
): Promise<readonly string[]> {
  const lend = () => inProcessTarget({ flaw: policy });
  const found = await kills(given.requirements, given.seed, lend, given.most);
  return found.map(({ requirement }) => requirement);
}

async function kills(
  requirements: readonly Requirement[],
  seed: number,
  lend: () => Lent,
  most = Infinity,
): Promise<readonly Kill[]> {
  const found: Kill[] = [];
  const { signal } = new AbortController();
  // Many requests listen to it at once.
  setMaxListeners(0, signal);
  for (const requirement of requirements) {
    if (found.length >= most) break;
    const startedMs = performance.now();
    const common = { seed, effort: EFFORT, turnstile: new Turnstile(), startedMs, signal };
    const result = await checkRequirement(requirement, { ...lend(), ...common });
    const seen = result.violation?.firstSeen;
    if (result.outcome !== "violated" || seen === undefined) continue;
    found.push({ requirement: requirement.id, requests: seen.requests, ms: seen.afterMs });
  }
  return found;
}

/** Opens the twin behind a real socket, as a run by the command line does. */
async function overHttp<T>(twin: string, use: (lent: Lent) => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const config = resolveConfig({ file: {}, env: {}, flags: { twin }, fallbackTarget: undefined });
  const open = await openTarget(config, { tasksWanted: 0, signal });
  try {
    return await use({ target: open.target, pool: new TaskPool(open.tasks, WORKING_TASKS) });
  } finally {
    await open.close();
  }
}
