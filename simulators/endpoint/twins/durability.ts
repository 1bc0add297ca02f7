/**
 * Twins that are right until they are killed: what they keep beyond their end, or what a start makes
 * of it, is wrong. Without a place to keep reports they are the reference.
 */

import type { Profile } from "../../contract/index.ts";
import type { StoredReport } from "../body.ts";
import type { Change, KeptWrite } from "../keeping.ts";
import type { Policy } from "../policy.ts";
import type { Progress } from "../progress.ts";
import { changing, rounded } from "./state.ts";
import type { Twin } from "./twin.ts";

/** @unit milliseconds; long enough for a kill to come between, on a busy machine, too */
const LATE_MS = 40;
const BETWEEN_MS = 15;

/** Before the name of what a start found, as it is kept beside what came after it. */
const FOUND = "as found: ";

/** All need a place to keep reports, and a kill, to show. */
export const DURABILITY_TWINS: readonly Twin[] = [
  {
    id: "kept-late",
    statement: "A report is acknowledged 40 ms before it is kept.",
    family: "durability",
    caughtBy: ["durability/acknowledged-kept"],
    policy: keeping({
      repliesFirst: true,
      writes: (change) => [{ change, afterMs: LATE_MS }],
    }),
  },
  {
    id: "kept-in-two",
    statement: "A report is kept in two transactions, half of its fields 15 ms after the others.",
    family: "durability",
    caughtBy: ["durability/unanswered-whole"],
    policy: (correct) => ({
      ...correct,
      keeping: {
        ...correct.keeping,
        writes: (change, before) => inTwo(change, before, correct.profile),
      },
    }),
  },
  {
    id: "kept-snapshot",
    statement: "A task that a start found a report on comes back at the next one as it was then.",
    family: "durability",
    caughtBy: ["durability/none-returns"],
    policy: keeping({ start: fromSnapshot }),
  },
  {
    id: "kept-refused",
    statement: "A refused report is kept with all that is known in it, and comes back at a start.",
    family: "durability",
    caughtBy: ["durability/refused-unseen"],
    policy: (correct) => ({
      ...correct,
      refusalWrites: ({ kind, taskId, body }) => {
        if (kind !== "body" || body.kind !== "text") return [];
        const verdict = correct.judge(body.text);
        if (verdict.kind === "taken" || verdict.values.size === 0) return [];
        return [{ kind: "put", taskId, report: verdict.values, isKeptOnly: true }];
      },
    }),
  },
  {
    id: "kept-as-double",
    statement: "A start reads replicatesize as a double, so that large values come back rounded.",
    family: "durability",
    caughtBy: ["durability/only-sent"],
    policy: keeping({
      start: (kept) => ({
        recovered: kept.map((change) =>
          withReport(change, (report) => changing(report, "replicatesize", rounded)),
        ),
        writes: [],
      }),
    }),
  },
];

/** The policy with some rules of keeping changed. */
function keeping(rules: Partial<Policy["keeping"]>): Twin["policy"] {
  return (correct) => ({ ...correct, keeping: { ...correct.keeping, ...rules } });
}

function inTwo(
  change: Change,
  before: Progress | undefined,
  { fields }: Profile,
): readonly KeptWrite[] {
  const whole = { change, afterMs: BETWEEN_MS };
  if (before === undefined) return [{ ...whole, afterMs: 0 }];
  const half = withReport(change, (report) => {
    const mixed = new Map(before.report);
    for (const { name } of fields.slice(0, Math.floor(report.size / 2))) {
      const value = report.get(name);
      if (value === undefined) mixed.delete(name);
      else mixed.set(name, value);
    }
    return mixed;
  });
  return [{ change: half, afterMs: 0 }, whole];
}

/** Plays what came after the last start before what that start found, instead of after it. */
function fromSnapshot(kept: readonly Change[]): ReturnType<Policy["keeping"]["start"]> {
  const found = new Map<string, Progress>();
  for (const change of kept) {
    if (change.kind === "progress" && change.key.startsWith(FOUND)) {
      found.set(change.key.slice(FOUND.length), change.progress);
    }
  }
  const recovered = kept.flatMap((change): readonly Change[] => {
    if (change.kind !== "progress") return [change];
    if (change.key.startsWith(FOUND)) return [];
    return [{ ...change, progress: found.get(change.key) ?? change.progress }];
  });
  const writes = recovered.flatMap((change): readonly Change[] => {
    return change.kind === "progress" ? [{ ...change, key: FOUND + change.key }] : [];
  });
  return { recovered, writes };
}

function withReport(change: Change, make: (report: StoredReport) => StoredReport): Change {
  if (change.kind !== "progress") return change;
  const { progress } = change;
  return { ...change, progress: { ...progress, report: make(progress.report) } };
}
