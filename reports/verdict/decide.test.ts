/** From whole runs to verdicts: each situation that CI has to tell from the others. */

import { describe, expect, it } from "vitest";
import type { RunRecord } from "../evidence/run-record.ts";
import type { Event, RequirementEvent } from "../evidence/schema.ts";
import { CATALOGUE, entry, findingOf, held, violated } from "../testing/make-findings.ts";
import { type LoadOptions, makeClosed, makeFlushes, makeOpened } from "../testing/make-load.ts";
import { makeEvents, makeRun, type Situation, withResult } from "../testing/make-run.ts";
import { judge } from "./decide.ts";

const SITUATIONS: readonly (readonly [Situation, number, string, string])[] = [
  ["clean", 0, "CONFORMS", "CONFORMS, 10 of 10 gating requirements tested"],
  ["failing", 1, "VIOLATES", "VIOLATES, 3 gating requirements violated, 8 of 10"],
  ["flaky", 1, "VIOLATES", "VIOLATES, 1 gating requirement violated"],
  ["invalid", 4, "INVALID", "INVALID, 10 of 10 gating requirements tested, load steady: invalid"],
  ["interrupted", 130, "INCOMPLETE", "INCOMPLETE, 3 of 10 gating requirements tested"],
  ["vacuous", 5, "INCOMPLETE", "INCOMPLETE, 9 of 10 gating requirements tested"],
  ["unreachable", 3, "INCOMPLETE", "INCOMPLETE, 0 of 10 gating requirements tested"],
  ["harness error", 4, "ERROR", "ERROR, 9 of 10 gating requirements tested"],
  [
    "regressed",
    1,
    "VIOLATES",
    "VIOLATES, 10 of 10 gating requirements tested, load steady: objectives met, 3 regressions",
  ],
  ["100 findings", 1, "VIOLATES", "VIOLATES, 100 gating requirements violated"],
];

const ID = "overlap/last-completed-wins";

function record(events: readonly Event[], flushes: RunRecord["flushes"] = []): RunRecord {
  return { folder: "run", events, flushes, problems: [] };
}

function judgeOne(changes: Partial<RequirementEvent>) {
  const results = withResult({ ...held(ID), ...changes });
  const judged = judge(record(makeEvents({ run: { halves: ["check"] }, results, load: "none" })));
  const found = judged.requirements.find((requirement) => requirement.entry.id === ID);
  return { verdict: found?.verdict, status: judged.status, rate: found?.rate };
}

function judgeLoad(options: LoadOptions, changes: { readonly lose?: number } = {}) {
  const flushes = makeFlushes(options).slice(changes.lose ?? 0);
  const judged = judge(
    record(makeEvents({ run: { halves: ["load"] }, results: [], load: options }), flushes),
  );
  return { verdict: judged.scenarios[0]?.verdict, status: judged.status };
}

