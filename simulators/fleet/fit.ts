/**
 * Recorded traffic → the spec of a fleet like it: kinds, sizes, links, pace, clients, ages, and what
 * went wrong, each in the share in which it was seen. What a recording cannot show (limits of the
 * day, wrong clocks, small files) is left out.
 */

import { KINDS, type Kind, LIFE_CYCLES } from "../agent/index.ts";
import { REVISIONS, type RevisionId } from "../contract/index.ts";
import { CLIENT_DIALECTS, CLIENTS, type ClientId } from "../report/index.ts";
import type { FleetSpec } from "./fleet-spec.ts";
import { MIXED } from "./presets.ts";
import type { Recorded, Recording } from "./recording.ts";
import { quantile } from "./statistics.ts";

/** Links that are sold, Mbit/s; an agent's is the least that carries its greatest speed. */
const LINKS_MBPS = [1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000] as const;
/** So many reports in a row without a byte more are a stall. */
const STALL_REPORTS = 4;
/** A gap of so many intervals is an agent without network. */
const OFFLINE_INTERVALS = 5;
/** A trace of so many characters is a listing. */
const LISTING_LENGTH = 300;

/** One task's reports, and what they say about its agent. */
interface Observed {
  readonly kind: Kind;
  readonly totalBytes: number;
  readonly linkMbps: number;
  readonly usedPercent: number;
  readonly intervalMs: number;
  readonly jitterPercent: number;
  readonly client: ClientId | "plain";
  readonly revision: RevisionId;
  readonly rounds: number;
  readonly arrivalMs: number;
  readonly traits: Readonly<
    Record<"packed" | "growth" | "stall" | "attachHang" | "mishap" | "verbose" | "drill", boolean>
  >;
  readonly faults: Readonly<Record<"duplicated" | "offline" | "replayed", boolean>>;
}

/** The spec; its reason says what it was fitted from. */
export function fitFleet(recording: Recording, name: string): FleetSpec {
  const tasks = new Map<string, Recorded[]>();
  for (const report of recording.reports) {
    const own = tasks.get(report.task);
    if (own === undefined) tasks.set(report.task, [report]);
    else own.push(report);
  }
  const startMs = recording.reports[0]?.atMs ?? 0;
  const agents = [...tasks.values()].map((reports) => observe(reports, startMs));
  const share = (has: (agent: Observed) => boolean): number =>
    Math.round((1000 * agents.filter(has).length) / agents.length) / 1000;
  const rounds = agents.map((agent) => agent.rounds);
  const used = agents.map((agent) => agent.usedPercent);
  const overMs = Math.round(Math.max(...agents.map((agent) => agent.arrivalMs)));
  return {
    ...MIXED,
    name,
    reason: `fitted from ${recording.reports.length} reports of ${agents.length} tasks`,
    kinds: weights(agents.map((agent) => agent.kind)),
    sizes: knots(agents.map((agent) => agent.totalBytes)),
    linksMbps: weighted(agents.map((agent) => agent.linkMbps)),
    utilisationPercent: { min: Math.min(...used), max: Math.max(...used) },
    intervalsMs: weighted(agents.map((agent) => agent.intervalMs)).slice(0, 8),
    jitterPercent: Math.round(middle(agents.map((agent) => agent.jitterPercent))),
    clients: weights(agents.map((agent) => agent.client)),
    revisions: weights(agents.map((agent) => agent.revision)),
    traits: {
      packed: share((agent) => agent.traits.packed),
      growth: share((agent) => agent.traits.growth),
      stall: share((agent) => agent.traits.stall),
      attachHang: share((agent) => agent.traits.attachHang),
      mishap: share((agent) => agent.traits.mishap),
      verbose: share((agent) => agent.traits.verbose),
      drill: share((agent) => agent.traits.drill),
    },
    faults: {
      duplicated: share((agent) => agent.faults.duplicated),
      offline: share((agent) => agent.faults.offline),
      replayed: share((agent) => agent.faults.replayed),
    },
    rounds: { min: Math.max(1, Math.min(...rounds)), max: Math.max(1, ...rounds) },
    arrival:
      overMs === 0 ? MIXED.arrival : { pattern: "spread", overMs: Math.min(overMs, WEEK_MS) },
  };
}

const WEEK_MS = 604_800_000;

function observe(reports: readonly Recorded[], startMs: number): Observed {
  const gaps = reports.slice(1).map((report, i) => report.atMs - (reports[i]?.atMs ?? 0));
  const intervalMs = rounded(middle(gaps.filter((gapMs) => gapMs > 0)) || 10_000);
  const speeds = reports.map(({ report }) => report.migrate_speed ?? 0).filter((mbps) => mbps > 0);
  const fastest = Math.max(0, ...speeds);
  const linkMbps = LINKS_MBPS.find((link) => link >= fastest) ?? 10_000;
  const packed = reports.some(({ report }) => {
    const rate = report.compress_rate ?? 0;
    return rate > 0 && rate < 99;
  });
  const totals = migrated(reports).map(({ report }) => Number(report.totalsize ?? 0));
  const off = gaps.map((gapMs) => Math.abs(gapMs - intervalMs) / intervalMs);
  return {
    kind: kindOf(reports),
    totalBytes: Math.max(0, ...totals),
    linkMbps,
    usedPercent: percentOf(middle(speeds) / linkMbps, 5, 100),
    intervalMs,
    jitterPercent: percentOf(middle(off.filter((share) => share < 0.5)) * 2, 0, 50),
    client: clientOf(reports),
    revision: revisionOf(reports),
    rounds: roundsOf(reports),
    arrivalMs: (reports[0]?.atMs ?? startMs) - startMs,
    traits: {
      packed,
      growth: totals.some((bytes, i) => i > 0 && bytes > (totals[i - 1] ?? 0)),
      stall: longestRun(migrated(reports), sameBytes) >= STALL_REPORTS,
      attachHang: longestRun(reports, hangs) >= STALL_REPORTS,
      mishap: falls(reports),
      verbose: reports.some(({ report }) => (report.process_trace ?? "").length > LISTING_LENGTH),
      drill: reports.some(({ report }) => report.need_migration_test === true),
    },
    faults: {
      duplicated: longestRun(reports, identical) >= 1,
      offline: gaps.some((gapMs) => gapMs > OFFLINE_INTERVALS * intervalMs),
      replayed: endsEarly(reports),
    },
  };
}

