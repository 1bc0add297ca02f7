import { expect, it } from "vitest";
import { planOf, timeline } from "../../simulators/agent/index.ts";
import { profileOf, REPORTED_SUBTASKS } from "../../simulators/contract/index.ts";
import { samplePlans } from "../../simulators/fleet/index.ts";
import { writeReport } from "../../simulators/report/index.ts";
import { Fleet, type FleetSettings } from "./fleet.ts";
import { sheetOf } from "./sheet.ts";
import { unfold } from "./track.ts";
import { encode, type Wire } from "./wire.ts";

const INTERVAL_MS = 10_000;
const PROFILE = profileOf("2026-01");
const PLANS = samplePlans({ seed: 3, count: 12, intervalMs: INTERVAL_MS }).filter(
  // Between rounds, and after a mishap, an agent is silent for longer.
  (plan) => plan.totalBytes < 1e12 && plan.rounds === undefined && plan.mishap === undefined,
);
const SETTINGS: FleetSettings = {
  profile: "2026-01",
  tasks: { kind: "range", prefix: "a b/", from: 1, to: 5000, suffix: "" },
  agents: 2001,
  workers: 2,
  mode: "steady",
  intervalMs: INTERVAL_MS,
  ownPace: false,
  agentsPerTask: 1,
  stages: [],
  seed: 9,
};
const PACED = { kind: "pace", forMs: 30_000, pace: 3 } as const;
const SMALL = planOf({ totalBytes: 1e9, linkMbps: 100, seed: 5, intervalMs: INTERVAL_MS });

it("shares the agents out by their numbers, each with its own task", () => {
  const fleets = [0, 1].map((worker) => new Fleet(SETTINGS, worker, [SMALL]));
  expect(fleets.map((fleet) => fleet.size)).toEqual([1001, 1000]);
  expect(fleets[1]?.numberOf(2)).toBe(5);
  expect(fleets[1]?.taskOf(2)).toBe(encodeURIComponent("a b/6"));
});

