/**
 * What survives a kill: the reference that keeps reports is accused of nothing, the one in memory of
 * losing them, each twin of what is wrong with it; and what happens where there is no way to kill.
 */

import { describe, expect, it } from "vitest";
import { TWINS } from "../../simulators/endpoint/index.ts";
import { DURABILITY } from "../requirements/durability.ts";
import type { Restarted, Target } from "../target/index.ts";
import { checkInProcess } from "../testing/check-in-process.ts";
import { inProcessTarget } from "../testing/in-process.ts";
import { besideKill, withKillsBounded } from "./kill.ts";
import { runTrial } from "./run-trial.ts";
import { look, report, restart, setup, type Trial } from "./trial.ts";

const IDS = DURABILITY.map(({ id }) => id);
const { signal } = new AbortController();

/** The outcome of each requirement, and of the violated ones what was seen. */
async function outcomes(given: Parameters<typeof checkInProcess>[0]) {
  const results = await checkInProcess({ ...given, only: IDS });
  return Object.fromEntries(
    [...results].map(([id, { outcome, violation }]) => [id, violation?.actual ?? outcome]),
  );
}

describe("an endpoint that is killed", () => {
  const held = Object.fromEntries(IDS.map((id) => [id, "held"]));

  it.each([1, 2, 3])("is accused of nothing where it keeps reports (seed %i)", async (seed) => {
    expect(await outcomes({ survives: "all", seed })).toEqual(held);
  });

  it("loses what it acknowledged where it keeps reports in memory, and nothing else is said", async () => {
    expect(await outcomes({ survives: "nothing" })).toEqual({
      ...held,
      "durability/acknowledged-kept":
        "lost: report 1 was acknowledged, then at rest look: no report",
      "durability/none-returns": "stale: report 1 was acknowledged, then look: no report",
    });
  });

  const twins = TWINS.filter(({ family }) => family === "durability");

  it.each(twins.map((twin) => [twin.id, twin] as const))("%s breaks its own", async (id, twin) => {
    const found = await outcomes({ twin: id });
    const broken = IDS.filter((requirement) => found[requirement] !== "held");
    expect(broken).toEqual(expect.arrayContaining([...twin.caughtBy]));
    // What is acknowledged too early is gone, and what was there before is back.
    const more = id === "kept-late" ? ["durability/none-returns"] : [];
    expect(broken.filter((other) => !twin.caughtBy.includes(other))).toEqual(more);
  });

  it("cannot be tested where nobody can kill it, and that is said", async () => {
    const results = await checkInProcess({ only: IDS });
    for (const id of IDS) {
      expect(results.get(id)).toMatchObject({
        outcome: "untestable",
        reason: "needs a way to kill the endpoint and start it again (--restart-command)",
      });
    }
  });
});