/** The kind with the fewest subtasks that has all that were seen; else the one that has the most. */
function kindOf(reports: readonly Recorded[]): Kind {
  const seen = new Set<string>(reports.map(({ report }) => report.subtask_name));
  const rated = KINDS.map((kind) => {
    const own = new Set<string>(LIFE_CYCLES[kind].stages.map((stage) => stage.subtask));
    const missing = [...seen].filter((name) => !own.has(name)).length;
    return { kind, missing, spare: own.size - (seen.size - missing) };
  });
  rated.sort((a, b) => a.missing - b.missing || a.spare - b.spare);
  return rated[0]?.kind ?? KINDS[0];
}

function clientOf(reports: readonly Recorded[]): ClientId | "plain" {
  const agent = reports.find(({ userAgent }) => userAgent !== undefined)?.userAgent ?? "";
  const found = CLIENTS.find((id) => {
    const own = CLIENT_DIALECTS[id].headers.find(([name]) => name === "User-Agent")?.[1];
    return own !== undefined && agent.includes(own);
  });
  return found ?? "plain";
}

/** The oldest age that knows all the members that were seen. */
function revisionOf(reports: readonly Recorded[]): RevisionId {
  const members = new Set<string>(reports.flatMap((report) => report.members));
  const oldest = REVISIONS.findLast(({ fields }) => {
    return [...members].every((name) => fields.some((field) => field === name));
  });
  return oldest?.id ?? "2025-06";
}

/** Times a synchronisation was begun. */
function roundsOf(reports: readonly Recorded[]): number {
  const syncs = reports.filter(({ report }) => report.subtask_name.startsWith("SYNC_"));
  const begun = syncs.filter(({ report }, i) => {
    const before = syncs[i - 1]?.report.progress;
    return before === undefined || (before === 100 && report.progress < 100);
  });
  return begun.length;
}

function migrated(reports: readonly Recorded[]): readonly Recorded[] {
  return reports.filter(({ report }) => report.subtask_name.startsWith("MIGRATE_"));
}

function sameBytes(before: Recorded, after: Recorded): boolean {
  return before.report.replicatesize === after.report.replicatesize && after.report.progress < 100;
}

function hangs(before: Recorded, after: Recorded): boolean {
  const { subtask_name, progress } = after.report;
  return subtask_name === "ATTACH_AGENT_IMAGE" && progress === before.report.progress;
}

function identical(before: Recorded, after: Recorded): boolean {
  return text(before) === text(after);
}

/** Whether progress falls within a subtask that was not done: a mishap. */
function falls(reports: readonly Recorded[]): boolean {
  return reports.some(({ report }, i) => {
    const before = reports[i - 1]?.report;
    const isSame = before?.subtask_name === report.subtask_name;
    return isSame && before.progress < 100 && report.progress < before.progress;
  });
}

/** Whether something comes after the last subtask was done. */
function endsEarly(reports: readonly Recorded[]): boolean {
  const end = reports.findIndex(
    ({ report }) => report.subtask_name === "DETTACH_AGENT_IMAGE" && report.progress === 100,
  );
  return end >= 0 && reports.slice(end + 1).some(({ report }) => report.progress < 100);
}

function longestRun(
  reports: readonly Recorded[],
  goesOn: (before: Recorded, after: Recorded) => boolean,
): number {
  let longest = 0;
  let run = 0;
  reports.slice(1).forEach((after, i) => {
    const before = reports[i];
    run = before !== undefined && goesOn(before, after) ? run + 1 : 0;
    longest = Math.max(longest, run);
  });
  return longest;
}

function text({ report }: Recorded): string {
  return JSON.stringify(report, (_, value: unknown) => {
    return typeof value === "bigint" ? String(value) : value;
  });
}

function weights<T extends string>(names: readonly T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function weighted(values: readonly number[]): { weight: number; value: number }[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, weight]) => ({ weight, value }))
    .sort((a, b) => b.weight - a.weight);
}

/** Quartiles as knots; sizes must not fall, shares must rise. */
function knots(bytes: readonly number[]): { share: number; bytes: number }[] {
  const sorted = [...bytes].sort((a, b) => a - b);
  return [0, 0.25, 0.5, 0.75, 1].map((share) => ({ share, bytes: quantile(sorted, share) }));
}

function middle(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

function percentOf(share: number, least: number, most: number): number {
  if (!Number.isFinite(share)) return least;
  return Math.min(most, Math.max(least, Math.round(100 * share)));
}

/** Nobody sets an interval of 9,987 ms. */
function rounded(ms: number): number {
  const step = ms >= 2000 ? 1000 : 10;
  return Math.max(10, Math.round(ms / step) * step);
}
