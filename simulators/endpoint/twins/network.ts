/**
 * Twins that are right as long as no connection ends before its time and no report comes twice at
 * once. Some answer a little late, so that the end of a connection is noticed before the reply is out.
 */

import type { Profile } from "../../contract/index.ts";
import { type Json, readJson, writeJson } from "../../report/index.ts";
import type { StoredReport } from "../body.ts";
import { backendFailure, type Problem } from "../errors.ts";
import type { Request } from "../http.ts";
import type { Broken, Policy } from "../policy.ts";
import type { Progress } from "../progress.ts";
import { routeOf } from "../routes.ts";
import type { Effect, Task } from "../store.ts";
import { changing, doubled } from "./state.ts";
import type { Twin } from "./twin.ts";

/** @unit milliseconds; the end of a connection is noticed sooner on loopback */
const LINGER_MS = 20;

/** @unit milliseconds; far more than a report takes to come on loopback */
const PATIENCE_MS = 30;

/** Reports that may break off before a task takes no more. */
const CUTS_MAX = 5;

/** Each goes wrong in one way when the network does. */
export const NETWORK_TWINS: readonly Twin[] = [
  {
    id: "cut-partly-stored",
    statement: "Of a report that breaks off, the fields that came whole are stored.",
    family: "network",
    caughtBy: ["faults/part-unseen"],
    policy: (correct) => ({
      ...correct,
      broken: (broken) => (broken.arrived === "part" ? patches(correct.profile, broken) : []),
    }),
  },
  {
    id: "cut-torn",
    statement: "When its reply cannot be sent, every second field of a report is taken back.",
    family: "network",
    caughtBy: ["faults/unanswered-whole"],
    policy: tearing,
  },
  {
    id: "cut-rolled-back",
    statement: "When its reply cannot be sent, a report is taken back, and the one before it, too.",
    family: "network",
    caughtBy: ["faults/acknowledged-kept"],
    policy: rollingBack,
  },
  {
    id: "after-cut-lost",
    statement: "After a report that broke off the next one on its task is answered 200 and lost.",
    family: "network",
    caughtBy: ["faults/acknowledged-kept"],
    policy: (correct) => {
      const cut = new Set<string>();
      return {
        ...correct,
        broken: noting(cut),
        writes: (put, task, around) =>
          cut.delete(put.taskId) ? [] : correct.writes(put, task, around),
      };
    },
  },
  {
    id: "cut-returns",
    statement: "A report whose reply could not be sent shows in every other look from then on.",
    family: "network",
    caughtBy: ["faults/none-returns"],
    policy: returning,
  },
  {
    id: "cut-completes",
    statement: "When its reply cannot be sent, a report's progress becomes 100.",
    family: "network",
    field: "progress",
    caughtBy: ["faults/only-sent"],
    policy: (correct) => ({
      ...correct,
      lingerMs: LINGER_MS,
      broken: ({ arrived, taskId }) => {
        const value: Json = { kind: "number", text: "100" };
        return arrived === "part" ? [] : [{ kind: "patch", taskId, field: "progress", value }];
      },
    }),
  },
  {
    id: "cut-locks",
    statement: "After a report that broke off the next request about its progress is answered 500.",
    family: "network",
    caughtBy: ["faults/recovers"],
    policy: (correct) => {
      const cut = new Set<string>();
      const isLocked = (id: string) => cut.delete(id);
      return { ...correct, broken: noting(cut), precheck: refusing(isLocked, 500) };
    },
  },
  {
    id: "fifth-cut-closes",
    statement: `After ${CUTS_MAX} reports that broke off a task answers 503 to all others.`,
    family: "network",
    caughtBy: ["faults/recovers"],
    policy: (correct) => {
      const cuts = new Map<string, number>();
      return {
        ...correct,
        broken: ({ arrived, taskId }) => {
          if (arrived === "part") cuts.set(taskId, (cuts.get(taskId) ?? 0) + 1);
          return [];
        },
        precheck: refusing((id) => (cuts.get(id) ?? 0) >= CUTS_MAX, 503),
      };
    },
  },
  {
    id: "cut-left-over",
    statement: "What came of a report that broke off stands before the next one, whosever it is.",
    family: "network",
    caughtBy: ["faults/recovers"],
    policy: (correct) => {
      let left = "";
      return {
        ...correct,
        broken: ({ arrived, body }) => {
          if (arrived === "part" && body.kind === "text") left = body.text;
          return [];
        },
        judge: (text) => {
          const whole = left + text;
          left = "";
          return correct.judge(whole);
        },
      };
    },
  },
  {
    id: "slow-refused",
    statement: `A report whose body takes more than ${PATIENCE_MS} ms to come is answered 408.`,
    family: "network",
    caughtBy: ["faults/slow-network"],
    policy: (correct) => ({ ...correct, patienceMs: PATIENCE_MS }),
  },
  {
    id: "twice-added",
    statement: "Of a report that comes twice at once, replicatesize is added.",
    family: "network",
    field: "replicatesize",
    caughtBy: ["faults/repeat-harmless"],
    policy: (correct) => ({
      ...correct,
      lingerMs: LINGER_MS,
      writes: (put, task, { onTask }) =>
        onTask > 0 && isSame(put.report, task.progress?.report)
          ? [{ ...put, report: changing(put.report, "replicatesize", doubled) }]
          : [put],
    }),
  },
  {
    id: "twice-late",
    statement: "A report that came twice at once is stored once more after the next one.",
    family: "network",
    caughtBy: ["faults/repeat-harmless"],
    policy: storingLate,
  },
];

