/**
 * Leave to load. What a load would send to a target off this machine is worked out from what the
 * operator said, before anything is sent; above a modest rate the operator has to allow it.
 */

import { OperatorError, type Resolve, staysOnLoopback } from "../properties/target/index.ts";
import type { Profile } from "../simulators/contract/index.ts";
import { type Scenario, type ScenarioName, scenarioOf } from "./catalogue.ts";
import { type LoadOptions, readBackShareOf, type SizesRequest, sizesOf } from "./load.ts";
import { meanInterval, scenarioPlans, usualFleet } from "./plans.ts";

/**
 * Up to here nobody is asked: five hundred agents that report each ten seconds. A service that
 * fifty requests in a second hurt is hurt by a moderate fleet. `smoke` and `steady` stay below it as
 * they come, whatever searches for a limit passes it.
 *
 * @unit requests in a second
 */
export const MODEST_PER_SECOND = 50;

/** What one scenario would send. */
export interface PlannedLoad {
  readonly scenario: ScenarioName;
  readonly agents: number;
  /** Requests in its busiest second: reports, looks, and what is sent again where all fails. */
  readonly perSecond: number;
  readonly durationMs: number;
}

/** What a plan depends on. */
export interface PlannedRequest extends SizesRequest {
  readonly seed: number;
  readonly profile: Profile;
}

/** Works out what a scenario would send. Throws OperatorError where its fleet cannot be. */
export function plannedLoad(request: PlannedRequest, name: ScenarioName): PlannedLoad {
  const scenario = scenarioOf(name);
  const { agents, durationMs } = sizesOf(request, name);
  const reports = (1000 * agents) / intervalOf(request, scenario);
  const each = sendingsOf(request.options, scenario) + readBackShareOf(request, scenario);
  const perSecond = Math.ceil(reports * busiest(scenario, durationMs) * each);
  return { scenario: name, agents, perSecond, durationMs };
}

function intervalOf(request: PlannedRequest, scenario: Scenario): number {
  const { options, profile, seed } = request;
  const { intervalMs, plans: count } = sizesOf(request, scenario.name);
  if (intervalMs !== undefined) return intervalMs;
  const fleet = options.fleet ?? usualFleet(scenario);
  const { mode } = scenario;
  return meanInterval(scenarioPlans({ seed, count, intervalMs, profile, fleet, mode }));
}

/** How often one report may be sent, the first time included. */
function sendingsOf({ retry: asked, retryBudget }: LoadOptions, scenario: Scenario): number {
  const retry = asked ?? scenario.retry ?? { kind: "none" };
  if (retry.kind === "none") return 1;
  return Math.min(retry.triesMax, 1 + (retryBudget ?? Number.POSITIVE_INFINITY));
}

/** The busiest second, as a multiple of the fleet's usual one. What a silence keeps comes at once. */
function busiest({ parts = [] }: Scenario, durationMs: number): number {
  let pace = 1;
  const paces = parts.map((part) => {
    if ("isSilent" in part) return pace * (1 + (part.share * durationMs) / 1000);
    pace = part.pace;
    return pace;
  });
  return Math.max(pace, ...paces);
}

/** A planned load, for people. */
export function loadText({ scenario, agents, perSecond, durationMs }: PlannedLoad): string {
  const what = `${agents} agents, up to ${perSecond} requests a second`;
  return `${scenario}: ${what}, for ${durationMs / 1000} s`;
}

/**
 * Requests in a second that the target may be sent, undefined where that is no matter: it is on
 * this machine. Throws OperatorError where `plan` has more than that. `urls` are all that it goes to:
 * the target's, and a proxy's.
 */
export async function wantConsent(
  plan: () => readonly PlannedLoad[],
  given: {
    readonly urls: readonly string[];
    /** What the operator allows. */
    readonly allowed: number | undefined;
    readonly resolve?: Resolve;
  },
): Promise<number | undefined> {
  const { urls, allowed, resolve } = given;
  const hosts = urls.map((url) => new URL(url).hostname);
  const stays = await Promise.all(hosts.map((host) => staysOnLoopback(host, resolve)));
  const away = hosts.filter((_, place) => stays[place] === false);
  if (away.length === 0) return undefined;
  const loads = plan();
  const most = Math.max(MODEST_PER_SECOND, allowed ?? 0);
  const wanted = Math.max(0, ...loads.map(({ perSecond }) => perSecond));
  if (wanted <= most) return most;
  const got = allowed === undefined ? "got none" : `got ${allowed}`;
  const what = `this would be sent to ${away.join(" by way of ")}: ${loads.map(loadText).join("; ")}`;
  throw new OperatorError(
    `allow-load: ${got}, and ${what}. More than ${MODEST_PER_SECOND} requests a second to another machine are sent only where they are allowed; nothing was sent. If that is what you want: --allow-load ${wanted}`,
  );
}
