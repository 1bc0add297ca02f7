/**
 * Judges a trial that watches one task's history: its requests overlap on purpose, and what counts is
 * not one look but whether all of them can be what one register shows.
 *
 * Not verified here: the replies themselves (a trial whose reports are not taken or refused as meant
 * says nothing), and anomalies that the trial does not watch for.
 */

import type { Exchange } from "../../reports/evidence/index.ts";
import { type Anomaly, type AnomalyKind, anomaliesOf } from "../model/anomalies.ts";
import type { Operation, Outcome } from "../model/history.ts";
import { describeReply, type Reply, type Seen } from "../target/index.ts";
import { type JudgeContext, type Judgement, seenIn, sentFields } from "./judge.ts";
import { HELD, is2xx, is4xx, violated } from "./judge-status.ts";
import type { Leftover } from "./leftovers.ts";
import { type Known, type Sent, shownOf, type Unclear } from "./shown-of.ts";
import { bodyText, flat, type Look, restarts, type Send, type Trial } from "./trial.ts";

/** One request of a watched trial, and what came back. */
export interface Witness {
  readonly step: Send | Look;
  readonly reply: Extract<Reply, { kind: "complete" | "cut" }>;
  /** 0: before or after the lanes. */
  readonly lane: number;
  /** Its place among the exchanges that are kept. */
  readonly exchange: number;
}

/** What a watched trial comes to: the judgement, and each witness in a few words. */
export interface Watched {
  readonly judgement: Judgement;
  readonly history: readonly Operation[];
  readonly said: readonly Said[];
  /** What is wrong with the history besides, though the trial does not watch for it. */
  readonly strays: readonly Accused[];
}

/** One anomaly of a history, told. */
export interface Accused {
  readonly kind: AnomalyKind;
  readonly judgement: Judgement;
  readonly said: readonly Said[];
}

export interface Said {
  readonly witness: Witness;
  /** "report 2", "a look: report 1". */
  readonly what: string;
  /** Whether the anomaly can be told from it and the others that decide. */
  readonly decides: boolean;
}

/** An anomaly that was seen where it was not watched for. */
export type Stray = Omit<Accused, "said"> & { readonly exchanges: readonly Exchange[] };

/** What is wanted of looks, by what would be wrong with them. */
const EXPECTED: Readonly<Record<AnomalyKind, string>> = {
  torn: "each look shows one report whole",
  phantom: "each look shows a report that had been sent",
  resurrected: "no look shows a refused report",
  partial: "no look shows a report that never came whole",
  lost: "of acknowledged reports the last one stays",
  stale: "no look shows a report older than the last acknowledged one",
  "non-monotonic": "no look goes back behind what an earlier one showed",
};

/** Collects what a trial sees of task `a` while it goes on. */
export class Watch {
  private readonly trial: Trial;
  private readonly context: JudgeContext;
  private readonly earlier: readonly Leftover[];
  private readonly witnesses = new Map<Send | Look, Witness>();

  constructor(trial: Trial, context: JudgeContext, earlier: readonly Leftover[]) {
    this.trial = trial;
    this.context = context;
    this.earlier = earlier;
  }

  /** Takes note of a reply, or of its being cut; of a step that is done again the last one counts. */
  note({ reply, ...about }: Omit<Witness, "reply"> & { readonly reply: Reply }): void {
    if ((reply.kind !== "complete" && reply.kind !== "cut") || about.step.task !== "a") return;
    this.witnesses.set(about.step, { ...about, reply });
  }

  judged(): Watched {
    return judgeWatched(this.trial, [...this.witnesses.values()], this.context, this.earlier);
  }
}

