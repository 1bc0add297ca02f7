import { describe, expect, it } from "vitest";
import type { Report } from "../report/index.ts";
import { type Plan, planOf } from "./index.ts";
import { holds, played } from "./testing/played.ts";

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

function copying(plan: Plan) {
  return played(plan).filter(({ report }) => report.subtask_name.startsWith("MIGRATE"));
}

/** Hours from the first report of the copying to its last. */
function hoursOf(plan: Plan): number {
  const entries = copying(plan);
  return ((entries.at(-1)?.atMs ?? 0) - (entries[0]?.atMs ?? 0)) / 3_600_000;
}

const HUNDRED = planOf({ totalBytes: 100e9, linkMbps: 100, utilisation: 0.7, jitterShare: 0.1 });

describe("the published figures", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])("100 GB at 100 Mbit/s take 3.17 h ± 5 %%, seed %i", (seed) => {
    const hours = hoursOf({ ...HUNDRED, seed });
    expect(hours).toBeGreaterThan(3.17 * 0.95);
    expect(hours).toBeLessThan(3.17 * 1.05);
  });

  it("the sample run: 156 s to attach, 20 s to format, 77 Mbit/s at 41 %", () => {
    const run = planOf({
      kind: "windows-block",
      totalBytes: 43_000_000_000,
      linkMbps: 100,
      utilisation: 0.7716,
      intervalMs: 5000,
    });
    const seeds = Array.from({ length: 40 }, (_, seed) => played({ ...run, seed }));
    const secondsOf = (name: string) =>
      mean(
        seeds.map((entries) => {
          const own = entries.filter(({ report }) => report.subtask_name === name);
          return ((own.at(-1)?.atMs ?? 0) - (own[0]?.atMs ?? 0)) / 1000;
        }),
      );
    expect(Math.abs(secondsOf("ATTACH_AGENT_IMAGE") - 156.1)).toBeLessThan(25);
    expect(Math.abs(secondsOf("FORMAT_DISK_WINDOWS") - 19.7)).toBeLessThan(6);
    const speeds = seeds.map(
      (entries) =>
        entries.find(({ report }) => report.progress === 41 && (report.migrate_speed ?? 0) > 0)
          ?.report.migrate_speed ?? 0,
    );
    // 9.644518 MB/s
    expect(Math.abs(mean(speeds) - 77.16)).toBeLessThan(5);
    for (const speed of speeds) expect(speed).toBeLessThanOrEqual(100);
  });

  it("shows the speed of the last five seconds", () => {
    const plan = planOf({ totalBytes: 50e9, linkMbps: 100, intervalMs: 5000 });
    const entries = copying(plan).slice(6, -1);
    entries.slice(1).forEach(({ atMs, report }, index) => {
      const before = entries[index];
      const bits = 8 * (Number(report.replicatesize) - Number(before?.report.replicatesize ?? 0));
      const mbps = bits / 1000 / (atMs - (before?.atMs ?? 0));
      expect(Math.abs(mbps - (report.migrate_speed ?? 0))).toBeLessThan(0.02);
    });
  });

  it("shows of a step whose rate changes no more than its last five seconds", () => {
    // From 16:00 on, 1,800 s after the start; a report comes two seconds later.
    const limits = [{ fromMinute: 960, toMinute: 1080, mbps: 20 }];
    const entries = copying({ ...HUNDRED, jitterShare: 0, phaseShare: 0.2, limits });
    const index = entries.findIndex(({ atMs }) => atMs === 1_802_000);
    const [before, after] = [entries[index - 1], entries[index]];
    const bytes = Number(after?.report.replicatesize) - Number(before?.report.replicatesize);
    const unlimited = ((bytes * 8) / 1e6 - 2 * 20) / 8;
    expect(unlimited).toBeGreaterThan(50);
    expect(after?.report.migrate_speed).toBeCloseTo((3 * unlimited + 2 * 20) / 5, 1);
  });

  it("reckons the remaining time from what is missing and the speed", () => {
    for (const { report } of played(HUNDRED)) {
      const { copied, total, speed, remain } = copyNumbers(report);
      if (speed === 0) expect(remain).toBe(0);
      else {
        const seconds = ((total - copied) * 8) / (speed * 1e6);
        expect(Math.abs(remain - seconds)).toBeLessThanOrEqual(1 + seconds / 1000);
      }
    }
  });
});

