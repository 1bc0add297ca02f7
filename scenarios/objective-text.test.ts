/** What an operator may write as an objective, what it then means, and what is said of mistakes. */

import { describe, expect, it } from "vitest";
import { parseObjective } from "./objective-text.ts";
import { objectivesFor, wantObjectives } from "./objectives.ts";

const responseMs = { figure: "responseMs" } as const;

describe("an objective", () => {
  it.each([
    ["p99 from plan < 250 ms", { ...responseMs, of: 99, below: 250, samplesMin: 1000 }],
    ["P99  FROM PLAN<=1.5s", { ...responseMs, of: 99, atMost: 1500, samplesMin: 1000 }],
    ["p99.9 from plan < 2 min", { ...responseMs, of: 99.9, below: 120_000, samplesMin: 10_000 }],
    ["p50 service ≤ 900µs", { figure: "serviceMs", of: 50, atMost: 0.9, samplesMin: 100 }],
    ["mean from plan < 20 ms", { ...responseMs, of: "mean", below: 20, samplesMin: 100 }],
    ["max service < 1 s", { figure: "serviceMs", of: 100, below: 1000, samplesMin: 100 }],
    ["error rate < 0.1 %", { figure: "errorRate", below: 0.001, samplesMin: 3000 }],
    ["error rate = 0 %", { figure: "errorRate", atMost: 0, samplesMin: 100 }],
    ["timeouts = 0", { figure: "timedOut", atMost: 0, samplesMin: 100 }],
    ["broken <= 3", { figure: "broken", atMost: 3, samplesMin: 100 }],
    ["lost = 0", { figure: "lost", atMost: 0, samplesMin: 100 }],
    ["refused shown = 0", { figure: "refusedShown", atMost: 0, samplesMin: 100 }],
    ["misread = 0", { figure: "readBackViolations", atMost: 0, samplesMin: 100 }],
    ["throughput >= 500/s", { figure: "throughput", atLeast: 500, samplesMin: 100 }],
    ["achieved share > 99.5 %", { figure: "achievedShare", above: 0.995, samplesMin: 100 }],
  ])("%s", (text, want) => {
    const { scenario, objective } = parseObjective(text);
    const { id: _id, statement, ...rest } = objective;
    expect(scenario).toBeUndefined();
    expect(rest).toEqual(want);
    expect(statement).toMatch(/^Given: .*\.$/);
  });

  it("is called by its own text, tidied, so that the same one twice is noticed", () => {
    expect(parseObjective(" P99   from plan<  1.5s ").objective.id).toBe("p99 from plan < 1500 ms");
    expect(parseObjective("timeouts=0").objective.id).toBe("timeouts = 0");
    expect(parseObjective("error rate < 0.1%").objective.id).toBe("error rate < 0.1 %");
  });

  it("may be for one scenario", () => {
    const given = parseObjective("smoke: p50 from plan < 1 s");
    expect(given.scenario).toBe("smoke");
    expect(given.objective.id).toBe("smoke: p50 from plan < 1000 ms");
    expect(objectivesFor("smoke", [given]).at(-1)).toBe(given.objective);
    expect(objectivesFor("steady", [given])).not.toContain(given.objective);
  });

  it("without a scenario's name is for those that go on for a time", () => {
    const given = parseObjective("p99 from plan < 1 s");
    expect(objectivesFor("steady", [given])).toContain(given.objective);
    expect(objectivesFor("smoke", [given])).not.toContain(given.objective);
  });
});

describe("a mistake is named with its place, what stood there and what is wanted", () => {
  it.each([
    ["p99 < 250 ms", /figure: got "p99", want "p99 from plan" .* or "p99 service"/],
    ["latency < 250 ms", /figure: got "latency", want p99 from plan, .*error rate, refused/],
    ["p100 from plan < 1 s", /percentile: got "p100", want more than 0 and less than 100, or max/],
    ["p0 service < 1 s", /percentile: got "p0"/],
    ["p99 from plan", /relation: got nothing, want < or >/],
    ["p99 from plan < 250", /limit: got "250", want a time with its unit/],
    ["p99 from plan < 0 ms", /limit: got "0 ms", want a time/],
    ["p99 from plan < fast", /limit: got "fast", want a time/],
    ["p99 from plan <", /limit: got nothing, want a time/],
    ["p99 from plan > 250 ms", /relation: got ">", want < or <=, because .* less is better/],
    ["p99 from plan = 250 ms", /relation: got "=", want < or <=/],
    ["p99 from plan << 250 ms", /relation: got "<<"/],
    ["throughput < 500/s", /relation: got "<", want >= or >, because of throughput more is better/],
    ["throughput > 500", /limit: got "500", want reports a second/],
    ["error rate < 1", /limit: got "1", want a share from 0 % to 100 %/],
    ["error rate < 101 %", /limit: got "101 %"/],
    ["timeouts < 0", /limit: got "0", want one that can be kept: nothing is less than that/],
    ["timeouts = 2", /relation: got "=", want < or <=, or = 0/],
    ["refused < 1.5", /limit: got "1.5", want a whole number/],
    ["", /relation: got nothing/],
  ])("%s", (text, message) => {
    expect(() => parseObjective(text)).toThrow(message);
    expect(() => parseObjective(text)).toThrow(`objective ${JSON.stringify(text)}: `);
  });

  it("an objective that no scenario of the run reads", () => {
    const plain = parseObjective("p99 from plan < 1 s");
    expect(() => wantObjectives([plain], ["smoke"])).toThrow(/smoke does not read it: .*steady/);
    expect(() => wantObjectives([plain], ["smoke", "steady"])).not.toThrow();
    const other = parseObjective("rush: p99 from plan < 1 s");
    expect(() => wantObjectives([other], ["steady"])).toThrow(
      /there is no scenario rush; want smo/,
    );
    const smoke = parseObjective("smoke: refused = 0");
    expect(() => wantObjectives([smoke], ["steady"])).toThrow(/it is for another scenario/);
    expect(() => wantObjectives([plain, plain], ["steady"])).toThrow(/stands there twice/);
  });
});
