import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { profileOf } from "../contract/index.ts";
import { planArbitrary } from "../fleet/plan-arbitrary.ts";
import { codePoints, judgeBody, type Report, writeReport } from "../report/index.ts";
import {
  KINDS,
  LIFE_CYCLES,
  type Plan,
  planOf,
  type TimelineEntry,
  timeline,
  writeTimelineReport,
} from "./index.ts";

const PROFILES = [profileOf("2024-02"), profileOf("2026-01")];
const SEED = 20_260_105;

/** Plans whose whole timelines are short enough to be played in a property. */
const shortPlans = planArbitrary({ copyReportsMax: 60 });

function played(plan: Plan): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const rest = timeline(plan);
  for (let entry = rest.next(); entry !== undefined; entry = rest.next()) entries.push(entry);
  return entries;
}

function holds(predicate: (plan: Plan) => void, numRuns = 150): void {
  fc.assert(fc.property(shortPlans, predicate), { seed: SEED, numRuns });
}

/** A report's members that are numbers of the copying. */
function copyNumbers(report: Report) {
  const { replicatesize = 0, totalsize = 0, migrate_speed = 0, remain_time = 0 } = report;
  return {
    copied: Number(replicatesize),
    total: Number(totalsize),
    speed: migrate_speed,
    remain: Number(remain_time),
  };
}

describe("the order of a timeline", () => {
  it("shows every subtask of the kind in its order, each until it reaches 100", () => {
    holds((plan) => {
      const stages = LIFE_CYCLES[plan.kind].stages.map((stage) => stage.subtask);
      const finished = played(plan).filter((entry) => entry.report.progress === 100);
      expect(finished.map((entry) => entry.report.subtask_name)).toEqual(stages);
      const names = played(plan).map((entry) => entry.report.subtask_name);
      expect(names.filter((name, index) => name !== names[index - 1])).toEqual(stages);
    });
  });

  it("never lets progress or the copied bytes fall", () => {
    holds((plan) => {
      let before: Report | undefined;
      for (const { report } of played(plan)) {
        if (before?.subtask_name === report.subtask_name) {
          expect(report.progress).toBeGreaterThanOrEqual(before.progress);
        }
        const copied = Number(report.replicatesize);
        expect(copied).toBeGreaterThanOrEqual(Number(before?.replicatesize ?? 0));
        expect(copied).toBeLessThanOrEqual(plan.totalBytes);
        before = report;
      }
      expect(before?.replicatesize).toBe(plan.totalBytes);
    });
  });

  it("reaches each kind", () => {
    expect(new Set(fc.sample(shortPlans, { seed: SEED }).map((plan) => plan.kind))).toEqual(
      new Set(KINDS),
    );
  });
});

describe("the pace of a timeline", () => {
  it("starts in the first interval and keeps each gap within the jitter", () => {
    holds((plan) => {
      const times = played(plan).map((entry) => entry.atMs);
      expect(times[0]).toBeLessThanOrEqual(plan.intervalMs);
      times.slice(1).forEach((atMs, index) => {
        const gapMs = atMs - (times[index] ?? Number.NaN);
        expect(Number.isSafeInteger(atMs)).toBe(true);
        expect(2 * gapMs).toBeGreaterThanOrEqual(plan.intervalMs);
        const swing = Math.abs(gapMs - plan.intervalMs);
        expect(swing).toBeLessThanOrEqual(plan.jitterShare * plan.intervalMs + 1);
      });
    });
  });

  it("reports on the beat where there is no jitter", () => {
    const plan = planOf({ totalBytes: 1e9, linkMbps: 100, phaseShare: 0.25 });
    const times = played(plan).map((entry) => entry.atMs);
    expect(times).toEqual(times.map((_, index) => 2500 + 10_000 * index));
  });

  it("gives the first report of 16 TB at once, and millions of reports one by one", () => {
    const plan = planOf({ totalBytes: 16e12, linkMbps: 1, intervalMs: 10 });
    const startMs = performance.now();
    expect(timeline(plan).next()?.report.progress).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(50);
  });

  it("is the same each time, and another with another seed", () => {
    holds((plan) => {
      expect(played(plan)).toEqual(played(plan));
      const other = { ...plan, seed: (plan.seed + 1) % 2 ** 32 };
      expect(played(other)).not.toEqual(played(plan));
    }, 40);
  });
});