/** The exchanges of a watched trial with the time and the meaning of each. */
export function withTimes(
  exchanges: readonly Exchange[],
  said: readonly Said[],
): readonly Exchange[] {
  const firstMs = said.reduce(
    (least, { witness }) => Math.min(least, witness.reply.startMs),
    Infinity,
  );
  return exchanges.map((exchange, i) => {
    const found = said.find(({ witness }) => witness.exchange === i);
    if (found === undefined) return exchange;
    const { what, decides, witness } = found;
    const { startMs, endMs } = witness.reply;
    const [fromMs, toMs] = [startMs - firstMs, endMs - firstMs].map((ms) => Number(ms.toFixed(3)));
    if (fromMs === undefined || toMs === undefined) return exchange;
    return { ...exchange, timing: { lane: witness.lane, fromMs, toMs, what, decides } };
  });
}

interface Told {
  readonly operation: Operation;
  readonly what: string;
  /** Absent of what an earlier trial left under way. */
  readonly witness?: Witness;
}

/**
 * Judges the witnesses of a trial, in any order, by the anomalies that it watches for. Of the reports
 * that earlier trials left under way those count that a look shows.
 */
export function judgeWatched(
  trial: Trial,
  witnesses: readonly Witness[],
  context: JudgeContext,
  earlier: readonly Leftover[] = [],
): Watched {
  const sends = flat(trial.steps).filter((step): step is Send => step.do === "send");
  const partial = new Set<Send | Look>(
    witnesses.flatMap(({ step, reply }) => (outcomeOf(reply) === "partial" ? [step] : [])),
  );
  const sent = sends.map((step, i): Sent => {
    const fields = sentFields(step, context.profile);
    return { name: `report ${i + 1}`, fields, step, isPartial: partial.has(step) };
  });
  const left = leftBehind(earlier, sends, context);
  const before = beforeAll(witnesses, sent, context);
  const known = { own: sent, left: left.map(({ one }) => one), before };
  const mayBeGone = restarts(trial);
  const told: Told[] = [];
  for (const witness of witnesses) {
    const shown = showing(witness, { ...known, mayBeGone }, context);
    if ("reason" in shown) return { judgement: shown, history: [], said: [], strays: [] };
    told.push({ witness, ...shown });
  }
  told.push(...left.flatMap(({ told: it }) => (isShown(it, told) ? [it] : [])));
  const history = judgedOf(told.map(({ operation }) => operation));
  const accused = anomaliesOf(history).map((anomaly): Accused => {
    const cause = { wanted: "one register", got: anomaly.kind };
    return {
      kind: anomaly.kind,
      judgement: violated(EXPECTED[anomaly.kind], tell(anomaly, told), cause),
      said: saidOf(told, (operation) => anomaly.evidence.includes(operation)),
    };
  });
  const isWatched = ({ kind }: Accused) => trial.watch?.includes(kind) === true;
  const strays = accused.filter((one) => !isWatched(one));
  const watched = accused.find(isWatched);
  if (watched !== undefined) return { ...watched, history, strays };
  return { judgement: HELD, history, said: saidOf(told, () => false), strays };
}

function saidOf(
  told: readonly Told[],
  decides: (operation: Operation) => boolean,
): readonly Said[] {
  return told.flatMap(({ witness, what, operation }) => {
    return witness === undefined ? [] : [{ witness, what, decides: decides(operation) }];
  });
}

/** Reports that earlier trials left under way; one that is sent again is the trial's own. */
function leftBehind(
  earlier: readonly Leftover[],
  sends: readonly Send[],
  { profile }: JudgeContext,
): readonly { readonly one: Sent; readonly told: Told }[] {
  const own = new Set(sends.map(({ body }) => bodyText(body)));
  const others = earlier.filter(({ step }) => !own.has(bodyText(step.body)));
  return others.map(({ step, outcome, callMs }, i) => {
    const name = `report ${i + 1} of earlier trials`;
    const fields = sentFields(step, profile);
    const call = { lane: 0, callMs, returnMs: callMs };
    return {
      one: { name, fields, step, isPartial: outcome === "partial" },
      told: {
        operation: { kind: "report", value: name, outcome, ...call },
        what: `${name}, ${OUTCOME_TEXT[outcome]}`,
      },
    };
  });
}

