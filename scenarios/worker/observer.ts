/**
 * Sampled read-backs under load: is an acknowledged report what the observing GET then shows? Which
 * reports are read is drawn from (seed, agent, position), so that the same run reads the same ones.
 */

import type { Profile } from "../../simulators/contract/index.ts";
import { profileOf } from "../../simulators/contract/index.ts";
import { DRAW, draw } from "./draw.ts";
import type { Fleet } from "./fleet.ts";
import type { Sender } from "./lanes.ts";
import type { WorkerLedger } from "./ledger.ts";
import { judgeOneOf, type Look } from "./read-back.ts";
import { errorName } from "./replies.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Timers } from "./timers.ts";

/** Between two looks at the same task. @unit milliseconds */
const POLL_MS = 50;

/** Reads the agent's last report back; undefined where it is not among the drawn ones. */
export type ReadBack = (agent: number) => Promise<void> | undefined;

export interface ObserverOptions {
  readonly settings: Pick<
    WorkerSettings,
    "observation" | "shareTasks" | "visibleWithinMs" | "readBackShare" | "seed" | "profile"
  >;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
  readonly get: Sender["get"];
  readonly timers: Timers;
}

/** The worker's read-backs; none without observation or where agents share tasks. */
export function readBackOf(options: ObserverOptions): ReadBack {
  const { settings, fleet } = options;
  const { observation, shareTasks, readBackShare, seed } = settings;
  if (observation.kind === "none" || shareTasks || readBackShare <= 0) return () => undefined;
  const profile = profileOf(settings.profile);
  const below = readBackShare * 4294967296;
  return (agent) => {
    const bits = draw(seed + DRAW.readBack, fleet.numberOf(agent), fleet.positionOf(agent));
    return bits < below ? follow(options, profile, agent) : undefined;
  };
}

/** Looks until the report shows or its time is up; the last look is never before that. */
async function follow(options: ObserverOptions, profile: Profile, agent: number): Promise<void> {
  const { settings, fleet, ledger, get } = options;
  const bodies = fleet.lateBodiesOf(agent);
  const task = fleet.taskOf(agent);
  const context = { observation: settings.observation, profile };
  const untilMs = Date.now() + settings.visibleWithinMs;
  let look: Look;
  for (;;) {
    const askedMs = Date.now();
    const reply = await get(task);
    if (reply.status === 200 && typeof reply.body === "string") {
      look = judgeOneOf(reply.body, bodies, context);
    } else {
      const what = reply.status > 0 ? `answered with ${reply.status}` : errorName(reply);
      look = { kind: "indefinite", what };
    }
    if (look.kind !== "wrong" || askedMs >= untilMs) break;
    await delay(options.timers, Math.max(1, Math.min(POLL_MS, untilMs - Date.now())));
  }
  ledger.countReadBack(look.kind);
  if (look.kind !== "right") ledger.addSample(`task ${task}: ${look.what}`);
}

function delay(timers: Timers, forMs: number): Promise<void> {
  return new Promise((resolve) => {
    timers.set(resolve, forMs);
  });
}
