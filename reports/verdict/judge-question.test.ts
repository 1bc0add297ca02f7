import { describe, expect, it } from "vitest";
import { Histogram } from "../evidence/histogram.ts";
import type { MergedLoad } from "../evidence/merge.ts";
import type { EventOf } from "../evidence/schema.ts";
import { judgeQuestion } from "./judge-question.ts";

const opened = (asks: "knee" | "drift") =>
  ({ asks, ownLagBudgetMs: 100 }) as EventOf<"load-opened">;
const MIB = 1024 * 1024;

function series(p50Ms: (i: number) => number): MergedLoad {
  const points = Array.from({ length: 60 }, (_, i) => ({
    fromMs: i * 1000,
    toMs: (i + 1) * 1000,
    p50Ms: p50Ms(i),
    p99Ms: 2 * p50Ms(i),
  }));
  return { series: points, parts: [] } as unknown as MergedLoad;
}

function memory(bytes: (i: number) => number): EventOf<"load-memory"> {
  const samples = Array.from({ length: 60 }, (_, i) => ({ atMs: i * 1000, bytes: bytes(i) }));
  return { kind: "load-memory", scenario: "soak", attempt: 1, source: "process 7", samples };
}

describe("whether something grows", () => {
  it("is answered with what grows, from where and by how much", () => {
    const { judgement } = judgeQuestion(
      opened("drift"),
      series((i) => 5 + i),
      undefined,
    );
    expect(judgement?.verdict).toBe("MISSED");
    expect(judgement?.reason).toMatch(/^p50 grows: 47 ms over the run, from 22.5 ms; p99 grows/);
  });

  it("is answered by memory, too", () => {
    const leak = memory((i) => 100 * MIB + i * 4 * MIB);
    const { judgement } = judgeQuestion(
      opened("drift"),
      series(() => 5),
      leak,
    );
    expect(judgement?.reason).toMatch(/^the endpoint's memory grows: 188 MiB over the run/);
  });

  it("decides nothing where all is steady, and says what was not read", () => {
    const { judgement, remarks } = judgeQuestion(
      opened("drift"),
      series(() => 5),
      undefined,
    );
    expect(judgement).toBeUndefined();
    expect(remarks).toContain("the endpoint's memory was not read (--endpoint-memory)");
  });

  it("does not take what is taken at the beginning for a leak", () => {
    const once = memory((i) => Math.min(300, 100 + i * 40) * MIB);
    expect(
      judgeQuestion(
        opened("drift"),
        series(() => 5),
        once,
      ).judgement,
    ).toBeUndefined();
  });

  it("stays open where the run was too short to tell", () => {
    const short = { ...series(() => 5), series: series(() => 5).series.slice(0, 8) };
    const { judgement } = judgeQuestion(opened("drift"), short, undefined);
    expect(judgement?.verdict).toBe("INCONCLUSIVE");
  });
});

describe("where it bends", () => {
  const part = (responseMs: number, failed = 0) => {
    const times = new Histogram();
    for (let i = 0; i < 500; i += 1) times.record(responseMs * 1000);
    const figures = {
      due: 500,
      acknowledged: 500,
      failed,
      ownLag: new Histogram(),
      loopLag: new Histogram(),
    };
    const when = { fromMs: 0, untilMs: 5000, coveredMs: 5000 };
    return { name: "1 times", ...when, ...figures, response: times, service: times };
  };
  const load = (...parts: readonly ReturnType<typeof part>[]) => {
    return { ...series(() => 5), parts };
  };

  it("is met where a step held, though a later one did not", () => {
    const { judgement, remarks } = judgeQuestion(
      opened("knee"),
      load(part(5), part(900)),
      undefined,
    );
    expect(judgement).toBeUndefined();
    expect(remarks[0]).toMatch(/^100 a second held .*; at 100 a second p99 was 90/);
  });

  it("is missed where the lowest step did not hold, and invalid where none could be judged", () => {
    expect(judgeQuestion(opened("knee"), load(part(900)), undefined).judgement?.verdict).toBe(
      "MISSED",
    );
    expect(judgeQuestion(opened("knee"), load(), undefined).judgement?.verdict).toBe("INVALID");
  });
});