describe("a trial with a kill", () => {
  const body = (n: number) =>
    `{"subtask_name":"SSL_CONFIG","progress":${n},"replicatesize":${n},"totalsize":${n},"process_trace":"${n}"}`;
  const lane = [1, 2, 3, 4].map((n) => setup(body(10 + n)));
  const trial: Trial = {
    title: "a kill",
    watch: ["lost"],
    steps: [look(), setup(body(1)), restart([lane], 1), look()],
  };
  const ids = { a: "task-1" };

  it("follows both branches of what was under way, and sends nothing after the kill", async () => {
    const { target } = inProcessTarget({ survives: "all" });
    const result = await runTrial(trial, target, ids, signal);
    expect(result.judgement.kind).toBe("held");
    expect(result.faulted).toBe(1);
    expect(result.exchanges.length).toBeLessThan(3 + lane.length);
    expect(result.left.get("task-1")).toHaveLength(1);
  });

  it("says nothing where the endpoint does not come back", async () => {
    const { target } = inProcessTarget({ survives: "all" });
    const reason = "it did not come back";
    const gone = {
      ...target,
      restart: async (): Promise<Restarted> => ({ kind: "failed", reason }),
    };
    const { judgement } = await runTrial(trial, gone, ids, signal);
    expect(judgement).toEqual({ kind: "indefinite", reason });
  });

  it("says nothing where a report before the kill is refused, and then kills nobody", async () => {
    const { target } = inProcessTarget({ survives: "all" });
    let kills = 0;
    const counted = {
      ...target,
      restart: async (): Promise<Restarted> => {
        kills += 1;
        return { kind: "answering" };
      },
    };
    const refused = setup(body(2), { credential: { kind: "none" } });
    const steps = [restart([[refused]], 50), look()];
    const { judgement } = await runTrial({ ...trial, steps }, counted, ids, signal);
    expect(judgement.kind).toBe("inapplicable");
    expect(kills).toBe(0);
  });

  it("takes a task that is gone for one that lost its report", async () => {
    const { target } = inProcessTarget({ survives: "all" });
    let isGone = false;
    const forgetful: Target = {
      ...target,
      restart: async () => {
        isGone = true;
        return { kind: "answering" };
      },
      transport: {
        ...target.transport,
        send: async (request, stop) => {
          const reply = await target.transport.send(request, stop);
          return isGone && reply.kind === "complete" ? { ...reply, status: 404 } : reply;
        },
      },
    };
    const steps = [setup(body(1)), restart(), look()];
    const { judgement } = await runTrial({ ...trial, steps }, forgetful, ids, signal);
    expect(judgement).toMatchObject({
      kind: "violated",
      actual: "lost: report 1 was acknowledged, then at rest look: no such task",
    });
  });

  it("knows what was there before, on a task that was reported on already", async () => {
    const { target } = inProcessTarget({ survives: "all" });
    await runTrial({ title: "before", steps: [report(body(77))] }, target, ids, signal);
    const { target: empty } = inProcessTarget({ survives: "nothing" });
    let isKilled = false;
    // After the kill the task shows what it showed before the trial.
    const back: Target = {
      ...target,
      restart: async () => {
        isKilled = true;
        await runTrial({ title: "before", steps: [report(body(77))] }, empty, ids, signal);
        return { kind: "answering" };
      },
      transport: {
        ...target.transport,
        send: (request, stop) => (isKilled ? empty : target).transport.send(request, stop),
      },
    };
    const steps = [look(), setup(body(1)), restart(), look()];
    const { judgement } = await runTrial({ ...trial, steps }, back, ids, signal);
    expect(judgement).toMatchObject({
      actual: "lost: report 1 was acknowledged, then at rest look: what was there before",
    });
  });
});

describe("kills", () => {
  const target = (restarted: () => Promise<Restarted>): Target => ({
    ...inProcessTarget({}).target,
    restart: restarted,
  });

  it("end once one did not work", async () => {
    let kills = 0;
    const bounded = withKillsBounded(
      target(async () => {
        kills += 1;
        return { kind: "failed", reason: "no" };
      }),
      60_000,
    );
    for (let i = 0; i < 3; i += 1) {
      expect(await bounded.restart?.("a", signal)).toEqual({ kind: "failed", reason: "no" });
    }
    expect(kills).toBe(1);
  });

  it("end when their time is over, which is told with what to do", async () => {
    const bounded = withKillsBounded(
      target(async () => ({ kind: "answering" })),
      -1,
    );
    expect(await bounded.restart?.("a", signal)).toEqual({
      kind: "failed",
      reason: expect.stringMatching(/for restarts are over; give more by --durability 10m$/),
    });
  });

  const complete = { kind: "complete", headers: [], body: "", startMs: 1, endMs: 2 } as const;

  it.each([
    ["no reply is ambiguous", { kind: "broken", reason: "reset" }, "cut"],
    ["a late one too", { kind: "timeout", afterMs: 1 }, "cut"],
    ["a gateway's error too", { ...complete, status: 502 }, "cut"],
    ["an acknowledgement counts", { ...complete, status: 200 }, "complete"],
    ["a refusal counts", { ...complete, status: 400 }, "complete"],
    ["the end of the run is that", { kind: "stopped" }, "stopped"],
  ] as const)("of what was under way: %s", (_, reply, kind) => {
    expect(besideKill(reply, 0).kind).toBe(kind);
  });
});