function isShown({ operation: report }: Told, told: readonly Told[]): boolean {
  return told.some(({ operation }) => {
    if (operation.kind !== "look" || report.kind !== "report") return false;
    const { shown } = operation;
    if (shown.kind === "report") return shown.value === report.value;
    return shown.kind === "mixed" && shown.values.includes(report.value);
  });
}

/**
 * The history without the looks that began before any report was acknowledged: they may show what the
 * task had before, and that may be what an earlier attempt sent.
 */
function judgedOf(operations: readonly Operation[]): readonly Operation[] {
  const knownMs = operations.reduce((least, operation) => {
    const counts = operation.kind === "report" && operation.outcome === "acknowledged";
    return counts ? Math.min(least, operation.returnMs) : least;
  }, Infinity);
  return operations.filter(({ kind, callMs }) => kind === "report" || callMs > knownMs);
}

function beforeAll(
  [first]: readonly Witness[],
  [report]: readonly Sent[],
  context: JudgeContext,
): Seen | undefined {
  if (first?.step.do !== "look" || first.reply.kind !== "complete") return undefined;
  return is2xx(first.reply.status) ? seenIn(first.reply, report?.fields, context) : undefined;
}

/** `mayBeGone`: a task that is not there any more has lost its reports, and that is all. */
function showing(
  { step, reply, lane }: Witness,
  { mayBeGone, ...known }: Known & { readonly mayBeGone: boolean },
  context: JudgeContext,
): Omit<Told, "witness"> | Unclear {
  const { startMs: callMs, endMs: returnMs } = reply;
  const call = { lane, callMs, returnMs };
  if (step.do === "send") {
    const name = known.own.find((one) => one.step === step)?.name ?? "";
    const outcome = outcomeOf(reply);
    const what = outcome === "acknowledged" ? name : `${name}, ${OUTCOME_TEXT[outcome]}`;
    return { operation: { kind: "report", value: name, outcome, ...call }, what };
  }
  if (reply.kind === "cut") return { kind: "indefinite", reason: describeReply(reply) };
  if (mayBeGone && reply.status === 404) {
    const operation = { kind: "look", shown: { kind: "before" }, ...call } as const;
    return { operation, what: "look: no such task" };
  }
  const seen = seenIn(reply, known.own[0]?.fields, context);
  if (seen.kind === "unreadable") return { kind: "indefinite", reason: seen.reason };
  const found = shownOf(seen, known, context);
  if ("reason" in found) return found;
  return { operation: { kind: "look", shown: found.shown, ...call }, what: `look: ${found.what}` };
}

/** What a reply says of its report; one that did not come says nothing. */
export function outcomeOf(reply: Reply): Outcome {
  if (reply.kind === "cut") return reply.arrived === "part" ? "partial" : "ambiguous";
  if (reply.kind !== "complete") return "ambiguous";
  if (is2xx(reply.status)) return "acknowledged";
  return is4xx(reply.status) ? "refused" : "ambiguous";
}

const OUTCOME_TEXT: Readonly<Record<Exclude<Outcome, "acknowledged">, string>> = {
  refused: "refused",
  ambiguous: "not answered",
  partial: "cut off",
};

function tell({ kind, evidence }: Anomaly, told: readonly Told[]): string {
  const whats = evidence.map((operation) => {
    return told.find((one) => one.operation === operation)?.what ?? "";
  });
  const looks = whats.filter((_, i) => evidence[i]?.kind === "look");
  const reports = whats.filter((_, i) => evidence[i]?.kind === "report");
  switch (kind) {
    case "torn":
    case "phantom":
    case "resurrected":
    case "partial":
      return `${kind}: ${looks.join(", then ")}`;
    case "lost":
      return `lost: ${reports.at(-1)} was acknowledged, then at rest ${looks.at(-1)}`;
    case "stale":
      return `stale: ${reports.at(-1)} was acknowledged, then ${looks.at(-1)}`;
    case "non-monotonic":
      return `non-monotonic: ${looks.join(", then ")}`;
  }
}
