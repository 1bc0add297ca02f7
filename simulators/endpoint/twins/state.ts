/** Twins that answer rightly and remember wrongly. */

import type { FieldName } from "../../contract/index.ts";
import { compareDecimals, type Json, judgeValue, parseDecimal } from "../../report/index.ts";
import type { StoredReport } from "../body.ts";
import type { Policy } from "../policy.ts";
import type { Twin } from "./twin.ts";

/** One way to forget or to mix up each. */
export const STATE_TWINS: readonly Twin[] = [
  {
    id: "lost",
    statement: "A report is answered 200 and never stored.",
    family: "state",
    caughtBy: ["state/read-your-writes"],
    policy: (correct) => ({ ...correct, writes: () => [] }),
  },
  {
    id: "stale",
    statement: "GET shows the report before the last.",
    family: "state",
    caughtBy: ["state/read-your-writes"],
    policy: stale,
  },
  {
    id: "merged",
    statement: "A field that a report leaves out keeps its old value.",
    family: "state",
    caughtBy: ["state/full-replacement"],
    policy: storing((incoming, current) => new Map([...current, ...incoming])),
  },
  {
    id: "keeps-maximum",
    statement: "The stored progress never goes down.",
    family: "state",
    field: "progress",
    caughtBy: ["state/last-wins"],
    policy: storing((incoming, current) => {
      const held = current.get("progress");
      return held !== undefined && isBelow(incoming.get("progress"), held)
        ? new Map(incoming).set("progress", held)
        : incoming;
    }),
  },
  {
    id: "refused-stores",
    statement: "Of a report that is refused with 400, a valid progress is stored all the same.",
    family: "state",
    caughtBy: ["state/refused-changes-nothing"],
    policy: storingRefused,
  },
  {
    id: "prefix-shared",
    statement: "Tasks whose ids share their first six characters share one report.",
    family: "state",
    caughtBy: ["state/isolation"],
    policy: (correct) => ({ ...correct, taskKey: (taskId) => taskId.slice(0, 6) }),
  },
  {
    id: "size-as-double",
    statement: "replicatesize is kept as a double, so that large values come back rounded.",
    family: "state",
    field: "replicatesize",
    caughtBy: ["state/long-exact"],
    policy: storing((incoming) => changing(incoming, "replicatesize", rounded)),
  },
  {
    id: "trace-cut",
    statement: "Only the first 255 characters of process_trace are kept.",
    family: "state",
    field: "process_trace",
    caughtBy: ["state/text-exact"],
    policy: storing((incoming) => changing(incoming, "process_trace", cut)),
  },
  {
    id: "unknown-created",
    statement: "A report on an unknown task is answered 404 and creates the task.",
    family: "state",
    caughtBy: ["route/unknown-task-creates-nothing"],
    policy: (correct) => ({
      ...correct,
      refusalWrites: ({ kind, taskId }) =>
        kind === "unknown-task" ? [{ kind: "create", taskId }] : [],
    }),
  },
  {
    id: "repeat-counted",
    statement: "Reporting the same subtask and progress again adds 1 to replicatesize.",
    family: "state",
    caughtBy: ["state/repeat-harmless"],
    policy: storing((incoming, current) =>
      isSame(incoming, current, "subtask_name") && isSame(incoming, current, "progress")
        ? changing(incoming, "replicatesize", oneMore)
        : incoming,
    ),
  },
  {
    id: "second-round-ignored",
    statement: "A second round of synchronisation is answered 200 and not stored.",
    family: "state",
    caughtBy: ["state/migration"],
    policy: storing((incoming, current) => {
      const again = isDone(current) && !isDone(incoming);
      return again &&
        nameOf(incoming).startsWith("SYNC_") &&
        isSame(incoming, current, "subtask_name")
        ? current
        : incoming;
    }),
  },
  {
    id: "restart-ignored",
    statement: "When the copying of a Windows disk begins again, lower progress is not stored.",
    family: "state",
    caughtBy: ["state/migration"],
    policy: storing((incoming, current) => {
      const held = current.get("progress");
      const isLower = held !== undefined && isBelow(incoming.get("progress"), held);
      const isAgain = isSame(incoming, current, "subtask_name");
      return isLower && isAgain && nameOf(incoming) === "MIGRATE_WINDOWS_BLOCK"
        ? current
        : incoming;
    }),
  },
  {
    id: "twenty-first-lost",
    statement: "The 21st report on a task is answered 200 and not stored.",
    family: "state",
    caughtBy: ["state/migration"],
    policy: losing((count) => count === 21),
  },
  {
    id: "byte-counted",
    statement: "From the 256th report on a task on, reports are answered 200 and not stored.",
    family: "state",
    caughtBy: ["state/many-reports"],
    policy: losing((count) => count > 255),
  },
  {
    id: "speed-rounded",
    statement: "Of migrate_speed only two decimals are kept.",
    family: "state",
    field: "migrate_speed",
    caughtBy: ["state/double-exact"],
    policy: storing((incoming) => changing(incoming, "migrate_speed", toHundredths)),
  },
  {
    id: "after-refusal-lost",
    statement: "Of two reports on a task after one that was refused, the second is not stored.",
    family: "state",
    caughtBy: ["state/sequences"],
    policy: losingAfterRefusal,
  },
];

