/**
 * Names what is wrong with a task's history, with the fewest operations that convince. Because every
 * report has a value of its own, a history is wrong exactly when one look is wrong by itself or two
 * reports contradict each other, so no search is needed:
 *
 * - `torn`: a look shows parts of several reports. `phantom`: it shows what nobody had sent yet.
 * - `resurrected`: it shows a refused report, or a part of one.
 * - `partial`: it shows a report that never came whole, or a part of one.
 * - `stale`: it shows a report though a later one was acknowledged before it began.
 * - `lost`: the same at rest, when nothing is under way, and no look at rest shows the later one.
 * - `non-monotonic`: what one look showed, a later one takes back, or two looks contradict.
 */

import {
  countingReports,
  type History,
  isBefore,
  type Looked,
  looksOf,
  type Operation,
  type Reported,
} from "./history.ts";

/** The anomalies, the plainest first. */
export const ANOMALIES = [
  "torn",
  "phantom",
  "resurrected",
  "partial",
  "lost",
  "stale",
  "non-monotonic",
] as const;

export type AnomalyKind = (typeof ANOMALIES)[number];

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** The operations that convince, in the order in which they began. */
  readonly evidence: readonly Operation[];
}

/** The anomalies of a history, one of each kind, with the least evidence found. */
export function anomaliesOf(history: History): readonly Anomaly[] {
  const all = [...looksOf(history).flatMap((look) => byItself(look, history)), ...pairs(history)];
  return ANOMALIES.flatMap((kind) => {
    const least = smallest(all.filter((anomaly) => anomaly.kind === kind));
    return least === undefined ? [] : [least];
  });
}

/** What is wrong with one look, whatever other looks show. */
function byItself(look: Looked, history: History): readonly Anomaly[] {
  const { shown } = look;
  if (shown.kind === "before") return [];
  if (shown.kind === "unsent") return [named("phantom", [look])];
  const values = shown.kind === "mixed" ? shown.values : [shown.value];
  const reports = history.filter((o): o is Reported => {
    return o.kind === "report" && values.includes(o.value);
  });
  const refused = reports.filter(({ outcome }) => outcome === "refused");
  if (refused.length > 0) return [named("resurrected", [...refused, look])];
  const partial = reports.filter(({ outcome }) => outcome === "partial");
  if (partial.length > 0) return [named("partial", [...partial, look])];
  const later = reports.filter((report) => isBefore(look, report));
  if (later.length > 0 || reports.length < values.length) {
    return [named("phantom", [...later, look])];
  }
  return shown.kind === "mixed" ? [named("torn", [...reports, look])] : [];
}

/** A report with the looks that show it; without a report: what the task showed before. */
interface Cluster {
  readonly report: Reported | undefined;
  readonly looks: readonly Looked[];
}

/** Two reports contradict when an operation of each was over before one of the other began. */
function pairs(history: History): readonly Anomaly[] {
  const clusters = clustersOf(history);
  const restMs = countingReports(history).reduce(
    (most, r) => Math.max(most, r.returnMs),
    -Infinity,
  );
  return clusters.flatMap((one, i) =>
    clusters.slice(i + 1).flatMap((other) => {
      const there = ordersOf(one, other);
      const back = ordersOf(other, one);
      const found =
        overtaken({ older: one, newer: other, there, back }, restMs) ??
        overtaken({ older: other, newer: one, there: back, back: there }, restMs) ??
        contradicting({ older: one, newer: other, there, back });
      return found === undefined ? [] : [found];
    }),
  );
}

function clustersOf(history: History): readonly Cluster[] {
  const looks = looksOf(history).filter((look) => byItself(look, history).length === 0);
  const showing = (value: string | undefined) =>
    looks.filter(({ shown }) => value === (shown.kind === "report" ? shown.value : undefined));
  const reports = countingReports(history).map((report): Cluster => {
    return { report, looks: showing(report.value) };
  });
  // An ambiguous report that no look shows may never have counted.
  const counted = reports.filter((c) => c.looks.length > 0 || c.report?.outcome !== "ambiguous");
  return [{ report: undefined, looks: showing(undefined) }, ...counted];
}

/** `from` was over before `to` began. Absent `from`: what the task showed before the history. */
interface Ordered {
  readonly from: Operation | undefined;
  readonly to: Operation;
}

/** Up to so many looks at one report are all tried as evidence; of more, those that decide. */
const LOOKS_TRIED = 8;

/** That something of one was over before something of the other began, in all ways that matter. */
function ordersOf(one: Cluster, other: Cluster): readonly Ordered[] {
  const ends: readonly (Operation | undefined)[] = [other.report, ...deciding(other.looks)];
  const starts = [one.report, ...deciding(one.looks)];
  return ends.flatMap((to) => {
    if (to === undefined) return [];
    const known = starts.flatMap((from) => {
      return from !== undefined && isBefore(from, to) ? [{ from, to }] : [];
    });
    return one.report === undefined ? [{ from: undefined, to }, ...known] : known;
  });
}

/** Whether any two looks are in some order hangs on the first to end and on the last to begin. */
function deciding(looks: readonly Looked[]): readonly Looked[] {
  if (looks.length <= LOOKS_TRIED) return looks;
  return [
    looks.reduce((a, b) => (b.returnMs < a.returnMs ? b : a)),
    looks.reduce((a, b) => (b.callMs > a.callMs ? b : a)),
  ];
}

interface Pair {
  readonly older: Cluster;
  readonly newer: Cluster;
  readonly there: readonly Ordered[];
  readonly back: readonly Ordered[];
}

/** A look at the older report after the newer one, known to be later, was acknowledged. */
function overtaken({ older, newer, there, back }: Pair, restMs: number): Anomaly | undefined {
  const { report } = newer;
  if (report === undefined) return undefined;
  const evidence = shortest(
    there.filter(({ to }) => to === report),
    back.filter(({ from }) => from === report),
    [older, newer],
  );
  if (evidence === undefined) return undefined;
  const atRest = (look: Looked) => look.callMs > restMs;
  const isLost = older.looks.some(atRest) && !newer.looks.some(atRest);
  return named(isLost ? "lost" : "stale", evidence);
}

/** Looks that no order of the two reports explains, whichever came later. */
function contradicting({ older, newer, there, back }: Pair): Anomaly | undefined {
  const evidence = shortest(there, back, [older, newer]);
  return evidence === undefined ? undefined : named("non-monotonic", evidence);
}

/** The fewest operations that show both orders; undefined where one of them does not hold. */
function shortest(
  there: readonly Ordered[],
  back: readonly Ordered[],
  pair: readonly Cluster[],
): readonly Operation[] | undefined {
  const reports = pair.map(({ report }) => report);
  const all = there.flatMap((one) =>
    back.map((other) => {
      const operations = [...reports, one.from, one.to, other.from, other.to];
      return [...new Set(operations.filter((o) => o !== undefined))];
    }),
  );
  return all.reduce<readonly Operation[] | undefined>(
    (least, next) => (least !== undefined && least.length <= next.length ? least : next),
    undefined,
  );
}

function named(kind: AnomalyKind, operations: readonly Operation[]): Anomaly {
  return { kind, evidence: [...operations].sort((one, other) => one.callMs - other.callMs) };
}

function smallest(anomalies: readonly Anomaly[]): Anomaly | undefined {
  return anomalies.reduce<Anomaly | undefined>(
    (a, b) => (a !== undefined && a.evidence.length <= b.evidence.length ? a : b),
    undefined,
  );
}