describe("the bounds of a timeline", () => {
  it("makes reports that both profiles call valid", () => {
    holds((plan) => {
      for (const { report } of played(plan)) {
        for (const profile of PROFILES) {
          const { remarks } = judgeBody(writeReport(report, profile), profile);
          expect(remarks).toEqual([]);
        }
      }
    }, 60);
  });

  it("stays in bounds at the start of the longest migrations", () => {
    fc.assert(
      fc.property(planArbitrary(), (plan) => {
        const rest = timeline(plan);
        for (let i = 0; i < 100; i += 1) {
          const entry = rest.next();
          if (entry === undefined) return;
          const [seed, current] = PROFILES.map((profile) =>
            judgeBody(writeReport(entry.report, profile), profile),
          );
          expect([seed?.standing, current?.standing]).toEqual(["valid", "valid"]);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it("says no more than the host has: the agent is a part of the whole", () => {
    holds((plan) => {
      for (const { report } of played(plan)) {
        const { total_cpu_usage = 0, total_mem_usage = 0, total_disk_io = 0 } = report;
        expect(report.agent_cpu_usage).toBeLessThanOrEqual(total_cpu_usage);
        expect(report.agent_mem_usage).toBeLessThanOrEqual(total_mem_usage);
        expect(report.agent_disk_io).toBeLessThanOrEqual(total_disk_io);
      }
    });
  });

  it("writes the same bytes by the fast writer as by the report's own", () => {
    holds((plan) => {
      for (const { report } of played(plan)) {
        for (const profile of PROFILES) {
          expect(writeTimelineReport(report, profile)).toBe(writeReport(report, profile));
        }
      }
    });
  });
});

describe("the curve of the copying", () => {
  const hundred = planOf({ totalBytes: 100e9, linkMbps: 100, utilisation: 0.7, jitterShare: 0.1 });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])("takes 3.17 h ± 5 %% for 100 GB, seed %i", (seed) => {
    const all = played({ ...hundred, seed });
    const first = all.findIndex((entry) => entry.report.subtask_name === "MIGRATE_LINUX_FILE");
    const last = all.findLastIndex((entry) => entry.report.subtask_name === "MIGRATE_LINUX_FILE");
    const hours = ((all[last]?.atMs ?? 0) - (all[first - 1]?.atMs ?? 0)) / 3_600_000;
    expect(hours).toBeGreaterThan(3.17 * 0.95);
    expect(hours).toBeLessThan(3.17 * 1.05);
  });

  it("shows speed only while it copies, and never more than the link", () => {
    holds((plan) => {
      for (const { report } of played(plan)) {
        const { speed } = copyNumbers(report);
        if (!report.subtask_name.startsWith("MIGRATE")) expect(speed).toBe(0);
        // Two decimals are shown.
        expect(speed).toBeLessThanOrEqual(plan.linkMbps + 0.005);
      }
    });
  });

  it("reckons the remaining time from what is missing and the speed", () => {
    for (const { report } of played(hundred)) {
      const { copied, total, speed, remain } = copyNumbers(report);
      if (speed === 0) expect(remain).toBe(0);
      else {
        const seconds = ((total - copied) * 8) / (speed * 1e6);
        expect(Math.abs(remain - seconds)).toBeLessThanOrEqual(1 + seconds / 1000);
      }
    }
  });

  it("swings: the speeds of an hour are not one speed, and their mean is link × utilisation", () => {
    const speeds = played(hundred)
      .map((entry) => copyNumbers(entry.report).speed)
      .filter((speed) => speed > 0);
    const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
    expect(mean).toBeGreaterThan(70 * 0.95);
    expect(mean).toBeLessThan(70 * 1.05);
    expect(Math.max(...speeds) - Math.min(...speeds)).toBeGreaterThan(20);
  });

  it("caps the remaining time and the speed where the contract does", () => {
    const slow = planOf({ totalBytes: 2 ** 53 - 1, linkMbps: 0.1, intervalMs: 60_000 });
    const fast = planOf({ totalBytes: 16e12, linkMbps: 100_000, intervalMs: 60_000 });
    const maxima = [slow, fast].map((plan) => {
      const rest = timeline(plan);
      const reports = Array.from({ length: 40 }, () => rest.next()?.report);
      return {
        remain: Math.max(...reports.map((report) => Number(report?.remain_time ?? 0))),
        speed: Math.max(...reports.map((report) => report?.migrate_speed ?? 0)),
      };
    });
    expect(maxima[0]?.remain).toBe(2 ** 31 - 1);
    expect(maxima[1]?.speed).toBe(10_000);
  });
});

describe("the texts of a timeline", () => {
  it("writes traces that are short, sometimes empty, sometimes Chinese", () => {
    const traces: string[] = [];
    holds((plan) => {
      for (const { report } of played(plan)) traces.push(report.process_trace ?? "absent");
    });
    expect(Math.max(...traces.map(codePoints))).toBeLessThanOrEqual(200);
    expect(traces).toContain("");
    expect(traces.some((trace) => /[\u4e00-\u9fff]/.test(trace))).toBe(true);
    expect(traces.some((trace) => /^[ -~]+$/.test(trace))).toBe(true);
    expect(traces).not.toContain("absent");
    expect(traces.filter((trace) => /undefined|NaN/.test(trace))).toEqual([]);
  });

  it("keeps the agent's clock beside the planned time", () => {
    holds((plan) => {
      for (const { atMs, report } of played(plan)) {
        const date = new Date(1000 * (plan.startSeconds + Math.floor(atMs / 1000)));
        expect(report.agent_time).toBe(date.toISOString().slice(0, 19));
      }
    }, 40);
  });

  it("says whether the migration is a drill", () => {
    const drill = planOf({ totalBytes: 1, linkMbps: 100, migrationTest: true });
    expect(new Set(played(drill).map((entry) => entry.report.need_migration_test))).toEqual(
      new Set([true]),
    );
  });
});
