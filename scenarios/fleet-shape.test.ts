import { expect, it } from "vitest";
import { samplePlans } from "../simulators/fleet/index.ts";
import { fleetShape } from "./fleet-shape.ts";
import { Fleet } from "./worker/fleet.ts";

const PLANS = samplePlans({ seed: 3, count: 12, intervalMs: 1000 });
const SETTINGS: Parameters<typeof fleetShape>[0] = {
  profile: "2026-01",
  tasks: { kind: "range", prefix: "task-", from: 1, to: 5000, suffix: "" },
  agents: 101,
  workers: 2,
  mode: "steady",
  intervalMs: 1000,
  ownPace: false,
  agentsPerTask: 1,
  stages: [],
  durationMs: 30_000,
  seed: 9,
};
type Shape = ReturnType<typeof fleetShape>;

/** Reports that fall due within a part of the time, all phases together. */
function reportsDue({ due, stretchMs }: Shape, from: number, until: number): number {
  const rates = due.flatMap(({ perSecond }) => perSecond.slice(60 * from, 60 * until));
  return (rates.reduce((sum, rate) => sum + rate, 0) * stretchMs) / 1000;
}

/** What the workers' own timetables have. */
function duesOfWorkers(settings: typeof SETTINGS): number {
  let dues = 0;
  for (let worker = 0; worker < settings.workers; worker += 1) {
    const fleet = new Fleet(settings, worker, PLANS);
    for (let agent = 0; agent < fleet.size; agent += 1) {
      let atMs = fleet.plannedMs[agent] ?? Infinity;
      for (; atMs < settings.durationMs; atMs = fleet.advance(agent)) dues += 1;
    }
  }
  return dues;
}

it("has as many reports due as the workers' timetables", () => {
  const alone = { ...SETTINGS, workers: 1 };
  expect(reportsDue(fleetShape(alone, PLANS), 0, 1)).toBeCloseTo(duesOfWorkers(alone), 0);
  const shared = reportsDue(fleetShape(SETTINGS, PLANS), 0, 1);
  expect(Math.abs(shared / duesOfWorkers(SETTINGS) - 1)).toBeLessThan(0.05);
});

it("stands for a large fleet without playing it", () => {
  const settings = { ...SETTINGS, agents: 1_000_000, tasks: { ...SETTINGS.tasks, to: 1_000_000 } };
  const shape = fleetShape(settings, PLANS);
  expect(shape.counted).toBe(240);
  expect(shape.kinds.reduce((sum, { agents }) => sum + agents, 0)).toBe(1_000_000);
  expect(Math.abs(reportsDue(shape, 0, 1) / 30e6 - 1)).toBeLessThan(0.1);
});

it("shows the pace of the run", () => {
  const stages = [1, 10, 1].map((pace) => ({ kind: "pace", forMs: 10_000, pace }) as const);
  const shape = fleetShape({ ...SETTINGS, stages }, PLANS);
  const thirds = [0, 1, 2].map((third) => reportsDue(shape, third / 3, (third + 1) / 3));
  expect((thirds[1] ?? 0) / (thirds[0] ?? 0)).toBeGreaterThan(8);
  expect((thirds[2] ?? 0) / (thirds[0] ?? 0)).toBeLessThan(1.5);
});

it("draws some agents as they report: times rise, and progress within a subtask", () => {
  const { drawn } = fleetShape({ ...SETTINGS, durationMs: 3_600_000 }, PLANS);
  expect(drawn.map(({ agent }) => agent)).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
  for (const { visits } of drawn) {
    const points = visits.flatMap((visit) => visit.points);
    expect(points.length).toBeGreaterThan(10);
    expect(points.length).toBeLessThan(90);
    const times = points.map(([atMs]) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const visit of visits) {
      const progress = visit.points.map(([, percent]) => percent);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
    }
  }
});

it("says of texts that were given what they say", () => {
  const bodies = [
    '{"subtask_name":"MIGRATE_LINUX_FILE","progress":0}',
    '{"subtask_name":"MIGRATE_LINUX_FILE","progress":100}',
  ];
  const shape = fleetShape({ ...SETTINGS, bodies }, PLANS);
  expect(shape.kinds).toEqual([]);
  expect(shape.due.map(({ phase }) => phase)).toEqual(["copying"]);
  expect(new Set(shape.drawn[0]?.visits.map(({ subtask }) => subtask))).toEqual(
    new Set(["MIGRATE_LINUX_FILE"]),
  );
});