describe("a run", () => {
  it.each(SITUATIONS)("that is %s", (situation, status, verdict, line) => {
    const judged = judge(makeRun(situation));
    expect(judged).toMatchObject({ status, verdict });
    expect(judged.line).toContain(line);
  });

  it("on the embedded endpoint says so", () => {
    expect(judge(makeRun("clean")).line).toMatch(/\(embedded reference endpoint\)$/);
  });

  it("that is partial says so and why", () => {
    const run = { halves: ["check" as const], partial: "--quick" };
    expect(judge(record(makeEvents({ run, load: "none" }))).line).toMatch(
      /^CONFORMS \(PARTIAL: --quick\), /,
    );
  });

  it("is never green from evidence with problems", () => {
    const judged = judge({ ...makeRun("clean"), problems: ["events.ndjson:3: cut"] });
    expect(judged).toMatchObject({ status: 4, verdict: "INCOMPLETE" });
  });

  it("is never green without its end", () => {
    const { flushes } = makeRun("clean");
    expect(judge(record(makeEvents({ closed: false }), flushes)).status).toBe(4);
  });

  it("is never green from any beginning of a clean run", () => {
    const { events, flushes } = makeRun("clean");
    for (let end = 0; end < events.length; end += 1) {
      expect(judge(record(events.slice(0, end), flushes)).status).not.toBe(0);
    }
  });

  it("that promised a load and did none is an error", () => {
    expect(judge(record(makeEvents({ load: "none" }))).status).toBe(4);
  });

  it("whose reports got no answer sends its reader to the endpoint's log", () => {
    const load = { timedOutPerMille: 4 };
    const { next } = judge(record(makeEvents({ load }), makeFlushes(load)));
    expect(next[0]).toMatch(/^Load steady: 120 reports got no answer; look at the endpoint's log/);
  });

  it("without k6 is 3 although the check half is green", () => {
    const missing: Event = {
      kind: "prerequisite",
      name: "k6",
      state: "missing",
      detail: "neither k6 nor Go was found",
      remedy: "install Go 1.25 or set K6_PATH",
    };
    const judged = judge(record(makeEvents({ load: "none", more: [missing] })));
    expect(judged).toMatchObject({ status: 3, gating: { tested: 10 } });
    expect(judged.next).toContain("k6: install Go 1.25 or set K6_PATH");
  });

  it("that lost a result is a harness error, whatever else was missing", () => {
    const results = CATALOGUE.slice(1).map(({ id }) => held(id));
    const more: Event[] = [
      { kind: "prerequisite", name: "k6", state: "missing", detail: "not found" },
    ];
    expect(judge(record(makeEvents({ results, load: "none", more }))).status).toBe(4);
  });

  it("in which everything is untestable proves nothing", () => {
    const results = CATALOGUE.map(({ id }): RequirementEvent => {
      return { ...held(id), outcome: "untestable", reason: "no token", trials: 0 };
    });
    const events = makeEvents({ run: { halves: ["check"] }, results, load: "none" });
    expect(judge(record(events)).status).toBe(4);
  });

  it("that mixes two runs is not trusted", () => {
    const { events, flushes } = makeRun("clean");
    expect(judge(record([...events, ...events], flushes)).status).toBe(4);
  });
});

describe("a requirement", () => {
  const finding = findingOf(ID);
  it.each([
    ["that held", {}, "PASS", 0],
    ["that held without trials", { trials: 0, goals: [] }, "VACUOUS", 5],
    ["whose goal was not met", { goals: [{ name: "g", want: 2, got: 1 }] }, "VACUOUS", 5],
    ["that got no reply to a trial", { indefinite: 1 }, "INCONCLUSIVE", 5],
    [
      "with legal, not best behaviour",
      { nonStrict: [{ what: "422", count: 3 }] },
      "PASS-NONSTRICT",
      0,
    ],
    ["the checker could not decide", { outcome: "unknown", reason: "budget" }, "INCONCLUSIVE", 5],
    ["whose prerequisite is not there", { outcome: "untestable", reason: "none" }, "UNTESTABLE", 0],
    ["violated each time", violated(ID), "FAIL", 1],
    ["violated without counterexample", { outcome: "violated" }, "FAIL", 1],
    [
      "violated now and then",
      { outcome: "violated", finding: { ...finding, confirmation: { runs: 5, violated: 4 } } },
      "FLAKY",
      1,
    ],
    [
      "violated once and never again",
      { outcome: "violated", finding: { ...finding, confirmation: { runs: 5, violated: 0 } } },
      "FLAKY",
      1,
    ],
  ] as readonly (readonly [string, Partial<RequirementEvent>, string, number])[])(
    "%s",
    (_phrase, changes, verdict, status) => {
      expect(judgeOne(changes)).toMatchObject({ verdict, status });
    },
  );

  it("that is FLAKY has its rate and bound", () => {
    const { rate } = judgeOne({
      outcome: "violated",
      finding: {
        ...finding,
        confirmation: { runs: 5, violated: 0 },
        like: { runs: 400, violated: 6 },
      },
    });
    // Wilson's interval of 6 in 400, from the formula by hand.
    expect(rate?.share).toBeCloseTo(0.015, 10);
    expect(rate?.low).toBeCloseTo(0.00689, 4);
    expect(rate?.high).toBeCloseTo(0.03233, 4);
  });

  it("gates by basis and level, and by --strict", () => {
    const results = withResult(violated("state/speed-is-kept"));
    const events = makeEvents({ run: { halves: ["check"] }, results, load: "none" });
    expect(judge(record(events))).toMatchObject({ status: 0, counts: { FAIL: 1 } });
  });

  it("that is UNTESTABLE is 5 with --strict", () => {
    const results = withResult({ ...held(ID), outcome: "untestable", reason: "no reads" });
    const run = { halves: ["check" as const], strict: true };
    expect(judge(record(makeEvents({ run, results, load: "none" }))).status).toBe(5);
  });

  it("without a result in a run that ended is a harness error", () => {
    const results = CATALOGUE.slice(1).map(({ id }) => held(id));
    const run = { halves: ["check" as const] };
    const judged = judge(record(makeEvents({ run, results, load: "none" })));
    expect(judged).toMatchObject({ status: 4, counts: { "HARNESS-ERROR": 1 } });
  });
});

describe("a load", () => {
  it.each([
    ["that meets its objectives", {}, "MET", 0],
    ["that is too slow", { slowFromSecond: 10 }, "MISSED", 1],
    ["with a wrong read-back", { wrongReadBacks: 1 }, "MISSED", 1],
    ["with refusals", { refusedPerMille: 5 }, "MISSED", 1],
    ["with lag of its own", { ownLagMs: 180 }, "INVALID", 4],
    ["with lag of its own, and slow", { ownLagMs: 900, slowFromSecond: 10 }, "INVALID", 4],
    ["with lag of its own, and wrong answers", { ownLagMs: 180, wrongReadBacks: 1 }, "MISSED", 1],
    ["with lag of its own, and timeouts", { ownLagMs: 180, timedOutPerMille: 9 }, "INVALID", 4],
  ] as readonly (readonly [string, LoadOptions, string, number])[])(
    "%s",
    (_phrase, options, verdict, status) => {
      expect(judgeLoad(options)).toEqual({ verdict, status });
    },
  );

  it("whose flushes got lost is INVALID", () => {
    expect(judgeLoad({}, { lose: 1 })).toEqual({ verdict: "INVALID", status: 4 });
  });

  it("that sent nothing is INVALID", () => {
    expect(judgeLoad({}, { lose: 10_000 })).toEqual({ verdict: "INVALID", status: 4 });
  });

  it("leaves timeouts undecided where no objective speaks of them", () => {
    const opened = { ...makeOpened(), objectives: makeOpened().objectives.slice(0, 1) };
    const events = makeEvents({
      run: { halves: ["load"] },
      results: [],
      load: "none",
      more: [opened, makeClosed(opened)],
    });
    const judged = judge(record(events, makeFlushes({ timedOutPerMille: 5 })));
    expect(judged).toMatchObject({ status: 5, scenarios: [{ verdict: "INCONCLUSIVE" }] });
  });

  it("counts a timeout as slower than any answer", () => {
    const judged = judge(
      record(
        makeEvents({ run: { halves: ["load"] }, results: [], load: {} }),
        makeFlushes({ timedOutPerMille: 20 }),
      ),
    );
    const p99 = judged.scenarios[0]?.objectives.find((o) => o.objective.figure === "responseMs");
    expect(p99).toMatchObject({ value: Infinity, state: "missed" });
  });

  it("counts by its last attempt", () => {
    const first = makeOpened();
    const second = makeOpened({ attempt: 2 });
    const events = makeEvents({
      run: { halves: ["load"] },
      results: [],
      load: "none",
      more: [first, makeClosed(first), second, makeClosed(second)],
    });
    const flushes = [...makeFlushes({ ownLagMs: 300 }), ...makeFlushes({ attempt: 2 })];
    expect(judge(record(events, flushes))).toMatchObject({
      status: 0,
      scenarios: [{ verdict: "MET", earlierAttempts: 1 }],
    });
  });

  it("whose generator failed is INVALID", () => {
    const opened = makeOpened();
    const more = [opened, makeClosed(opened, "failed")];
    const events = makeEvents({ run: { halves: ["load"] }, results: [], load: "none", more });
    expect(judge(record(events, makeFlushes())).status).toBe(4);
  });
});

describe("evidence of which a part is lacking or out of order", () => {
  const results = CATALOGUE.slice(1).map(({ id }) => held(id));
  const run = { halves: ["check" as const] };
  const lost = (events: readonly Event[]) => judge(record(events)).requirements[0];

  it("excuses a lost result only by an end that did not come, or an interruption", () => {
    expect(lost(makeEvents({ run, results, load: "none" }))?.verdict).toBe("HARNESS-ERROR");
    const killed = makeEvents({ run, results, load: "none", closed: false });
    expect(lost(killed)).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "not reached: the run did not come to its end",
    });
    const more: Event[] = [{ kind: "interrupted", signal: "SIGINT" }];
    expect(lost(makeEvents({ run, results, load: "none", more }))).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "not reached: interrupted by SIGINT",
    });
  });

  it("without its opening is judged as if all had been promised, and not strictly", () => {
    const [, ...headless] = makeEvents({ results: [], load: "none" });
    expect(judge(record(headless))).toMatchObject({
      status: 4,
      counts: { "HARNESS-ERROR": CATALOGUE.length },
      gating: { total: 10, tested: 0 },
    });
  });

  it("judges each scenario by its own events", () => {
    const [steady, spike] = [makeOpened(), { ...makeOpened(), scenario: "spike" }];
    const more = [steady, makeClosed(steady), spike, makeClosed(spike, "failed")];
    const flushes = ["steady", "spike"].flatMap((scenario) =>
      makeFlushes().map((flush) => ({ ...flush, scenario })),
    );
    for (const events of [more, [...more].reverse()]) {
      const all = makeEvents({
        run: { halves: ["load"] },
        results: [],
        load: "none",
        more: events,
      });
      const { scenarios } = judge(record(all, flushes));
      const verdicts = scenarios.map(({ opened, verdict }) => [opened.scenario, verdict]);
      expect(Object.fromEntries(verdicts)).toEqual({ steady: "MET", spike: "INVALID" });
    }
  });

  it("counts the last attempt, in whatever order they stand", () => {
    const [first, second] = [makeOpened(), makeOpened({ attempt: 2 })];
    const more = [second, makeClosed(second), first, makeClosed(first, "failed")];
    const all = makeEvents({ run: { halves: ["load"] }, results: [], load: "none", more });
    const flushes = [...makeFlushes(), ...makeFlushes({ attempt: 2 })];
    expect(judge(record(all, flushes))).toMatchObject({
      status: 0,
      scenarios: [{ verdict: "MET", opened: { attempt: 2 }, closed: { attempt: 2 } }],
    });
  });

  it("gates what is inferred with --strict only", () => {
    const [first = entry("a/b", "Table", "A statement.")] = CATALOGUE;
    const requirements = [{ ...first, basis: "inferred" as const }, ...CATALOGUE.slice(1)];
    const judged = (strict: boolean) => {
      const events = makeEvents({
        run: { ...run, strict },
        results: withResult(violated(first.id)),
        load: "none",
      });
      const listed = events.map((e) => (e.kind === "catalogue" ? { ...e, requirements } : e));
      return judge(record(listed)).status;
    };
    expect([judged(false), judged(true)]).toEqual([0, 1]);
  });
});
