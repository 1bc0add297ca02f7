/** A few agents played from here: every report of the plans, in their order, and none after the signal. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { SIMPLEST_PLAN, shortened, timeline } from "../../simulators/agent/index.ts";
import { openTarget, resolveConfig } from "./index.ts";
import { type PlayedReport, playAgents } from "./play-agents.ts";

const PLANS = shortened([SIMPLEST_PLAN, { ...SIMPLEST_PLAN, seed: 2 }], 10);
let open: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  const config = resolveConfig({
    ...{ file: {}, env: {}, flags: { target: "embedded" } },
    fallbackTarget: undefined,
  });
  open = await openTarget(config, { tasksWanted: 2, signal: new AbortController().signal });
});
afterAll(() => open?.close());

/** Plays them; `enough` reports end it. */
async function play(enough: number): Promise<readonly PlayedReport[]> {
  const stop = new AbortController();
  const all: PlayedReport[] = [];
  await playAgents(open.target, {
    plans: PLANS,
    taskOf: (agent) => `agent-${agent}`,
    durationMs: 300,
    signal: stop.signal,
    played: (report) => {
      all.push(report);
      if (all.length >= enough) stop.abort();
    },
  });
  return all;
}

/** What an agent says, without sending it. */
function said(plan: (typeof PLANS)[number]): readonly string[] {
  const told: string[] = [];
  const reports = timeline(plan);
  for (let entry = reports.next(); entry !== undefined; entry = reports.next()) {
    told.push(entry.report.subtask_name);
  }
  return told;
}

it("sends each report of each agent", async () => {
  const all = await play(Infinity);
  PLANS.forEach((plan, i) => {
    const own = all.filter(({ agent }) => agent === i + 1).map(({ subtask }) => subtask);
    expect([...own].sort()).toEqual([...said(plan)].sort());
  });
  expect(new Set(all.map(({ status }) => status)).size).toBe(1);
});

it("sends none after the signal", async () => {
  const whole = PLANS.flatMap(said).length;
  expect((await play(2)).length).toBeLessThan(whole);
});