describe("the rate", () => {
  it("shows speed only while it copies, and never more than the link, packing apart", () => {
    holds((plan) => {
      for (const { report } of played(plan)) {
        const { speed } = copyNumbers(report);
        if (!/^(MIGRATE|SYNC)/.test(report.subtask_name)) expect(speed).toBe(0);
        // Two decimals are shown.
        expect(speed).toBeLessThanOrEqual(plan.linkMbps / (plan.packedShare ?? 1) + 0.01);
      }
    });
  });

  it("swings: the speeds of an hour are not one speed, and their mean is link × utilisation", () => {
    const speeds = copying(HUNDRED)
      .map((entry) => copyNumbers(entry.report).speed)
      .filter((speed) => speed > 0);
    expect(mean(speeds)).toBeGreaterThan(70 * 0.95);
    expect(mean(speeds)).toBeLessThan(70 * 1.05);
    expect(Math.max(...speeds) - Math.min(...speeds)).toBeGreaterThan(20);
  });

  it("remembers: neighbouring speeds are closer than distant ones", () => {
    const speeds = copying(HUNDRED).map((entry) => copyNumbers(entry.report).speed);
    const gap = (lag: number) =>
      mean(speeds.slice(lag).map((speed, i) => Math.abs(speed - (speeds[i] ?? 0))));
    expect(gap(1)).toBeLessThan(0.75 * gap(60));
  });

  it("ramps up in the first twenty seconds", () => {
    const [first, ...rest] = copying(planOf({ totalBytes: 50e9, linkMbps: 100, intervalMs: 2000 }));
    expect(copyNumbers(first?.report ?? rest[0]?.report ?? never()).speed).toBeLessThan(25);
    expect(copyNumbers(rest[12]?.report ?? never()).speed).toBeGreaterThan(45);
  });

  it("stands still while it stalls, and goes on", () => {
    const stall = { atShare: 0.5, forMs: 900_000 };
    const still = copying({ ...HUNDRED, stall }).filter(
      ({ report }) => report.progress === 50 && report.migrate_speed === 0,
    );
    expect(still.length).toBeGreaterThan(80);
    expect(still.length).toBeLessThan(95);
    expect(new Set(still.map(({ report }) => report.replicatesize))).toEqual(new Set([50e9]));
    expect(hoursOf({ ...HUNDRED, stall }) - hoursOf(HUNDRED)).toBeCloseTo(0.25, 1);
    expect(
      still.some(({ report }) => /wait|等待|retry|重试/.test(report.process_trace ?? "")),
    ).toBe(true);
  });

  it("hangs at 80 % while it attaches", () => {
    const entries = played(planOf({ totalBytes: 1e9, linkMbps: 100, attachHangMs: 600_000 }));
    const attach = entries.filter(({ report }) => report.subtask_name === "ATTACH_AGENT_IMAGE");
    const hung = attach.filter(({ report }) => report.progress === 80);
    expect(hung.length).toBeGreaterThanOrEqual(60);
    expect(attach.at(-1)?.report.progress).toBe(100);
  });

  it("keeps to the limits of the day by its own clock", () => {
    const limits = [{ fromMinute: 960, toMinute: 1080, mbps: 20 }];
    for (const { report } of copying({ ...HUNDRED, limits })) {
      const hour = Number(report.agent_time?.slice(11, 13));
      const minute = Number(report.agent_time?.slice(14, 16));
      const isLimited = (hour === 16 && minute > 0) || hour === 17;
      if (isLimited) expect(report.migrate_speed).toBeLessThanOrEqual(20.01);
    }
    const inside = copying({ ...HUNDRED, limits }).filter(({ report }) =>
      report.agent_time?.includes("T17:30"),
    );
    expect(inside.length).toBeGreaterThan(4);
    expect(inside.every(({ report }) => report.migrate_speed === 20)).toBe(true);
    expect(hoursOf({ ...HUNDRED, limits })).toBeGreaterThan(4);
  });

  it("takes a window that passes midnight, and one that is the whole day", () => {
    const night = [{ fromMinute: 1320, toMinute: 360, mbps: 10 }];
    const late = { ...HUNDRED, startSeconds: 1_751_839_200 }; // 2025-07-06T22:00:00
    expect(copyNumbers(copying({ ...late, limits: night })[200]?.report ?? never()).speed).toBe(10);
    const always = [{ fromMinute: 0, toMinute: 0, mbps: 35 }];
    expect(hoursOf({ ...HUNDRED, limits: always })).toBeCloseTo(2 * 3.17, 0);
  });

  it("is slower with small files and with large ones", () => {
    const hours = hoursOf(HUNDRED);
    expect(hoursOf({ ...HUNDRED, fileCount: 5_000_000 })).toBeGreaterThan(1.5 * hours);
    expect(hoursOf({ ...HUNDRED, fileCount: 100 })).toBeLessThan(1.05 * hours);
    expect(hoursOf({ ...HUNDRED, largeFileShare: 0.5 })).toBeGreaterThan(1.4 * hours);
    expect(hoursOf({ ...HUNDRED, largeFileShare: 0.5 })).toBeLessThan(1.6 * hours);
  });

  it("shows more than the link carries where data is packed", () => {
    const plan = planOf({ ...HUNDRED, kind: "linux-block", packedShare: 0.5 });
    const speeds = copying(plan).map(({ report }) => report.migrate_speed ?? 0);
    expect(Math.max(...speeds)).toBeGreaterThan(120);
    expect(copying(plan)[50]?.report.compress_rate).toBe(50);
    expect(hoursOf(plan)).toBeCloseTo(3.17 / 2, 1);
  });

  it("runs after a source that grows, to twice its size at most", () => {
    const grown = copying({ ...HUNDRED, growthMbps: 20 });
    const totals = grown.map(({ report }) => Number(report.totalsize));
    expect(totals[0]).toBeGreaterThanOrEqual(100e9);
    expect(totals.at(-1)).toBeGreaterThan(120e9);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    const wild = copying({ ...HUNDRED, growthMbps: 5000 });
    expect(wild.at(-1)?.report.totalsize).toBe(200e9);
    expect(wild.at(-1)?.report.progress).toBe(100);
  });

  it("rests between two disks, and names the disk", () => {
    const plan = planOf({ ...HUNDRED, kind: "windows-block", disks: 4 });
    const traces = copying(plan).map(({ report }) => report.process_trace ?? "");
    const named = new Set(traces.flatMap((trace) => /(?:disk|磁盘) (\d)/.exec(trace)?.[1] ?? []));
    expect([...named].sort()).toEqual(["1", "2", "3", "4"]);
    const format = (disks: number) =>
      played({ ...plan, disks }).filter(
        ({ report }) => report.subtask_name === "FORMAT_DISK_WINDOWS",
      );
    expect(format(8).length).toBeGreaterThan(3 * format(1).length);
  });

  it("caps the remaining time and the speed where the contract does", () => {
    const slow = planOf({
      totalBytes: 2 ** 53 - 1,
      linkMbps: 0.1,
      intervalMs: 60_000,
      timeScale: 1,
    });
    const fast = planOf({ totalBytes: 16e12, linkMbps: 100_000, intervalMs: 60_000 });
    const first40 = (plan: Plan) => {
      const scaled = played({ ...plan, timeScale: plan === slow ? 1e9 : 1 }).slice(0, 60);
      return scaled.map(({ report }) => report);
    };
    expect(Math.max(...first40(slow).map((report) => Number(report.remain_time ?? 0)))).toBe(
      2 ** 31 - 1,
    );
    expect(Math.max(...first40(fast).map((report) => report.migrate_speed ?? 0))).toBe(10_000);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function never(): never {
  throw new Error("no such report");
}
