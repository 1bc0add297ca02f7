/** A report that comes when its trial is long over is no phantom to the next trial on its task. */

import { describe, expect, it } from "vitest";
import { minimalWith } from "../requirements/drafts.ts";
import { TaskPool, type Transport, type WireRequest } from "../target/index.ts";
import { inProcessTarget } from "../testing/in-process.ts";
import { attemptTrial } from "./attempt.ts";
import { Leftovers } from "./leftovers.ts";
import { look, setup, type Trial } from "./trial.ts";

const { signal } = new AbortController();
const WATCH = ["phantom", "partial"] as const;
const CUT = { kind: "cut", place: "whole", percent: 0, how: "reset" } as const;

/** One task; a report that is cut comes only after the next whole one, as if nothing had been. */
function late(arrived: "whole" | "part") {
  const { target } = inProcessTarget({});
  const underWay: WireRequest[] = [];
  const transport: Transport = {
    close: async () => {},
    send: async (request, stop) => {
      const startMs = performance.now();
      if (request.faults !== undefined) {
        underWay.push(request);
        return { kind: "cut", arrived, what: "cut", startMs, endMs: performance.now() };
      }
      const reply = await target.transport.send(request, stop);
      if (request.method !== "PUT") return reply;
      for (const report of underWay.splice(0)) await target.transport.send(report, stop);
      return reply;
    },
  };
  const pool = new TaskPool({ kind: "list", ids: ["task-1"] }, 1);
  return { target: { ...target, transport }, pool, signal };
}

const at = (progress: number) =>
  minimalWith(inProcessTarget({}).target.profile, "progress", String(progress));
const cutting: Trial = { title: "cut", watch: WATCH, steps: [setup(at(10), { faults: [CUT] })] };
const next: Trial = { title: "next", watch: WATCH, steps: [setup(at(20)), look()] };

async function judged(arrived: "whole" | "part", leftovers: Leftovers) {
  const given = late(arrived);
  await attemptTrial(cutting, { ...given, leftovers });
  const { result } = await attemptTrial(next, { ...given, leftovers });
  return result.judgement;
}

describe("a report that comes late", () => {
  it("is what an earlier trial left under way, and may count", async () => {
    expect(await judged("whole", new Leftovers())).toMatchObject({ kind: "held" });
  });

  it("must not count where it never came whole, whoever sees it", async () => {
    expect(await judged("part", new Leftovers())).toMatchObject({
      kind: "violated",
      actual: "partial: look: report 1 of earlier trials",
    });
  });

  it("would be a phantom if nobody had kept it", async () => {
    const forgetful = new (class extends Leftovers {
      override add(): void {}
    })();
    expect(await judged("whole", forgetful)).toMatchObject({
      kind: "violated",
      actual: "phantom: look: progress 10",
    });
  });

  it("is kept as long as there are not too many newer ones", () => {
    const leftovers = new Leftovers();
    const step = setup(at(1));
    for (let i = 0; i < 30; i += 1) {
      leftovers.add(new Map([["task-1", [{ step, outcome: "ambiguous", callMs: i }]]]));
    }
    const kept = leftovers.of("task-1").map(({ callMs }) => callMs);
    expect(kept).toEqual(Array.from({ length: 20 }, (_, i) => 10 + i));
    expect(leftovers.of("task-2")).toEqual([]);
    expect(leftovers.of(undefined)).toEqual([]);
  });
});
