import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROFILES, profileOf, SUBTASK_NAMES, UNLISTED_SUBTASK } from "../contract/index.ts";
import { planArbitrary } from "../fleet/plan-arbitrary.ts";
import { undrawn } from "../fleet/testing/every-plan.ts";
import { codePoints, judgeBody, type Report, writeFields, writeReport } from "../report/index.ts";
import {
  bodyWriter,
  KINDS,
  LIFE_CYCLES,
  type Plan,
  planOf,
  type TimelineEntry,
  timeline,
} from "./index.ts";
import { holds, played, SEED } from "./testing/played.ts";

const CURRENT = profileOf("2026-01");
const WITH_CHECK = profileOf("2026-01+consistency");
/** Every kind alike, whatever a fleet's shares are. */
const EVERY_KIND = planArbitrary({ kinds: KINDS, profile: WITH_CHECK, reportsMax: 60 });

/** Runs of neighbouring reports about one stage: a new one starts where progress falls. */
function visits(entries: readonly TimelineEntry[]): readonly (readonly Report[])[] {
  const runs: Report[][] = [];
  let before: Report | undefined;
  for (const { report } of entries) {
    const isSame =
      before !== undefined &&
      before.subtask_name === report.subtask_name &&
      before.progress < 100 &&
      before.progress <= report.progress;
    if (isSame) runs[runs.length - 1]?.push(report);
    else runs.push([report]);
    before = report;
  }
  return runs;
}

/** Names of the subtasks in the order in which they are done, rounds and all. */
function expectedOrder(plan: Plan): readonly string[] {
  return LIFE_CYCLES[plan.kind].stages.flatMap((stage) =>
    Array.from({ length: stage.inRounds ? (plan.rounds ?? 2) : 1 }, () => stage.subtask),
  );
}

describe("the order of a timeline", () => {
  it("shows every subtask of the kind in its order, each until it reaches 100", () => {
    const drawn = holds(
      (plan) => {
        const whole = planOf({ ...plan, mishap: undefined });
        const finished = played(whole).filter((entry) => entry.report.progress === 100);
        const names = finished.map((entry) => entry.report.subtask_name);
        expect(names).toEqual(expectedOrder(plan));
      },
      200,
      EVERY_KIND,
    );
    expect(undrawn(drawn, ["kind", "name"])).toEqual([]);
  });

  it("reaches each of the 19 names by some kind, and the unlisted one where a profile has it", () => {
    const names = new Set<string>();
    holds(
      (plan) => {
        for (const entry of played(plan)) names.add(entry.report.subtask_name);
      },
      300,
      EVERY_KIND,
    );
    expect([...names].sort()).toEqual([...SUBTASK_NAMES, UNLISTED_SUBTASK].sort());
  });

  it("keeps the unlisted name from profiles that do not have it", () => {
    const plans = fc.sample(planArbitrary({ kinds: KINDS }), { seed: SEED, numRuns: 500 });
    expect(plans.map((plan) => plan.kind)).not.toContain("linux-file-checked");
  });

  it("never lets progress or the copied bytes fall within a visit of a stage", () => {
    holds((plan) => {
      for (const visit of visits(played(planOf({ ...plan, mishap: undefined })))) {
        visit.slice(1).forEach((report, index) => {
          const before = visit[index];
          expect(report.progress).toBeGreaterThanOrEqual(before?.progress ?? 0);
          const copied = Number(report.replicatesize);
          expect(copied).toBeGreaterThanOrEqual(Number(before?.replicatesize ?? 0));
          expect(copied).toBeLessThanOrEqual(Number(report.totalsize));
        });
      }
    });
  });

  it("comes back to the stage after a failure, and to the beginning after an abort", () => {
    const facts = { totalBytes: 50e9, linkMbps: 100, intervalMs: 60_000 };
    const mishap = { stage: 4, percent: 40, pauseMs: 600_000, keeps: false } as const;
    const failed = played(planOf({ ...facts, mishap: { ...mishap, what: "failed" } }));
    const aborted = played(planOf({ ...facts, mishap: { ...mishap, what: "aborted" } }));
    const names = (entries: readonly TimelineEntry[]) =>
      visits(entries).map(([first]) => first?.subtask_name);
    const usual = LIFE_CYCLES["linux-file-new"].stages.map((stage) => stage.subtask);
    expect(names(failed)).toEqual([...usual.slice(0, 5), ...usual.slice(4)]);
    expect(names(aborted)).toEqual([...usual.slice(0, 5), ...usual.slice(1)]);
    const silence = failed.map((entry, i) => entry.atMs - (failed[i - 1]?.atMs ?? entry.atMs));
    expect(Math.max(...silence)).toBeGreaterThanOrEqual(600_000);
    expect(
      failed.some(({ report }) => /error|错误|stop|停止/.test(report.process_trace ?? "")),
    ).toBe(true);
  });

  it("goes on copying where it was when what was copied is kept", () => {
    const facts = {
      totalBytes: 50e9,
      linkMbps: 100,
      intervalMs: 60_000,
      kind: "windows-block",
    } as const;
    const lowest = (keeps: boolean) => {
      const mishap = { what: "failed", stage: 3, percent: 60, pauseMs: 60_000, keeps } as const;
      const again = visits(played(planOf({ ...facts, mishap })))[4] ?? [];
      return again[0]?.progress ?? -1;
    };
    expect(lowest(true)).toBeGreaterThanOrEqual(60);
    expect(lowest(false)).toBeLessThan(5);
  });

  it("copies in rounds what has changed, with silence between them", () => {
    const plan = planOf({
      kind: "linux-file-sync",
      totalBytes: 100e9,
      linkMbps: 100,
      rounds: 3,
      roundGapMs: 1_800_000,
      changeShare: 0.02,
    });
    const rounds = visits(played(plan)).filter(([r]) => r?.subtask_name === "SYNC_LINUX_FILE");
    expect(rounds).toHaveLength(3);
    for (const [first] of rounds) {
      expect(Number(first?.totalsize)).toBeGreaterThanOrEqual(1e9);
      expect(Number(first?.totalsize)).toBeLessThanOrEqual(3e9);
    }
    const sync = played(plan).filter((entry) => entry.report.subtask_name === "SYNC_LINUX_FILE");
    const gaps = sync.slice(1).map((entry, i) => entry.atMs - (sync[i]?.atMs ?? 0));
    expect(gaps.filter((gapMs) => gapMs >= 1_700_000)).toHaveLength(2);
    expect(played(plan).at(-1)?.report.totalsize).toBe(100e9);
  });
});

