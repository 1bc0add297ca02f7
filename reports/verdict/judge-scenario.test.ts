/** What decides a scenario that asks more than its limits: its question passes over nothing. */

import { describe, expect, it } from "vitest";
import { mergeLoad } from "../evidence/merge.ts";
import type { EventOf } from "../evidence/schema.ts";
import { type LoadOptions, makeClosed, makeFlushes, makeOpened } from "../testing/make-load.ts";
import { judgeScenario } from "./judge-scenario.ts";

type Opened = EventOf<"load-opened">;

const STEPS = [
  { name: "1 times", fromMs: 0, untilMs: 30_000 },
  { name: "2 times", fromMs: 30_000, untilMs: 60_000 },
];

function judged(
  asks: Partial<Opened>,
  given: {
    readonly load?: LoadOptions;
    readonly closed?: Partial<EventOf<"load-closed">>;
    readonly memory?: EventOf<"load-memory">;
    /** Reports that timed out besides. */
    readonly timedOut?: number;
  } = {},
) {
  const opened = { ...makeOpened(given.load), objectives: [], ...asks };
  const load = mergeLoad(opened, makeFlushes(given.load));
  const ledger = { ...load.ledger, timedOut: load.ledger.timedOut + (given.timedOut ?? 0) };
  return judgeScenario({
    opened,
    closed: { ...makeClosed(opened), ...given.closed },
    load: { ...load, ledger },
    memory: given.memory,
    earlierAttempts: 0,
    excuse: undefined,
  });
}

const knee = (more: Partial<Opened> = {}) => ({ asks: "knee", parts: STEPS, ...more }) as const;

describe("looks", () => {
  const withLooks = (readBacks: number, sweep: number, undecided: number) => {
    const opened = { ...makeOpened(), objectives: [] };
    const load = mergeLoad(opened, makeFlushes());
    const looked = { asked: readBacks, right: readBacks, wrong: 0, indefinite: 0 };
    const right = sweep - undecided;
    const swept = { asked: sweep, right, wrong: 0, indefinite: undecided };
    const ledger = { ...load.ledger, readBacks: looked, sweep: swept };
    return judgeScenario({
      opened,
      closed: makeClosed(opened),
      load: { ...load, ledger },
      earlierAttempts: 0,
      excuse: undefined,
    });
  };

  it("leave a load open that show nothing, most of them", () => {
    // An endpoint that answers 200 and a page to everything takes every report.
    expect(withLooks(0, 20, 20)).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "20 of 20 looks could not be judged",
    });
    expect(withLooks(0, 20, 11).verdict).toBe("INCONCLUSIVE");
    expect(withLooks(0, 20, 10).verdict).toBe("MET");
    expect(withLooks(5, 20, 12).verdict).toBe("MET");
  });

  it("are not missed where none can be had", () => {
    expect(withLooks(0, 0, 0).verdict).toBe("MET");
  });
});

describe("a search for the knee", () => {
  it("is met where a step held, though some reports failed", () => {
    expect(judged(knee())).toMatchObject({ verdict: "MET", reason: undefined });
    expect(judged(knee(), { timedOut: 7 }).verdict).toBe("MET");
    expect(judged({}, { timedOut: 7 }).verdict).toBe("INCONCLUSIVE");
  });

  it("is INVALID where the generator failed, whatever its steps say", () => {
    const failed = judged(knee(), { closed: { ending: "failed", detail: "k6 died" } });
    expect(failed).toMatchObject({ verdict: "INVALID", reason: expect.stringMatching(/k6 died/) });
  });

  it("stays open where an objective that was given could not be judged", () => {
    const objective = {
      id: "given",
      statement: "Given.",
      figure: "responseMs",
      of: 99,
      below: 1e6,
      samplesMin: 1e9,
    } as const;
    expect(judged(knee({ objectives: [objective] }))).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: expect.stringMatching(/^given: /),
    });
  });

  it("leaves out a step in which the generator lagged, and is not INVALID for it", () => {
    const late = judged(knee(), { load: { ownLagMs: 900 } });
    expect(late.verdict).toBe("INVALID");
    expect(late.reason).toMatch(/^no rate held; .*the load generator itself was late/);
  });
});

describe("a soak", () => {
  const memory = (samples: number, problem?: string): EventOf<"load-memory"> => ({
    kind: "load-memory",
    scenario: "steady",
    attempt: 1,
    source: "process 7",
    samples: Array.from({ length: samples }, (_, i) => ({ atMs: i * 1000, bytes: 1e8 })),
    ...(problem === undefined ? {} : { problem }),
  });

  it("is met where nothing grows", () => {
    expect(judged({ asks: "drift" }, { memory: memory(60) }).verdict).toBe("MET");
    expect(judged({ asks: "drift" }).verdict).toBe("MET");
  });

  it("stays open where the memory that was to be read could not be", () => {
    const open = judged({ asks: "drift" }, { memory: memory(3, "no such process") });
    expect(open).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: expect.stringMatching(/memory.*unknown.*no such process/),
    });
  });
});