it("spreads the first reports evenly over the interval", () => {
  const fleet = new Fleet({ ...SETTINGS, agents: 20_000 }, 0, [SMALL]);
  const tenths = new Array<number>(10).fill(0);
  for (const at of fleet.plannedMs) {
    const tenth = Math.floor((at * 10) / INTERVAL_MS);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(tenths.length).toBe(10);
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

it("never lets two reports of an agent come closer than half an interval, over the wrap too", () => {
  const fleet = new Fleet({ ...SETTINGS, agents: 100 }, 0, PLANS);
  for (let agent = 0; agent < fleet.size; agent += 1) {
    let lastMs = fleet.plannedMs[agent] ?? 0;
    for (let i = 0; i < 300; i += 1) {
      const nextMs = fleet.advance(agent);
      expect(nextMs - lastMs).toBeGreaterThanOrEqual(INTERVAL_MS / 2);
      expect(nextMs - lastMs).toBeLessThanOrEqual(INTERVAL_MS * 1.5);
      lastMs = nextMs;
    }
  }
});

it("plays a plan's own bodies at the plan's own gaps, and begins again an interval after its end", () => {
  const fleet = new Fleet({ ...SETTINGS, agents: 1, workers: 1 }, 0, [SMALL]);
  const entries = [];
  const rest = timeline(SMALL);
  for (let entry = rest.next(); entry; entry = rest.next()) entries.push(entry);
  const count = entries.length;
  for (let i = 0; i < 2 * count; i += 1) {
    const position = fleet.positionOf(0);
    const entry = entries[position];
    const next = entries[position + 1];
    const body = entry === undefined ? "" : writeReport(entry.report, PROFILE);
    expect(fleet.bodyOf(0)).toBe(body);
    const { subtasks } = fleet.trackOf(0);
    expect(REPORTED_SUBTASKS[subtasks[position] ?? -1]).toBe(entry?.report.subtask_name);
    const atMs = fleet.plannedMs[0] ?? 0;
    const gapMs = next === undefined ? INTERVAL_MS : next.atMs - (entry?.atMs ?? 0);
    expect(fleet.advance(0) - atMs).toBe(gapMs);
    expect(fleet.positionOf(0)).toBe((position + 1) % count);
  }
});

it.each<[what: string, wired: (text: string) => Wire]>([
  ["text", (text) => text],
  ["bytes", encode],
])("counts the bytes of traces that are not ASCII, sent as %s", (_, wired) => {
  const options = { profile: PROFILE, mode: "once", intervalMs: 1, stride: 1 } as const;
  const tracks = PLANS.map((plan) => unfold(plan, options));
  const { bytes, bodies } = sheetOf(tracks, { marks: false, encode: wired });
  expect([...bytes]).toEqual(bodies.map((body) => Buffer.byteLength(body)));
});

it("plays each subtask's first and last report once, and is done", () => {
  const settings: FleetSettings = {
    ...SETTINGS,
    mode: "once",
    intervalMs: 50,
    agents: 1,
    workers: 1,
  };
  const fleet = new Fleet(settings, 0, [SMALL]);
  const seen: string[] = [];
  let atMs = fleet.plannedMs[0] ?? Infinity;
  expect(atMs).toBeLessThan(50);
  while (atMs < Infinity) {
    const { subtask_name, progress } = JSON.parse(fleet.bodyOf(0));
    seen.push(`${subtask_name} ${progress === 100 ? "ends" : "begins"}`);
    const nextMs = fleet.advance(0);
    expect([50, Infinity]).toContain(nextMs - atMs);
    atMs = nextMs;
  }
  expect(new Set(seen).size).toBe(seen.length);
  const subtasks = new Set(seen.map((line) => line.split(" ")[0]));
  for (const subtask of subtasks) expect(seen).toContain(`${subtask} ends`);
});

it("keeps every subtask where a plan is thinned", () => {
  const options = { profile: PROFILE, mode: "steady", intervalMs: INTERVAL_MS, stride: 1 } as const;
  const plan = planOf({ totalBytes: 1e11, linkMbps: 100, seed: 5, intervalMs: INTERVAL_MS });
  const whole = unfold(plan, options);
  const thin = unfold(plan, { ...options, stride: 10 });
  expect(thin.bodies.length).toBeLessThan(whole.bodies.length / 5);
  expect(new Set(thin.subtasks)).toEqual(new Set(whole.subtasks));
  expect(thin.gapsMs.length).toBe(thin.bodies.length);
  for (const gapMs of thin.gapsMs) {
    expect(Math.abs(gapMs - INTERVAL_MS)).toBeLessThanOrEqual(INTERVAL_MS / 2);
  }
});

it("refuses to play without plans", () => {
  expect(() => new Fleet(SETTINGS, 0, [])).toThrow("plans: got none");
});

it("keeps each plan's own pace where it is told to", () => {
  const slow = { ...SMALL, intervalMs: 60_000 };
  const settings = { ...SETTINGS, agents: 2, workers: 1, ownPace: true };
  const fleet = new Fleet(settings, 0, [SMALL, slow]);
  const gaps = [0, 1].map((agent) => {
    const before = fleet.plannedMs[agent] ?? 0;
    return fleet.advance(agent) - before;
  });
  expect(gaps).toEqual([INTERVAL_MS, 60_000]);
});

it.each([
  ["as it is planned", {}],
  ["with marks", { marks: true }],
  ["with marks, while the pace changes", { marks: true, stages: [PACED] }],
  ["over the end of the plan", { intervalMs: 100 }],
])("knows what an agent has sent before: %s", (_, over: Partial<FleetSettings>) => {
  const fleet = new Fleet({ ...SETTINGS, agents: 4, ...over }, 1, [SMALL, ...PLANS]);
  const sent: string[] = [];
  for (let i = 0; i < 80; i += 1) {
    expect(fleet.earlierBodiesOf(1, 64)).toEqual(sent.slice(-64).reverse());
    sent.push(fleet.bodyOf(1));
    fleet.advance(1);
  }
});
