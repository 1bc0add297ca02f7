/** The final sweep, against endpoints that keep, lose, revive and mix reports. */

import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { samplePlans } from "../../simulators/fleet/index.ts";
import { Fleet } from "./fleet.ts";
import { WorkerLedger } from "./ledger.ts";
import { Register } from "./register.ts";
import type { Reply } from "./replies.ts";
import { PLAIN, type WorkerSettings } from "./settings.ts";
import { Sweep } from "./sweep.ts";
import { wrongName } from "./wrong-name.ts";

const OBSERVATION = { kind: "pointer", path: "/tasks/{task_id}", pointer: "" } as const;
const CONTEXT = { observation: OBSERVATION, profile: profileOf("2024-02") };
const TIMERS = {
  set: (act: () => void) => {
    queueMicrotask(act);
    return 1;
  },
  clear: () => {},
};

function body(progress: number, size = 7): string {
  return `{"subtask_name":"MIGRATE_LINUX_FILE","progress":${progress},"replicatesize":${size}}`;
}

function reply(status: number, text = ""): Reply {
  const timings = { blocked: 0, duration: 1 };
  return { status, error_code: 0, error: "", body: text, timings, headers: {} } as Reply;
}

/** A task's fate: what it answers to each report, and what stands there in the end. */
async function swept(
  statuses: readonly number[],
  shown: string | undefined,
  settings: Partial<WorkerSettings> = {},
  isBlocking = false,
) {
  const all = {
    ...PLAIN,
    profile: "2024-02",
    tasks: { kind: "list", ids: ["a"] },
    agents: 1,
    workers: 1,
    mode: "once",
    intervalMs: 1000,
    ownPace: false,
    durationMs: 1000,
    seed: 1,
    bodies: statuses.map((_, index) => body(index)),
    observation: OBSERVATION,
    shareTasks: false,
    visibleWithinMs: 0,
    timeoutMs: 1000,
    ...settings,
  } as const;
  const fleet = new Fleet(all, 0, samplePlans({ seed: 1, count: 1 }));
  const ledger = new WorkerLedger();
  const answer = (): Reply => (shown === undefined ? reply(404) : reply(200, shown));
  const sweep = new Sweep({ settings: all, fleet, ledger });
  for (const status of statuses) {
    sweep.settle(0, status);
    fleet.advance(0);
  }
  if (isBlocking) sweep.lookBlocking(answer, () => {});
  else await sweep.look(async () => answer(), TIMERS);
  return { ...ledger.sweep, wrongs: ledger.wrongs, samples: ledger.samples };
}

describe("in the end a task", () => {
  it.each([
    ["shows the last acknowledged report", [200, 200], body(1), "right", {}],
    ["shows an earlier one", [200, 200], body(0), "wrong", { stale: 1 }],
    ["shows none", [200], "null", "wrong", { lost: 1 }],
    ["shows a refused one", [200, 400], body(1), "wrong", { refused: 1 }],
    ["shows the one before a refused one", [200, 400], body(0), "right", {}],
    ["shows one whose answer never came", [200, 0], body(1), "right", {}],
    ["shows the one before that", [200, 0], body(0), "right", {}],
    [
      "shows, after an acknowledged one, an unanswered one that came late",
      [0, 200],
      body(0),
      "right",
      {},
    ],
    ["shows another task's", [200, 200], body(0, 8), "wrong", { foreign: 1 }],
    ["is not there", [200], undefined, "indefinite", {}],
  ] as const)("%s", async (_phrase, statuses, shown, kind, wrongs) => {
    const seen = await swept(statuses, shown);
    expect(seen).toMatchObject({ asked: 1, [kind]: 1, wrongs });
    expect(seen.samples).toHaveLength(kind === "right" ? 0 : 1);
    expect(await swept(statuses, shown, {}, true)).toEqual(seen);
  });

  it("is not asked about where nothing was acknowledged, or agents share it", async () => {
    expect(await swept([500, 0], body(0))).toMatchObject({ asked: 0 });
    expect(await swept([200], body(9), { shareTasks: true })).toMatchObject({ asked: 0 });
    expect(await swept([200], body(9), { observation: { kind: "none" } })).toMatchObject({
      asked: 0,
    });
  });
});

describe("a register", () => {
  it("allows anything after too many reports without an answer", () => {
    const register = new Register();
    register.settle(body(0), 200);
    for (let i = 1; i <= 16; i += 1) register.settle(body(i), 0);
    expect(register.allowed()).toHaveLength(17);
    register.settle(body(17), 0);
    expect(register.allowed()).toBeUndefined();
  });

  it("tells a mixture of its own reports from another agent's", () => {
    const register = new Register();
    register.settle(body(1, 10), 200);
    register.settle(body(2, 20), 200);
    expect(wrongName(body(1, 20), register, CONTEXT)).toBe("torn");
    expect(wrongName(body(2, 30), register, CONTEXT)).toBe("foreign");
  });

  it("keeps a bounded past, and names by it", () => {
    const register = new Register();
    for (let i = 0; i <= 80; i += 1) register.settle(body(i), 200);
    expect(register.earlier).toHaveLength(64);
    expect(wrongName(body(79), register, CONTEXT)).toBe("stale");
    expect(wrongName(body(1, 8), register, CONTEXT)).toBe("foreign");
  });
});