/** Stores what `change` makes of the incoming report and of the one before, if there is one. */
export function storing(
  change: (incoming: StoredReport, current: StoredReport) => StoredReport,
): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    stored: (current, incoming, nowMs) =>
      correct.stored(current, change(incoming, current?.report ?? new Map()), nowMs),
  });
}

/** A look shows the report before the last. */
export function stale(correct: Policy): Policy {
  return {
    ...correct,
    stored: (current, incoming, nowMs) => {
      const next = correct.stored(current, incoming, nowMs);
      return { ...next, before: current && { ...current, before: undefined } };
    },
    shown: (progress) => progress?.before,
  };
}

/** Loses the reports on a task whose number is meant. */
function losing(isMeant: (count: number) => boolean): (correct: Policy) => Policy {
  return (correct) => {
    const counts = new Map<string, number>();
    return {
      ...correct,
      writes: (put, task, around) => {
        const count = (counts.get(task.id) ?? 0) + 1;
        counts.set(task.id, count);
        return isMeant(count) ? [] : correct.writes(put, task, around);
      },
    };
  };
}

function losingAfterRefusal(correct: Policy): Policy {
  const left = new Map<string, number>();
  return {
    ...correct,
    refusalWrites: (refusal) => {
      if (refusal.kind === "body") left.set(refusal.taskId, 2);
      return correct.refusalWrites(refusal);
    },
    writes: (put, task, around) => {
      const number = left.get(task.id) ?? 0;
      left.set(task.id, number - 1);
      return number === 1 ? [] : correct.writes(put, task, around);
    },
  };
}

function toHundredths(value: Json): Json {
  if (value.kind !== "number") return value;
  return { kind: "number", text: String(Math.round(Number(value.text) * 100) / 100) };
}

export function nameOf(report: StoredReport): string {
  const name = report.get("subtask_name");
  return name?.kind === "string" ? name.value : "";
}

function isDone(report: StoredReport): boolean {
  const progress = report.get("progress");
  return progress?.kind === "number" && Number(progress.text) === 100;
}

function storingRefused(correct: Policy): Policy {
  return {
    ...correct,
    refusalWrites: ({ kind, taskId, body }) => {
      if (kind !== "body" || body.kind !== "text") return [];
      const verdict = correct.judge(body.text);
      if (verdict.kind === "taken") return [];
      const field = correct.profile.fields.find(({ name }) => name === "progress");
      const value = verdict.values.get("progress");
      if (field === undefined || value === undefined) return [];
      if (judgeValue(field, value, correct.profile) !== undefined) return [];
      return [{ kind: "patch", taskId, field: "progress", value }];
    },
  };
}

export function changing(
  report: StoredReport,
  field: FieldName,
  change: (value: Json) => Json,
): StoredReport {
  const value = report.get(field);
  return value === undefined ? report : new Map(report).set(field, change(value));
}

/** Twice the whole number; what is none stays as it is. */
export function doubled(value: Json): Json {
  if (value.kind !== "number" || !/^[0-9]+$/.test(value.text)) return value;
  return { kind: "number", text: String(BigInt(value.text) * BigInt(2)) };
}

/** The number that a double makes of it. */
export function rounded(value: Json): Json {
  return value.kind === "number" ? { kind: "number", text: String(Number(value.text)) } : value;
}

function cut(value: Json): Json {
  if (value.kind !== "string") return value;
  return { kind: "string", value: Array.from(value.value).slice(0, 255).join("") };
}

function oneMore(value: Json): Json {
  if (value.kind !== "number" || !/^[0-9]+$/.test(value.text)) return value;
  return { kind: "number", text: String(BigInt(value.text) + BigInt(1)) };
}

export function isBelow(left: Json | undefined, right: Json): boolean {
  if (left?.kind !== "number" || right.kind !== "number") return false;
  return compareDecimals(parseDecimal(left.text), parseDecimal(right.text)) < 0;
}

function isSame(left: StoredReport, right: StoredReport, field: FieldName): boolean {
  const a = left.get(field);
  const b = right.get(field);
  if (a?.kind === "number" && b?.kind === "number") return !isBelow(a, b) && !isBelow(b, a);
  return a?.kind === "string" && b?.kind === "string" && a.value === b.value;
}
