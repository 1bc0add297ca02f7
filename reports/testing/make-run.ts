/** Runs that never happened, one for each situation that a verdict or a page has to tell apart. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AttemptFlush, RunRecord } from "../evidence/run-record.ts";
import type { Event, RequirementEvent, RunEvent } from "../evidence/schema.ts";
import { makeBaseline } from "./make-baseline.ts";
import { CATALOGUE, entry, findingOf, held, raceFindingOf, violated } from "./make-findings.ts";
import { type LoadOptions, makeClosed, makeFlushes, makeOpened } from "./make-load.ts";

/** What the runs made here show. */
export const SITUATIONS = [
  "clean",
  "failing",
  "flaky",
  "invalid",
  "interrupted",
  "vacuous",
  "unreachable",
  "harness error",
  "100 findings",
  "regressed",
] as const;
export type Situation = (typeof SITUATIONS)[number];

/** The event that opens every run made here. */
export function makeRunEvent(changes: Partial<RunEvent> = {}): RunEvent {
  return {
    kind: "run",
    version: 1,
    startedAt: "2026-01-28T09:00:00.000Z",
    verb: "gate",
    tool: "headway 0.1.0",
    node: "v20.19.5",
    gitRevision: "c307636",
    machine: { platform: "linux x64", cpus: 4, memoryBytes: 16e9 },
    seed: 7,
    profile: "2026-01",
    target: {
      url: "http://127.0.0.1:8080",
      tasks: "list of 10",
      observe: "show-task",
      visibleWithinMs: 0,
    },
    strict: false,
    minTested: 0,
    halves: ["check", "load"],
    command: "npx tsx cli.ts gate --target http://127.0.0.1:8080 --seed 7",
    ...changes,
  };
}

const CLOSED: Event = { kind: "closed", at: "2026-01-28T09:01:14.000Z", durationMs: 74_000 };

/** Puts events together as a run does: opening, prerequisites, check half, load half, end. */
export function makeEvents(parts: {
  readonly run?: Partial<RunEvent>;
  readonly results?: readonly RequirementEvent[];
  readonly more?: readonly Event[];
  readonly load?: LoadOptions | "none";
  readonly closed?: boolean;
}): Event[] {
  const opened = parts.load === "none" ? undefined : makeOpened(parts.load);
  return [
    makeRunEvent(parts.run),
    { kind: "catalogue", version: "1", requirements: CATALOGUE },
    { kind: "prerequisite", name: "target", state: "ok", detail: "answers in 3 ms" },
    { kind: "dialect", name: "trailing slash", value: "accepted", how: "detected" },
    { kind: "dialect", name: "first refusal", value: "401 before 404", how: "detected" },
    ...(parts.results ?? CATALOGUE.map(({ id }) => held(id))),
    ...(opened === undefined ? [] : [opened, makeClosed(opened)]),
    ...(parts.more ?? []),
    ...(parts.closed === false ? [] : [CLOSED]),
  ];
}

/** A record that is all in memory. */
export interface RunInMemory extends RunRecord {
  readonly flushes: readonly AttemptFlush[];
}

/** The record of one situation. */
export function makeRun(situation: Situation): RunInMemory {
  const { events, load } = PARTS[situation]();
  const flushes = load === undefined ? [] : makeFlushes(load);
  return { folder: `reports/out/${situation.replace(" ", "-")}`, events, flushes, problems: [] };
}

interface Parts {
  readonly events: readonly Event[];
  readonly load?: LoadOptions;
}

