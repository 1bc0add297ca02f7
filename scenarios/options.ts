/** What the operator says about a load, as text, parsed once. */

import { OperatorError, parseDuration, parseWhole } from "../properties/target/index.ts";
import { type FleetFlags, readFleetSource } from "../simulators/fleet/index.ts";
import { SCENARIOS, type ScenarioName } from "./catalogue.ts";
import { parseMemorySource } from "./endpoint-memory.ts";
import { parseK6Arguments } from "./k6/arguments.ts";
import type { LoadOptions } from "./load.ts";
import { parseObjective } from "./objective-text.ts";
import { parseRetry } from "./retry-text.ts";

/** The flags of a verb that loads. */
export interface LoadFlags extends FleetFlags {
  readonly agents?: string;
  readonly interval?: string;
  readonly duration?: string;
  readonly plans?: string;
  readonly workers?: string;
  readonly segments?: string;
  readonly lanes?: string;
  readonly dispatch?: string;
  readonly unique?: boolean;
  readonly ownConnections?: boolean;
  readonly gogc?: string;
  readonly readBack?: string;
  readonly shareTasks?: boolean;
  readonly retry?: string;
  readonly retryBudget?: string;
  readonly endpointMemory?: string;
  readonly objective?: readonly string[];
  readonly allowLoad?: string;
  readonly dashboard?: boolean;
  /** Words behind `--`. */
  readonly k6Arguments?: readonly string[];
}

/** Least times: below them neither k6's clock nor a flush means anything. */
const INTERVAL_MS_MIN = 10;
const DURATION_MS_MIN = 1000;
/** Beyond what any generator sends: a slip of the hand. @unit requests in a second */
const ALLOWED_MAX = 100_000_000;

/** Parses the flags, for so many scenarios. Throws OperatorError, or FleetInputError. */
export function parseLoadOptions(flags: LoadFlags, scenarios: number): LoadOptions {
  wantNoChoice(flags);
  return {
    k6Arguments: parseK6Arguments(flags.k6Arguments ?? [], scenarios),
    dashboard: flags.dashboard === true,
    agents: whole(flags.agents, "agents", 10_000_000),
    plans: whole(flags.plans, "plans", 100_000),
    workers: whole(flags.workers, "workers", 1000),
    segments: whole(flags.segments, "segments", 64) ?? 1,
    lanes: whole(flags.lanes, "lanes", 10_000),
    dispatch: flags.dispatch === undefined ? undefined : parseDispatch(flags.dispatch),
    ownConnections: flags.ownConnections === true,
    unique: flags.unique === true,
    gogc: whole(flags.gogc, "gogc", 10_000),
    intervalMs: time(flags.interval, "interval", INTERVAL_MS_MIN),
    durationMs: time(flags.duration, "duration", DURATION_MS_MIN),
    readBackShare: flags.readBack === undefined ? undefined : share(flags.readBack, "read-back"),
    shareTasks: flags.shareTasks === true,
    retry: flags.retry === undefined ? undefined : parseRetry(flags.retry),
    retryBudget:
      flags.retryBudget === undefined ? undefined : share(flags.retryBudget, "retry-budget"),
    endpointMemory:
      flags.endpointMemory === undefined ? undefined : parseMemorySource(flags.endpointMemory),
    fleet: readFleetSource(flags),
    objectives: (flags.objective ?? []).map(parseObjective),
    allowLoad: whole(flags.allowLoad, "allow-load", ALLOWED_MAX),
  };
}

/** With a connection for each agent there is a worker for each, and nothing to choose. */
function wantNoChoice({ ownConnections, workers, lanes, dispatch }: LoadFlags): void {
  if (ownConnections !== true) return;
  const [first] = Object.entries({ workers, lanes, dispatch }).filter(([, said]) => said);
  if (first === undefined) return;
  throw new OperatorError(
    `own-connections: each agent is a worker with one lane; omit --${first[0]}`,
  );
}

/** A duration with a least value, milliseconds. */
export function time(text: string | undefined, place: string, leastMs: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text, place);
  if (ms >= leastMs) return ms;
  throw new OperatorError(`${place}: got ${text}, want at least ${leastMs}ms`);
}

/** The scenario that was named. */
export function parseScenario(name: string): ScenarioName {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found !== undefined) return found.name;
  const known = SCENARIOS.map((scenario) => scenario.name).join(" or ");
  throw new OperatorError(`load: there is no scenario ${name}; want ${known}`);
}

function parseDispatch(text: string): "lanes" | "batches" {
  if (text === "lanes" || text === "batches") return text;
  throw new OperatorError(`dispatch: got ${JSON.stringify(text)}, want lanes or batches`);
}

function whole(text: string | undefined, place: string, max: number): number | undefined {
  return text === undefined ? undefined : parseWhole(text, place, { min: 1, max });
}

function share(text: string, place: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1 && text.trim() !== "") return value;
  throw new OperatorError(`${place}: got ${JSON.stringify(text)}, want a share from 0 to 1`);
}