describe("the pace of a timeline", () => {
  it("starts in the first interval and keeps each gap within the jitter, silence apart", () => {
    holds((plan) => {
      const times = played(plan).map((entry) => entry.atMs - (plan.arrivalMs ?? 0));
      expect(times[0]).toBeLessThanOrEqual(plan.intervalMs);
      times.slice(1).forEach((atMs, index) => {
        const gapMs = atMs - (times[index] ?? Number.NaN);
        expect(Number.isSafeInteger(atMs)).toBe(true);
        expect(2 * gapMs).toBeGreaterThanOrEqual(plan.intervalMs);
        const swing = Math.abs((gapMs % plan.intervalMs) - plan.intervalMs * 0.5);
        expect(swing).toBeGreaterThanOrEqual((0.5 - plan.jitterShare) * plan.intervalMs - 1);
      });
    });
  });

  it("reports on the beat where there is no jitter", () => {
    const plan = planOf({ totalBytes: 1e9, linkMbps: 100, phaseShare: 0.25 });
    const times = played(plan).map((entry) => entry.atMs);
    expect(times).toEqual(times.map((_, index) => 2500 + 10_000 * index));
  });

  it("arrives when the plan says", () => {
    const plan = planOf({ totalBytes: 1e9, linkMbps: 100 });
    const late = played({ ...plan, arrivalMs: 12_345 });
    expect(late).toEqual(played(plan).map((e) => ({ ...e, atMs: e.atMs + 12_345 })));
  });

  it("gives the first report of 16 TB at once, and millions of reports one by one", () => {
    const plan = planOf({ totalBytes: 16e12, linkMbps: 1, intervalMs: 10 });
    expect(timeline(plan).next()?.report.progress).toBe(0);
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
  it("makes reports that every profile calls valid", () => {
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
    holds(
      (plan) => {
        const rest = timeline(plan);
        for (let i = 0; i < 100; i += 1) {
          const entry = rest.next();
          if (entry === undefined) return;
          expect(judgeBody(writeReport(entry.report, CURRENT), CURRENT).standing).toBe("valid");
        }
      },
      60,
      planArbitrary(),
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

  it("uses the host the more the faster it copies", () => {
    const busy = (linkMbps: number) => {
      const reports = played(planOf({ totalBytes: 20e9, linkMbps })).map((entry) => entry.report);
      const copying = reports.filter((report) => (report.migrate_speed ?? 0) > 0);
      const mean = (value: (report: Report) => number | undefined) =>
        copying.reduce((sum, report) => sum + (value(report) ?? 0), 0) / copying.length;
      return [
        mean((r) => r.agent_cpu_usage),
        mean((r) => r.agent_mem_usage),
        mean((r) => r.agent_disk_io),
      ];
    };
    const [slow, fast] = [busy(10), busy(1000)];
    slow.forEach((value, index) => {
      expect(fast[index]).toBeGreaterThan(1.3 * value);
    });
  });
});

describe("the text of a report", () => {
  it("has the same bytes by the templates as by the writer of fields", () => {
    holds((plan) => {
      for (const profile of PROFILES) {
        const write = bodyWriter(
          planOf({ ...plan, client: undefined, revision: undefined }),
          profile,
        );
        for (const { report } of played(plan)) {
          expect(write(report)).toBe(writeFields(report, profile.fields));
        }
      }
    }, 60);
  });

  it("carries the fields of the agent's age", () => {
    const plan = planOf({ totalBytes: 1e9, linkMbps: 100 });
    const [first] = played(plan);
    if (first === undefined) throw new Error("no report");
    const members = (facts: Partial<Plan>) =>
      Object.keys(JSON.parse(bodyWriter({ ...plan, ...facts }, CURRENT)(first.report))).length;
    expect([members({ revision: "2021-09" }), members({ revision: "2022-04" })]).toEqual([5, 7]);
    expect([members({ revision: "2023-04" }), members({ revision: "2025-03" })]).toEqual([8, 15]);
    expect(members({})).toBe(16);
    expect(
      JSON.parse(bodyWriter({ ...plan, client: "java" }, CURRENT)(first.report)),
    ).not.toHaveProperty("need_migration_test");
  });

  it("writes traces from empty to 2048 characters, English and Chinese", () => {
    const traces: string[] = [];
    holds((plan) => {
      for (const { report } of played(plan)) traces.push(report.process_trace ?? "absent");
    }, 300);
    const lengths = traces.map(codePoints);
    expect(Math.max(...lengths)).toBe(2048);
    expect(lengths.filter((length) => length > 0 && length < 60).length).toBeGreaterThan(1000);
    expect(traces).toContain("");
    expect(traces.some((trace) => /[\u4e00-\u9fff]/.test(trace))).toBe(true);
    expect(traces.some((trace) => /^[ -~]+$/.test(trace))).toBe(true);
    expect(traces).not.toContain("absent");
    expect(traces.filter((trace) => /undefined|NaN|[{}]/.test(trace))).toEqual([]);
  });

  it("says whether the migration is a drill", () => {
    const drill = planOf({ totalBytes: 1, linkMbps: 100, migrationTest: true });
    expect(new Set(played(drill).map((entry) => entry.report.need_migration_test))).toEqual(
      new Set([true]),
    );
  });
});

describe("the agent's clock", () => {
  it("tells the migration's time from the start", () => {
    holds((plan) => {
      const { timeScale = 1, clockOffsetSeconds = 0, clockDriftPpm = 0 } = plan;
      for (const { atMs, report } of played(plan)) {
        const workMs = (atMs - (plan.arrivalMs ?? 0)) * timeScale * (1 + clockDriftPpm / 1e6);
        const wanted = plan.startSeconds + clockOffsetSeconds + workMs / 1000;
        if (wanted > 250_000_000_000) continue;
        const told = Date.parse(`${report.agent_time}Z`) / 1000;
        expect(Math.abs(told - wanted)).toBeLessThanOrEqual(1.01);
      }
    }, 60);
  });

  it("is wrong by what the plan says, and never before 1970", () => {
    const plan = planOf({ totalBytes: 1e9, linkMbps: 100 });
    const first = (facts: Partial<Plan>) => played({ ...plan, ...facts })[0]?.report.agent_time;
    expect(first({})).toBe("2025-07-07T15:30:00");
    expect(first({ clockOffsetSeconds: -86_400 })).toBe("2025-07-06T15:30:00");
    expect(first({ startSeconds: 5, clockOffsetSeconds: -86_400 })).toBe("1970-01-01T00:00:00");
    const drifting = played({ ...plan, clockDriftPpm: 100_000 })[30]?.report.agent_time;
    expect(drifting).toBe("2025-07-07T15:35:30");
  });
});