const PARTS: Readonly<Record<Situation, () => Parts>> = {
  clean: () => ({ events: makeEvents({ run: embedded("reference") }), load: {} }),
  failing: () => {
    const load = { wrongReadBacks: 2, slowFromSecond: 40, timedOutPerMille: 4 };
    return { events: makeEvents({ results: failingResults(), load }), load };
  },
  flaky: () => ({
    events: makeEvents({ results: withResult(flakyResult()) }),
    load: {},
  }),
  invalid: () => ({ events: makeEvents({}), load: { ownLagMs: 180 } }),
  interrupted: () => ({
    events: makeEvents({
      results: CATALOGUE.slice(0, 3).map(({ id }) => held(id)),
      load: "none",
      more: [{ kind: "interrupted", signal: "SIGINT" }],
    }),
  }),
  vacuous: () => ({
    events: makeEvents({
      results: withResult({
        ...held("overlap/last-completed-wins"),
        goals: [{ name: "reports that overlapped", want: 50, got: 3 }],
      }),
    }),
    load: {},
  }),
  unreachable: () => ({
    events: makeEvents({
      results: [],
      load: "none",
      more: [
        {
          kind: "prerequisite",
          name: "target",
          state: "missing",
          detail: "connect ECONNREFUSED 127.0.0.1:8080",
          remedy: "start the endpoint, or give another --target",
        },
      ],
    }),
  }),
  "harness error": () => ({
    events: makeEvents({
      results: CATALOGUE.slice(1).map(({ id }) => held(id)),
      more: [{ kind: "harness-error", place: "suite", message: "lease: got 0 tasks, want 1" }],
    }),
    load: {},
  }),
  "100 findings": () => ({ events: hundredFindings(), load: {} }),
  regressed: () => {
    const results = withResult({ ...held(HABIT), nonStrict: [{ what: "422", count: 31 }] });
    const load = { ownLagMs: 20 };
    const events = makeEvents({ results, load });
    const record = { folder: "run", problems: [] };
    const kept = makeBaseline(
      { ...record, events: makeEvents({}), flushes: makeFlushes({}) },
      { ...record, events, flushes: makeFlushes(load) },
    );
    return { events: events.toSpliced(-1, 0, kept), load };
  },
};

/** A requirement that the regressed run keeps less well than before. */
const HABIT = "progress/above-range";

function embedded(name: string): Partial<RunEvent> {
  const target = makeRunEvent().target;
  return { target: { ...target, embedded: name } };
}

/** All held but one. */
export function withResult(result: RequirementEvent): RequirementEvent[] {
  return CATALOGUE.map(({ id }) => (id === result.id ? result : held(id)));
}

function flakyResult(): RequirementEvent {
  const finding = raceFindingOf("overlap/last-completed-wins");
  return {
    ...violated("overlap/last-completed-wins"),
    finding: {
      ...finding,
      confirmation: { runs: 10, violated: 2 },
      like: { runs: 400, violated: 6 },
    },
  };
}

function failingResults(): RequirementEvent[] {
  return CATALOGUE.map(({ id }) => {
    switch (id) {
      case "progress/above-range":
      case "state/refused-report-changes-nothing":
        return violated(id);
      case "overlap/last-completed-wins":
        return flakyResult();
      case "error/body-is-json":
        return { ...held(id), nonStrict: [{ what: "error_code is missing", count: 31 }] };
      case "auth/without-token":
        return {
          ...held(id),
          outcome: "untestable",
          trials: 0,
          reason: "no credential is configured",
        };
      case "trace/code-points":
        return { ...held(id), outcome: "unknown", reason: "2 replies timed out" };
      default:
        return held(id);
    }
  });
}

/** The last ninety are of one cause. */
function hundredFindings(): Event[] {
  const requirements = Array.from({ length: 100 }, (_, i) =>
    entry(`body/generated-${i + 1}`, "Table 3: body", `Field ${i + 1} outside its range: 400.`),
  );
  const lost = { wanted: "shown", got: "no report" };
  const results = requirements.map(({ id }, i) => {
    const plain = violated(id);
    return i < 10 ? plain : { ...plain, finding: { ...findingOf(id), cause: lost } };
  });
  const events = makeEvents({ results });
  return events.map((event) => (event.kind === "catalogue" ? { ...event, requirements } : event));
}

/** Writes a record the way a run writes it, and returns the folder. */
export function writeRun(record: RunInMemory, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const lines = (values: readonly unknown[]): string =>
    values.map((value) => `${JSON.stringify(value)}\n`).join("");
  writeFileSync(join(folder, "events.ndjson"), lines(record.events));
  for (const scenario of new Set(record.flushes.map((flush) => flush.scenario))) {
    const inside = join(folder, "load", scenario);
    mkdirSync(inside, { recursive: true });
    const own = record.flushes.filter((flush) => flush.scenario === scenario);
    writeFileSync(join(inside, "flushes.ndjson"), lines(own));
  }
  return folder;
}
