/**
 * Judges a trial that watches one task's history: its requests overlap on purpose, and what counts is
 * not one look but whether all of them can be what one register shows.
 *
 * Not verified here: the replies themselves (a trial whose reports are not taken or refused as meant
 * says nothing), and anomalies that the trial does not watch for.
 */

import type { Exchange } from "../../reports/evidence/index.ts";
import type { FieldName } from "../../simulators/contract/index.ts";
import { writeJson } from "../../simulators/report/index.ts";
import { type Anomaly, type AnomalyKind, anomaliesOf } from "../model/anomalies.ts";
import { differences, type Fields } from "../model/differences.ts";
import type { Operation, Outcome, Shown } from "../model/history.ts";
import { describeReply, type Reply, type Seen } from "../target/index.ts";
import { type JudgeContext, type Judgement, seenIn, sentFields } from "./judge.ts";
import { HELD, is2xx, is4xx, violated } from "./judge-status.ts";
import { flat, type Look, type Send, type Trial } from "./trial.ts";

/** One request of a watched trial, and what came back. */
export interface Witness {
  readonly step: Send | Look;
  readonly reply: Extract<Reply, { kind: "complete" }>;
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
  lost: "of acknowledged reports the last one stays",
  stale: "no look shows a report older than the last acknowledged one",
  "non-monotonic": "no look goes back behind what an earlier one showed",
};

/** Collects what a trial sees of task `a` while it goes on. */
export class Watch {
  private readonly trial: Trial;
  private readonly context: JudgeContext;
  private readonly witnesses = new Map<Send | Look, Witness>();

  constructor(trial: Trial, context: JudgeContext) {
    this.trial = trial;
    this.context = context;
  }

  /** Takes note of a complete reply; of a step that is done again the last one counts. */
  note({ reply, ...about }: Omit<Witness, "reply"> & { readonly reply: Reply }): void {
    if (reply.kind !== "complete" || about.step.task !== "a") return;
    this.witnesses.set(about.step, { ...about, reply });
  }

  judged(): Watched {
    return judgeWatched(this.trial, [...this.witnesses.values()], this.context);
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

/** Most of a value that is told, in characters. */
const TEXT_MAX = 40;

interface Told {
  readonly operation: Operation;
  readonly what: string;
  readonly witness: Witness;
}

type Sent = { readonly name: string; readonly fields: Fields; readonly step: Send };

/** Judges the witnesses of a trial, in any order, by the anomalies that it watches for. */
export function judgeWatched(
  trial: Trial,
  witnesses: readonly Witness[],
  context: JudgeContext,
): Watched {
  const sends = flat(trial.steps).filter((step): step is Send => step.do === "send");
  const sent = sends.map((step, i): Sent => {
    return { name: `report ${i + 1}`, fields: sentFields(step, context.profile), step };
  });
  const told: Told[] = [];
  for (const witness of witnesses) {
    const shown = showing(witness, sent, context);
    if ("reason" in shown) return { judgement: shown, history: [], said: [], strays: [] };
    told.push({ witness, ...shown });
  }
  const history = judgedOf(told.map(({ operation }) => operation));
  const accused = anomaliesOf(history).map((anomaly): Accused => {
    const cause = { wanted: "one register", got: anomaly.kind };
    return {
      kind: anomaly.kind,
      judgement: violated(EXPECTED[anomaly.kind], tell(anomaly, told), cause),
      said: told.map(({ witness, what, operation }) => {
        return { witness, what, decides: anomaly.evidence.includes(operation) };
      }),
    };
  });
  const isWatched = ({ kind }: Accused) => trial.watch?.includes(kind) === true;
  const strays = accused.filter((one) => !isWatched(one));
  const watched = accused.find(isWatched);
  if (watched !== undefined) return { ...watched, history, strays };
  const said = told.map(({ witness, what }) => ({ witness, what, decides: false }));
  return { judgement: HELD, history, said, strays };
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

type Unclear = Extract<Judgement, { reason: string }>;

function showing(
  { step, reply, lane }: Witness,
  sent: readonly Sent[],
  context: JudgeContext,
): Omit<Told, "witness"> | Unclear {
  const { startMs: callMs, endMs: returnMs } = reply;
  const call = { lane, callMs, returnMs };
  if (step.do === "send") {
    const name = sent.find((one) => one.step === step)?.name ?? "";
    const outcome = outcomeOf(reply.status);
    const what = outcome === "refused" ? `${name}, refused` : name;
    return { operation: { kind: "report", value: name, outcome, ...call }, what };
  }
  const seen = seenIn(reply, sent[0]?.fields, context);
  if (seen.kind === "unreadable") return { kind: "indefinite", reason: seen.reason };
  if (!is2xx(reply.status)) return { kind: "indefinite", reason: describeReply(reply) };
  const found = shownOf(seen, sent, context);
  if ("reason" in found) return found;
  return { operation: { kind: "look", shown: found.shown, ...call }, what: `look: ${found.what}` };
}

function outcomeOf(status: number): Outcome {
  if (is2xx(status)) return "acknowledged";
  return is4xx(status) ? "refused" : "ambiguous";
}

/** Which of the reports a look shows. */
function shownOf(
  seen: Exclude<Seen, { kind: "unreadable" }>,
  sent: readonly Sent[],
  { profile }: JudgeContext,
): { readonly shown: Shown; readonly what: string } | Unclear {
  if (seen.kind === "empty") return { shown: { kind: "before" }, what: "no report" };
  const compared = sent.map(({ name, fields }) => {
    return { name, differs: differences(fields, seen, profile).map(({ field }) => field) };
  });
  const [whole, ...others] = compared.filter(({ differs }) => differs.length === 0);
  if (whole !== undefined) {
    if (others.length === 0)
      return { shown: { kind: "report", value: whole.name }, what: whole.name };
    return { kind: "inapplicable", reason: `a look cannot tell ${whole.name} from others` };
  }
  const owners = seen.visible.map((field) => {
    const names = compared.filter((one) => !one.differs.includes(field)).map(({ name }) => name);
    return { field, names };
  });
  const unsent = owners.find(({ names }) => names.length === 0);
  if (unsent !== undefined) {
    return { shown: { kind: "unsent" }, what: `${unsent.field} ${textOf(seen, unsent.field)}` };
  }
  const values = fewestOf(owners.map(({ names }) => names));
  return { shown: { kind: "mixed", values }, what: `parts of ${values.join(" and ")}` };
}

/** Names of which each list has one: first those that a list has alone, then what is left. */
function fewestOf(lists: readonly (readonly string[])[]): readonly string[] {
  const taken = new Set(lists.flatMap((names) => (names.length === 1 ? names : [])));
  for (const names of lists) {
    const [first] = names;
    if (first !== undefined && !names.some((name) => taken.has(name))) taken.add(first);
  }
  return [...taken].sort();
}

function textOf(seen: Extract<Seen, { kind: "report" }>, name: FieldName): string {
  const value = seen.fields.get(name);
  const text = value === undefined ? "nothing" : writeJson(value);
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}

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
      return `${kind}: ${looks.join(", then ")}`;
    case "lost":
      return `lost: ${reports.at(-1)} was acknowledged, then at rest ${looks.at(-1)}`;
    case "stale":
      return `stale: ${reports.at(-1)} was acknowledged, then ${looks.at(-1)}`;
    case "non-monotonic":
      return `non-monotonic: ${looks.join(", then ")}`;
  }
}
