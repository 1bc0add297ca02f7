/** What the operator says of a check: its mode, its seed, its budgets, and what it keeps. */

import { CATALOGUE_VERSION } from "../requirements/index.ts";
import { OperatorError, parseDuration, parseWhole } from "../target/index.ts";
import type { GuardLimits } from "./guard.ts";
import { DEFAULT_EFFORT, type Effort, EXPLORE_EFFORT, QUICK_EFFORT } from "./requirement-result.ts";

/**
 * `gate`: the same trials each time, so that a release is not decided by luck. `explore`: others
 * each time, and more of them; what fails is kept for the gate.
 */
export type CheckMode = "gate" | "explore";

export interface CheckFlags {
  readonly mode?: string;
  readonly seed?: string;
  readonly quick?: boolean;
  /** True where no time was given. */
  readonly durability?: string | true;
  readonly maxRequests?: string;
  readonly maxTime?: string;
  readonly rate?: string;
  readonly wait?: string;
  readonly keep?: string;
}

export interface CheckOptions {
  readonly mode: CheckMode;
  readonly seed: number;
  readonly effort: Effort;
  readonly limits: GuardLimits;
  /** How long the endpoint may be restarted for; undefined: it was not asked for. */
  readonly restartsMs: number | undefined;
  /** How long a target that does not answer yet is waited for. */
  readonly waitMs: number;
  /** Folder of counterexamples that are sent first, and to which `explore` adds. */
  readonly keep: string | undefined;
}

const REQUESTS_MAX = 500_000;
/** Some fifty restarts of our own endpoint take a minute. */
const RESTARTS_MS = 180_000;
const SEED_MAX = 2 ** 31 - 1;

/** Parses the flags. Throws OperatorError for what cannot be meant. */
export function parseCheckOptions(flags: CheckFlags): CheckOptions {
  const mode = modeOf(flags.mode ?? "gate");
  const { maxRequests, maxTime, rate, durability, wait, keep } = flags;
  return {
    mode,
    seed: flags.seed === undefined ? usualSeed(mode) : whole(flags.seed, "seed", 0, SEED_MAX),
    effort: effortOf(mode, flags.quick === true),
    limits: {
      requestsMax:
        maxRequests === undefined ? REQUESTS_MAX : whole(maxRequests, "max-requests", 1, 10 ** 9),
      timeMs: maxTime === undefined ? undefined : parseDuration(maxTime, "max-time"),
      perSecond: rate === undefined ? undefined : whole(rate, "rate", 1, 1_000_000),
    },
    restartsMs: durability === undefined ? undefined : restartsMsOf(durability),
    waitMs: wait === undefined ? 0 : parseDuration(wait, "wait"),
    keep,
  };
}

function restartsMsOf(durability: string | true): number {
  return durability === true ? RESTARTS_MS : parseDuration(durability, "durability");
}

/** A gate's seed changes with the catalogue and with nothing else. */
function usualSeed(mode: CheckMode): number {
  return mode === "gate" ? Number(CATALOGUE_VERSION) : Math.floor(Math.random() * SEED_MAX);
}

function modeOf(text: string): CheckMode {
  if (text === "gate" || text === "explore") return text;
  throw new OperatorError(`mode: got ${JSON.stringify(text)}, want gate or explore`);
}

function effortOf(mode: CheckMode, quick: boolean): Effort {
  if (quick) return QUICK_EFFORT;
  return mode === "gate" ? DEFAULT_EFFORT : EXPLORE_EFFORT;
}

function whole(text: string, place: string, min: number, max: number): number {
  return parseWhole(text, place, { min, max });
}