/** Notes the tasks of reports that broke off. */
function noting(cut: Set<string>): NonNullable<Policy["broken"]> {
  return ({ arrived, taskId }) => {
    if (arrived === "part") cut.add(taskId);
    return [];
  };
}

function refusing(isRefused: (taskId: string) => boolean, status: number) {
  return ({ target }: Request): Problem | undefined => {
    const route = routeOf(target);
    if (route.kind !== "progress" || route.taskId === undefined) return undefined;
    if (!isRefused(route.taskId)) return undefined;
    return { ...backendFailure("the task is locked"), status };
  };
}

/** The members that came whole, each as a change of its field. */
function patches(profile: Profile, { taskId, body }: Broken): readonly Effect[] {
  if (body.kind !== "text") return [];
  const whole = body.text.slice(0, Math.max(0, body.text.lastIndexOf(",")));
  const reading = readJson(`${whole}}`);
  if (reading.kind === "malformed" || reading.value.kind !== "object") return [];
  return reading.value.members.flatMap(([name, value]): readonly Effect[] => {
    const field = profile.fields.find((known) => known.name === name)?.name;
    return field === undefined ? [] : [{ kind: "patch", taskId, field, value }];
  });
}

function tearing(correct: Policy): Policy {
  const before = new Map<string, StoredReport>();
  return {
    ...correct,
    lingerMs: LINGER_MS,
    writes: (put, task, around) => {
      if (task.progress !== undefined) before.set(put.taskId, task.progress.report);
      return correct.writes(put, task, around);
    },
    broken: ({ arrived, taskId }) => {
      const old = before.get(taskId);
      if (arrived === "part" || old === undefined) return [];
      const alternate = correct.profile.fields.filter((_, i) => i % 2 === 0);
      return alternate.map(({ name: field }) => {
        return { kind: "patch", taskId, field, value: old.get(field) };
      });
    },
  };
}

function rollingBack(correct: Policy): Policy {
  const before = new Map<string, readonly StoredReport[]>();
  return {
    ...correct,
    lingerMs: LINGER_MS,
    writes: (put, task, around) => {
      const last = task.progress === undefined ? [] : [task.progress.report];
      before.set(put.taskId, [...(before.get(put.taskId) ?? []), ...last].slice(-2));
      return correct.writes(put, task, around);
    },
    broken: ({ arrived, taskId }) => {
      const [report, overtaken] = before.get(taskId) ?? [];
      if (arrived === "part" || report === undefined || overtaken === undefined) return [];
      return [{ kind: "put", taskId, report }];
    },
  };
}

function returning(correct: Policy): Policy {
  const unsent = new WeakSet<Progress>();
  const beside = new WeakMap<Progress, { readonly other: Progress; looks: number }>();
  return {
    ...correct,
    lingerMs: LINGER_MS,
    broken: ({ arrived }: Broken, { progress }: Task) => {
      if (arrived === "whole" && progress !== undefined) unsent.add(progress);
      return [];
    },
    stored: (current, incoming, nowMs) => {
      const progress = correct.stored(current, incoming, nowMs);
      if (current === undefined) return progress;
      const other = unsent.has(current) ? current : beside.get(current)?.other;
      if (other !== undefined) beside.set(progress, { other, looks: 0 });
      return progress;
    },
    shown: (progress) => {
      const state = progress === undefined ? undefined : beside.get(progress);
      if (state === undefined) return progress;
      state.looks += 1;
      return state.looks % 2 === 0 ? progress : state.other;
    },
  };
}

function storingLate(correct: Policy): Policy {
  const late = new Map<string, StoredReport>();
  return {
    ...correct,
    lingerMs: LINGER_MS,
    writes: (put, { progress }, { onTask }) => {
      if (onTask > 0 && isSame(put.report, progress?.report)) late.set(put.taskId, put.report);
      const report = late.get(put.taskId);
      if (report === undefined || isSame(report, put.report)) return [put];
      late.delete(put.taskId);
      return [put, { ...put, report }];
    },
  };
}

function isSame(one: StoredReport, other: StoredReport | undefined): boolean {
  if (other === undefined || one.size !== other.size) return false;
  return [...one].every(([name, value]) => {
    const there = other.get(name);
    return there !== undefined && writeJson(there) === writeJson(value);
  });
}
