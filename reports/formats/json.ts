/**
 * report.json: all that is known and decided of a run, for programs. Lengths of time are
 * milliseconds, histograms are sparse [bucket, count, …] of microseconds as in the evidence; a
 * figure that could not be measured is null. A change that old readers would misread raises
 * `schemaVersion`.
 */

import type { Histogram } from "../evidence/histogram.ts";
import { ratesOf } from "../evidence/rates.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import { generatorCpu, lagShares } from "../verdict/generator.ts";
import type { JudgedRequirement, JudgedRun, JudgedScenario } from "../verdict/judged-run.ts";
import { memoryOf, PERCENTILES, percentileMs, percentileName } from "./figures.ts";
import { visible } from "./text.ts";

export const REPORT_SCHEMA_VERSION = 1;

/** The whole report as one JSON document with a line end. */
export function json(judged: JudgedRun, record: RunRecord): string {
  const { run, requirements, scenarios, ...rest } = judged;
  const report = {
    schemaVersion: REPORT_SCHEMA_VERSION,
    verdict: rest.verdict,
    status: rest.status,
    line: rest.line,
    reason: rest.reason,
    next: rest.next,
    folder: record.folder,
    durationMs: rest.durationMs ?? null,
    interrupted: rest.interrupted ?? null,
    run: run === undefined ? null : withoutKind(run),
    counts: rest.counts,
    gating: rest.gating,
    requirements: requirements.map(requirementJson),
    load: scenarios.map(scenarioJson),
    baseline: rest.baseline === undefined ? null : withoutKind(rest.baseline),
    dialects: rest.dialects.map(withoutKind),
    missing: rest.missing.map(withoutKind),
    harnessErrors: rest.harnessErrors.map(withoutKind),
    problems: rest.problems,
  };
  return jsonText(report);
}

/** A JSON document with a line end; what has no glyph stands in it as its escape. */
export function jsonText(value: unknown): string {
  return `${visible(JSON.stringify(value, null, 2), { lines: true })}\n`;
}

function withoutKind<T extends { readonly kind: string }>(event: T): Omit<T, "kind"> {
  const { kind: _, ...rest } = event;
  return rest;
}

function requirementJson({ entry, result, ...judged }: JudgedRequirement) {
  return {
    ...entry,
    verdict: judged.verdict,
    gating: judged.gating,
    tested: judged.tested,
    reason: judged.reason ?? null,
    trials: result?.trials ?? 0,
    requests: result?.requests ?? 0,
    indefinite: result?.indefinite ?? 0,
    durationMs: result?.durationMs ?? 0,
    goals: result?.goals ?? [],
    nonStrict: result?.nonStrict ?? [],
    consistency: result?.consistency ?? null,
    finding: judged.finding ?? null,
    fingerprints: judged.fingerprints,
    rate: judged.rate ?? null,
    waivers: judged.waivers ?? [],
  };
}

function scenarioJson({ opened, closed, load, ...judged }: JudgedScenario) {
  return {
    ...withoutKind(opened),
    verdict: judged.verdict,
    reason: judged.reason ?? null,
    earlierAttempts: judged.earlierAttempts,
    remarks: judged.remarks,
    objectives: judged.objectives.map(({ objective, value, samples, state }) => ({
      ...objective,
      state,
      samples,
      // JSON has no infinity: a percentile beyond the timeout is the text "Infinity".
      value: value === Infinity ? "Infinity" : (value ?? null),
    })),
    rates: ratesOf(load),
    workersSeen: load.workers,
    ledger: load.ledger,
    statuses: load.statuses,
    codes: load.codes,
    connections: load.connections,
    wrongs: load.wrongs,
    misreads: load.misreads,
    subtasks: load.subtasks,
    latency: {
      response: histogramJson(load.response),
      service: histogramJson(load.service),
      ownLag: histogramJson(load.ownLag),
      lanesLag: histogramJson(load.lanesLag),
      loopLag: histogramJson(load.loopLag),
    },
    lag: { ...load.lag, shares: lagShares(load) ?? null },
    generator: {
      lagP99Ms: judged.generatorLagP99Ms ?? null,
      cpu: generatorCpu(closed) ?? null,
    },
    series: load.series,
    samples: load.samples,
    gaps: load.gaps,
    ending:
      closed === undefined ? null : { ...withoutKind(closed), memoryFigures: memoryOf(closed) },
  };
}

function histogramJson(histogram: Histogram) {
  const percentiles = PERCENTILES.map((share): [string, number | null] => [
    percentileName(share),
    percentileMs(histogram, share) ?? null,
  ]);
  return {
    count: histogram.total,
    percentilesMs: Object.fromEntries(percentiles),
    sparse: histogram.sparse(),
  };
}
