/** How many reports a target takes when it is asked as fast as it answers: a short closed loop. */

import { setTimeout as delay } from "node:timers/promises";
import {
  type OpenTarget,
  sendTo,
  type Target,
  taskCount,
  taskIdAt,
  taskPath,
} from "../properties/target/index.ts";
import { bodyWriter } from "../simulators/agent/index.ts";
import { METHOD, PROGRESS_PATH } from "../simulators/contract/index.ts";
import { arrivals } from "../simulators/faults/index.ts";
import { samplePlans } from "../simulators/fleet/index.ts";

/** Enough to keep a server busy, few enough not to drown a small one. */
const CONNECTIONS = 8;
/** Different bodies that are sent in turn. */
const BODIES = 50;
/** Of the sendings that a limit allows: with so many it was the limit that kept it from more. */
const HELD_BACK_SHARE = 0.9;

export interface ProbeResult {
  /** Reports acknowledged in a second. */
  readonly perSecond: number;
  readonly sent: number;
  readonly acknowledged: number;
  /** Whether the limit kept it from sending more: the target might have taken them. */
  readonly heldBack: boolean;
}

/** Sends valid reports for `seconds`, each task over one connection only. */
export async function probe(given: {
  readonly open: Pick<OpenTarget, "target" | "tasks" | "connect">;
  readonly seconds: number;
  /** Reports in a second at the most. @defaultValue as fast as it answers */
  readonly perSecondMax?: number | undefined;
  readonly signal: AbortSignal;
}): Promise<ProbeResult> {
  const { open, signal, perSecondMax = Number.POSITIVE_INFINITY } = given;
  const { tasks } = open;
  const connections = Math.min(CONNECTIONS, taskCount(tasks));
  const transport = open.connect(connections);
  const target: Target = { ...open.target, transport };
  const bodies = sampleBodies(target);
  const headers = [["Content-Type", "application/json"] as const];
  const started = performance.now();
  const over = () => signal.aborted || performance.now() - started >= given.seconds * 1000;
  let sent = 0;
  let acknowledged = 0;
  let turns = 0;
  const turn = async (): Promise<void> => {
    const waitMs = started + (1000 * turns) / perSecondMax - performance.now();
    turns += 1;
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => {});
  };
  const loop = async (connection: number): Promise<void> => {
    for (let i = connection; !over(); i += connections) {
      const path = taskPath(PROGRESS_PATH, taskIdAt(tasks, i % taskCount(tasks)));
      const body = bodies[i % bodies.length] ?? "";
      await turn();
      if (over()) return;
      sent += 1;
      const reply = await sendTo(target, { method: METHOD, path, headers, body }, signal);
      if (reply.kind === "complete" && reply.status < 300) acknowledged += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, i) => loop(i)));
  await transport.close();
  const seconds = (performance.now() - started) / 1000;
  const heldBack = sent >= HELD_BACK_SHARE * perSecondMax * given.seconds;
  return { perSecond: acknowledged / seconds, sent, acknowledged, heldBack };
}

function sampleBodies(target: Target): readonly string[] {
  const [plan] = samplePlans({ seed: 1, count: 1 });
  if (plan === undefined) throw new Error("probe: no plan was sampled");
  const reports = arrivals(plan);
  const write = bodyWriter(plan, target.profile);
  const bodies: string[] = [];
  for (
    let next = reports.next();
    next !== undefined && bodies.length < BODIES;
    next = reports.next()
  ) {
    bodies.push(write(next.report));
  }
  return bodies;
}
