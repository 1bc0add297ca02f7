import { describe, expect, it } from "vitest";
import { type Plan, timeline } from "../agent/index.ts";
import { profileOf } from "../contract/index.ts";
import { readReport, writeReport } from "../report/index.ts";
import { readPlanFile } from "./plan-file.ts";
import { MIXED } from "./presets.ts";
import { samplePlans } from "./sample.ts";
import { type SimulateOptions, simulate } from "./simulate.ts";
import { bytesText, durationText } from "./units.ts";

const PROFILE = profileOf("2026-01");

interface Given extends Partial<Omit<SimulateOptions, "plans">> {
  readonly agents?: number;
  readonly intervalMs?: number;
}

function linesOf({ agents = 5, intervalMs = 10_000, ...options }: Given): readonly string[] {
  const lines: string[] = [];
  const seed = options.seed ?? 7;
  const plans = samplePlans({ seed, count: agents, intervalMs });
  const { name: title, reason } = MIXED;
  const defaults = { plans, seed, title, reason, format: "table", profile: PROFILE } as const;
  simulate({ ...defaults, ...options }, (line) => lines.push(line));
  return lines;
}

describe("simulate", () => {
  it("writes every report of the fleet as NDJSON, in the order of time", () => {
    const lines = linesOf({ format: "ndjson", agents: 3, intervalMs: 600_000 });
    const entries = lines.map((line): { agent: number; atMs: number } => JSON.parse(line));
    expect(entries).toEqual([...entries].sort((a, b) => a.atMs - b.atMs || a.agent - b.agent));
    samplePlans({ seed: 7, count: 3, intervalMs: 600_000 }).forEach((plan, index) => {
      const rest = timeline(plan);
      const own = lines.filter((_, place) => entries[place]?.agent === index + 1);
      for (const line of own) {
        const entry = rest.next();
        if (entry === undefined) throw new Error("more lines than reports");
        const body = writeReport(entry.report, PROFILE);
        expect(line).toBe(`{"agent":${index + 1},"atMs":${entry.atMs},"body":${body}}`);
      }
      expect(rest.next()).toBeUndefined();
    });
  });

  it("stops at the limit", () => {
    expect(linesOf({ format: "ndjson", limit: 4 })).toHaveLength(4);
    expect(linesOf({ format: "ndjson", limit: 0 })).toHaveLength(0);
    expect(linesOf({ format: "csv", limit: 4 })).toHaveLength(5);
  });

  it.each([
    ["2024-02", 10],
    ["2026-01", 18],
  ] as const)("writes CSV with the columns of %s", (id, columns) => {
    const profile = profileOf(id);
    const [header = "", ...rows] = linesOf({ format: "csv", profile, limit: 300 });
    const names = header.split(",");
    expect(names).toEqual(["agent", "at_ms", ...profile.fields.map((field) => field.name)]);
    expect(names).toHaveLength(columns);
    const bodies = linesOf({ format: "ndjson", profile, limit: 300 });
    rows.forEach((row, index) => {
      const cells = cellsOf(row);
      expect(cells).toHaveLength(columns);
      const reading = readReport(/"body":(.*)\}$/.exec(bodies[index] ?? "")?.[1] ?? "", profile);
      if (reading.kind === "refused") throw new Error(reading.reasons.join());
      profile.fields.forEach((field, place) => {
        expect(cells[place + 2]).toBe(String(reading.report[field.name]));
      });
    });
  });

  it("writes a plan file that can be read", () => {
    const text = linesOf({ format: "plans" }).join("\n");
    expect(readPlanFile(text).plans).toEqual(
      samplePlans({ seed: 7, count: 5, intervalMs: 10_000 }),
    );
  });

  it("draws a table without colours, a row for each agent and the fleet's numbers", () => {
    const lines = linesOf({ agents: 30, limit: 2 });
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "┌───────┬────────────────┬────────┬──────────────┬──────┬───────┬────────────┬─────────┐
      │ agent │ kind           │   data │         link │ used │ every │   duration │ reports │
      ├───────┼────────────────┼────────┼──────────────┼──────┼───────┼────────────┼─────────┤
      │     1 │ windows-block  │ 8.7 GB │ 1,000 Mbit/s │ 76 % │  10 s │ 5 min 54 s │      37 │
      │     2 │ linux-file-new │ 103 GB │ 1,000 Mbit/s │ 55 % │  10 s │ 1 h 25 min │     515 │
      └───────┴────────────────┴────────┴──────────────┴──────┴───────┴────────────┴─────────┘
      and 28 more agents

      agents    30: 10 linux-file-new, 4 linux-file-existing, 1 linux-block, 8 windows-block, 3 linux-file-sync, 1 linux-block-sync, 2 windows-block-sync, 1 linux-file-incremental
      data      31.3 TB
      duration  median 1 h 21 min, p90 15 h 30 min, longest 7 d 1 h
      copying   median 1 h 11 min (data × 8 / link / used)
      reports   203,534 in all, 3 per second while all agents are at work"
    `);
    expect(lines.join("")).not.toContain("\u001b");
  });

  it("does the same again for the same seed", () => {
    expect(linesOf({ format: "csv", limit: 50 })).toEqual(linesOf({ format: "csv", limit: 50 }));
    expect(linesOf({ format: "plans", seed: 8 })).not.toEqual(linesOf({ format: "plans" }));
  });

  it("gives the spec that the fleet was drawn from", () => {
    const text = linesOf({ format: "spec", spec: MIXED }).join("\n");
    expect(JSON.parse(text)).toEqual(MIXED);
    expect(() => linesOf({ format: "spec" })).toThrow(/not drawn from one/);
  });

  it("writes a client's report as the client does, one a line", () => {
    const plans = samplePlans({ seed: 7, count: 3 }).map(
      (plan): Plan => ({ ...plan, client: "go" }),
    );
    const lines: string[] = [];
    const { name: title, reason } = MIXED;
    simulate({ plans, title, reason, format: "ndjson", profile: PROFILE, limit: 5 }, (line) =>
      lines.push(line),
    );
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^\{"agent":\d+,"atMs":\d+,"body":\{.*\}\}$/);
  });
});

/** Splits one line of CSV whose quoted cells hold no line end. */
function cellsOf(line: string): readonly string[] {
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return cells
    .slice(0, line.endsWith(",") ? undefined : -1)
    .map((cell) => cell.replace(/,$/, ""))
    .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell));
}

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [999_999, "1 MB"],
  [5_400_000_000, "5.4 GB"],
  [123_400_000_000, "123 GB"],
  [2 ** 53 - 1, "9 PB"],
])("says %i bytes as %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it.each([
  [400, "0 s"],
  [61_000, "1 min 1 s"],
  [3_600_000, "1 h 0 min"],
  [90_000_000, "1 d 1 h"],
])("says %i ms as %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
