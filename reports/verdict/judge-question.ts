/**
 * What a scenario asks beyond its objectives: up to which rate the endpoint holds, or whether
 * something grows. Gives words for the reader, and a judgement where the question decides.
 */

import type { MergedLoad } from "../evidence/merge.ts";
import { OUTAGE_PART } from "../evidence/parts.ts";
import type { EventOf } from "../evidence/schema.ts";
import { type Drift, type DriftLimits, driftOf, type TimedValue } from "./drift.ts";
import type { ScenarioVerdict } from "./judged-run.ts";
import { type Knee, kneeOf, kneeText } from "./knee.ts";
import { recoveryOf } from "./recovery.ts";
import type { UslFit } from "./usl.ts";

export interface Answer {
  readonly remarks: readonly string[];
  /** Undefined: nothing speaks against the endpoint, as far as the question goes. */
  readonly judgement: { readonly verdict: ScenarioVerdict; readonly reason: string } | undefined;
}

/** At the start connections open, code is compiled and memory is taken once: that is no drift. */
const WARM_UP_SHARE = 0.2;
/** From which growth on over a run; below, a machine that others use shows as much. */
const LATENCY_DRIFT: DriftLimits = { shareMin: 0.5, amountMin: 5 };
const MEMORY_DRIFT: DriftLimits = { shareMin: 0.25, amountMin: 64 * 1024 * 1024 };
const MIB = 1024 * 1024;

/** The answer to what the scenario asks; nothing where it asks nothing. */
export function judgeQuestion(
  opened: EventOf<"load-opened">,
  load: MergedLoad,
  memory: EventOf<"load-memory"> | undefined,
): Answer {
  switch (opened.asks) {
    case undefined:
      return { remarks: [], judgement: undefined };
    case "knee":
      return kneeAnswer(kneeOf(load.parts, opened.ownLagBudgetMs));
    case "drift":
      return driftAnswer(load, memory);
    case "recovery":
      return recoveryAnswer(opened, load);
  }
}

function kneeAnswer(knee: Knee): Answer {
  const remarks = [kneeText(knee), lawText(knee.law)];
  if (knee.held !== undefined) return { remarks, judgement: undefined };
  const [first] = knee.steps;
  const verdict = first?.standing === "broken" ? "MISSED" : "INVALID";
  return { remarks, judgement: { verdict, reason: kneeText(knee) } };
}

function lawText(law: UslFit): string {
  if (law.kind === "not fitted") return `no scalability law: ${law.reason}`;
  const text = ({ value, low, high }: { value: number; low: number; high: number }) =>
    `${short(value)} (${short(low)} to ${short(high)})`;
  const peak =
    law.peak === undefined
      ? "no peak within twice the measured load"
      : `a peak of ${Math.round(law.peak.perSecond)} a second at ${Math.round(law.peak.concurrency)} under way`;
  const { lambda, alpha, beta } = law;
  return `scalability law: λ ${text(lambda)}, α ${text(alpha)}, β ${text(beta)}; ${peak}`;
}

function driftAnswer(load: MergedLoad, memory: EventOf<"load-memory"> | undefined): Answer {
  const figures = [
    told("p50", driftOf(pointsOf(load, "p50Ms"), LATENCY_DRIFT), "ms", 1),
    told("p99", driftOf(pointsOf(load, "p99Ms"), LATENCY_DRIFT), "ms", 1),
    memoryTold(memory),
  ];
  const growing = figures.filter(({ drift }) => drift?.kind === "grows");
  const open = figures.find(({ drift }) => drift?.kind === "unknown");
  const remarks = figures.map(({ text }) => text);
  if (growing.length > 0) {
    const reason = growing.map(({ text }) => text).join("; ");
    return { remarks, judgement: { verdict: "MISSED", reason } };
  }
  if (open === undefined) return { remarks, judgement: undefined };
  return { remarks, judgement: { verdict: "INCONCLUSIVE", reason: open.text } };
}

function recoveryAnswer(opened: EventOf<"load-opened">, load: MergedLoad): Answer {
  const outage = opened.parts?.find(({ name }) => name === OUTAGE_PART);
  if (outage === undefined) return { remarks: [], judgement: undefined };
  const { sent, resent = 0, acknowledged } = load.ledger;
  const times = sent === 0 ? 0 : (sent + resent) / sent;
  const forMs = Math.max(1, load.toMs - load.fromMs);
  const remark =
    `${short(times)} sendings a report (${resent} sent again), ` +
    `${short((1000 * acknowledged) / forMs)} taken a second`;
  const recovery = recoveryOf(load.series, outage);
  switch (recovery.kind) {
    case "recovered": {
      const text = `as before ${short(recovery.afterMs / 1000)} s after the outage`;
      return { remarks: [text, remark], judgement: undefined };
    }
    case "not recovered": {
      const p99 = recovery.p99Ms === undefined ? "unknown" : `${short(recovery.p99Ms)} ms`;
      const text = `not as before when the run ended: p99 ${p99}, ${short(recovery.failed)} a second failed`;
      return { remarks: [remark], judgement: { verdict: "MISSED", reason: text } };
    }
    case "unknown":
      return {
        remarks: [remark],
        judgement: { verdict: "INCONCLUSIVE", reason: recovery.reason },
      };
  }
}

interface Told {
  readonly name: string;
  readonly drift: Drift | undefined;
  readonly text: string;
}

function told(name: string, drift: Drift, unit: string, per: number): Told {
  if (drift.kind === "unknown") {
    return { name, drift, text: `${name}: whether it grows is unknown: ${drift.reason}` };
  }
  const growth = `${short(drift.growth / per)} ${unit} over the run, from ${short(drift.from / per)} ${unit}`;
  const text = drift.kind === "grows" ? `${name} grows: ${growth}` : `${name} is steady: ${growth}`;
  return { name, drift, text };
}

function memoryTold(memory: EventOf<"load-memory"> | undefined): Told {
  const name = "the endpoint's memory";
  if (memory === undefined) {
    return { name, drift: undefined, text: `${name} was not read (--endpoint-memory)` };
  }
  const values = memory.samples.map(({ atMs, bytes }) => ({ atMs, value: bytes }));
  const drift = driftOf(withoutWarmUp(values), MEMORY_DRIFT);
  const { text, ...rest } = told(name, drift, "MiB", MIB);
  const problem = memory.problem === undefined ? "" : ` (${memory.problem})`;
  return { ...rest, text: `${text}${problem}` };
}

function pointsOf({ series }: MergedLoad, which: "p50Ms" | "p99Ms"): readonly TimedValue[] {
  const values = series.flatMap((point) => {
    const value = point[which];
    return value === undefined ? [] : [{ atMs: (point.fromMs + point.toMs) / 2, value }];
  });
  return withoutWarmUp(values);
}

function withoutWarmUp(values: readonly TimedValue[]): readonly TimedValue[] {
  return values.slice(Math.floor(values.length * WARM_UP_SHARE));
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
