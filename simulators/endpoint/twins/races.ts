/**
 * Twins whose flaw shows only to who looks, or reports a third time, while reports on the task are
 * under way: each shows one anomaly and, as far as can be, no other.
 */

import { judgeValue } from "../../report/index.ts";
import type { StoredReport } from "../body.ts";
import type { Policy, PutEffect } from "../policy.ts";
import type { Progress } from "../progress.ts";
import type { Effect } from "../store.ts";
import { changing, doubled } from "./state.ts";
import type { Twin } from "./twin.ts";

/** @unit milliseconds; long enough for a whole report or two looks on loopback */
const HOLD_MS = 12;

/** Each needs two or three requests in flight on one task to show. */
export const RACE_TWINS: readonly Twin[] = [
  {
    id: "overlap-stale",
    statement: "The second report that is stored while another is under way shows a look late.",
    family: "overlap",
    caughtBy: ["concurrency/looks-current"],
    policy: late,
  },
  {
    id: "overlap-lost",
    statement: "A third report under way brings back what the task showed when it came.",
    family: "overlap",
    caughtBy: ["concurrency/none-lost"],
    policy: (correct) => ({
      ...correct,
      writes: (put, { progress }, { onTask }) => {
        const kept = onTask >= 2 && progress !== undefined ? progress.report : put.report;
        // Later than those it overtakes, so that nothing of them is left.
        return [{ ...put, report: kept, afterMs: kept === put.report ? HOLD_MS / 2 : HOLD_MS }];
      },
    }),
  },
  {
    id: "overlap-back-and-forth",
    statement: "Until it is acknowledged a report shows in every other look only.",
    family: "overlap",
    caughtBy: ["concurrency/looks-onward"],
    policy: alternating,
  },
  {
    id: "refused-flashes",
    statement: "A refused report shows, with what of it is valid, until it is refused.",
    family: "overlap",
    caughtBy: ["concurrency/refused-unseen"],
    policy: flashing,
  },
  {
    id: "overlap-doubled",
    statement:
      "Of a report that overlaps another, replicatesize shows twice as large for a moment.",
    family: "overlap",
    field: "replicatesize",
    caughtBy: ["concurrency/only-sent"],
    policy: (correct) => ({
      ...correct,
      writes: (put, _, { onTask }) => {
        const whole = { ...put, afterMs: HOLD_MS / 2 };
        if (onTask === 0) return [whole];
        return [{ ...put, report: changing(put.report, "replicatesize", doubled) }, whole];
      },
    }),
  },
  {
    id: "overlap-torn-third",
    statement: "A third report under way is stored with the process_trace that the task had.",
    family: "overlap",
    caughtBy: ["concurrency/overlap-whole"],
    policy: (correct) => ({
      ...correct,
      writes: (put, { progress }, { onTask }) => {
        const trace = onTask >= 2 ? progress?.report.get("process_trace") : undefined;
        const kept =
          trace === undefined ? put.report : new Map(put.report).set("process_trace", trace);
        return [{ ...put, report: kept, afterMs: HOLD_MS / 2 }];
      },
    }),
  },
];

/** Only once something was stored since the one under way began: of two, either may come last. */
function late(correct: Policy): Policy {
  const atBegin = new Map<string, Progress | undefined>();
  const behind = new WeakMap<StoredReport, Progress>();
  const hidden = new WeakMap<Progress, Progress>();
  return {
    ...correct,
    writes: (put, { id, progress }, { onTask }) => {
      if (onTask === 0) {
        atBegin.set(id, progress);
        return [{ ...put, afterMs: HOLD_MS }];
      }
      if (progress !== undefined && progress !== atBegin.get(id)) behind.set(put.report, progress);
      return [put];
    },
    stored: (current, incoming, nowMs) => {
      const progress = correct.stored(current, incoming, nowMs);
      const before = behind.get(incoming);
      if (before !== undefined) hidden.set(progress, before);
      return progress;
    },
    shown: (progress) => {
      const before = progress === undefined ? undefined : hidden.get(progress);
      if (progress !== undefined) hidden.delete(progress);
      return before ?? progress;
    },
  };
}

function alternating(correct: Policy): Policy {
  const written = new WeakSet<StoredReport>();
  const unsettled = new WeakMap<Progress, { readonly before: Progress; looks: number }>();
  return {
    ...correct,
    // Stored early, and a second time when it is acknowledged.
    writes: (put) => [
      { ...put, afterMs: 1 },
      { ...put, afterMs: HOLD_MS - 1 },
    ],
    stored: (current, incoming, nowMs) => {
      if (written.has(incoming)) {
        // Another one may have come in between; it stays.
        if (current !== undefined && current.report !== incoming) return current;
        return correct.stored(current, incoming, nowMs);
      }
      written.add(incoming);
      const progress = correct.stored(current, incoming, nowMs);
      if (current !== undefined) unsettled.set(progress, { before: current, looks: 0 });
      return progress;
    },
    shown: (progress) => {
      const state = progress === undefined ? undefined : unsettled.get(progress);
      if (state === undefined) return progress;
      state.looks += 1;
      return state.looks % 2 === 0 ? state.before : progress;
    },
  };
}

function flashing(correct: Policy): Policy {
  const last = new Map<string, StoredReport>();
  return {
    ...correct,
    writes: (put) => {
      last.set(put.taskId, put.report);
      return [put];
    },
    refusalWrites: ({ kind, taskId, body }): readonly Effect[] => {
      const before = last.get(taskId);
      if (kind !== "body" || body.kind !== "text" || before === undefined) return [];
      const verdict = correct.judge(body.text);
      if (verdict.kind === "taken") return [];
      const shown = new Map(before);
      for (const field of correct.profile.fields) {
        const value = verdict.values.get(field.name);
        if (value === undefined || judgeValue(field, value, correct.profile) !== undefined)
          continue;
        shown.set(field.name, value);
      }
      const put: PutEffect = { kind: "put", taskId, report: shown };
      return [put, { ...put, report: before, afterMs: HOLD_MS }];
    },
  };
}
