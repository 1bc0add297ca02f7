/**
 * Twins that are right for one client and wrong under load: above a rate, with many in flight, after
 * many reports, over many connections. A scenario finds each; a property check may or may not.
 */

import { overloaded } from "../errors.ts";
import type { Policy } from "../policy.ts";
import { withField } from "./bounds.ts";
import { stale } from "./state.ts";
import type { Twin } from "./twin.ts";

/** From so many requests a second on, some flaws show. */
const RATE = 300;
/** One in so many is meant. */
const EVERY = 20;
/** @unit milliseconds; long enough for others to come meanwhile */
const HOLD_MS = 15;
const IN_FLIGHT_MAX = 20;
const CONNECTIONS_MAX = 40;
/** By how much a report takes longer than the one before. @unit milliseconds */
const SLOWER_MS = 0.01;
const LEAK_BYTES = 65536;
/** Overloaded above the first, and until the rate is below the second. @unit requests per second */
const COLLAPSE = { above: 600, below: 250 };

/** Each shows only under load. */
export const LOAD_TWINS: readonly Twin[] = [
  {
    id: "load-lost",
    statement: `Above ${RATE} requests a second every ${EVERY}th report is answered 200 and lost.`,
    family: "load",
    caughtBy: [],
    foundBy: "ramp",
    policy: losingAbove,
  },
  {
    id: "load-stale",
    statement: `Above ${RATE} requests a second GET shows the report before the last.`,
    family: "load",
    caughtBy: [],
    foundBy: "spike",
    policy: (correct) => {
      const behind = stale(correct);
      return {
        ...behind,
        shown: (progress, around) =>
          around.perSecond > RATE
            ? behind.shown(progress, around)
            : correct.shown(progress, around),
      };
    },
  },
  {
    id: "load-torn",
    statement: "Of two reports on a task that overlap, the fields are mixed.",
    family: "load",
    caughtBy: [],
    foundBy: "hot-task",
    policy: (correct) => ({
      ...correct,
      holdMs: HOLD_MS,
      writes: (put, task, around) => {
        if (around.onTask === 0) return correct.writes(put, task, around);
        // All fields but the name, which stays the other report's.
        const fields = [...put.report].filter(([field]) => field !== "subtask_name");
        return fields.map(([field, value]) => ({ kind: "patch", taskId: task.id, field, value }));
      },
    }),
  },
  {
    id: "load-contention",
    statement: `While more than ${IN_FLIGHT_MAX} others are in flight, a report is answered 503.`,
    family: "load",
    caughtBy: [],
    foundBy: "herd",
    policy: (correct) => ({
      ...correct,
      holdMs: HOLD_MS,
      overload: ({ onTask, elsewhere }) =>
        onTask + elsewhere > IN_FLIGHT_MAX ? overloaded() : undefined,
    }),
  },
  {
    id: "load-slower",
    statement: `Each report is answered ${SLOWER_MS} ms later than the one before.`,
    family: "load",
    caughtBy: [],
    foundBy: "soak",
    policy: (correct) => ({ ...correct, slowedMs: ({ accepted }) => accepted * SLOWER_MS }),
  },
  {
    id: "load-leak",
    statement: `Of each report ${LEAK_BYTES / 1024} KiB stay in memory for ever.`,
    family: "load",
    caughtBy: [],
    foundBy: "soak",
    policy: leaking,
  },
  {
    id: "load-connections",
    statement: `Connections beyond ${CONNECTIONS_MAX} at once are closed as they come.`,
    family: "load",
    caughtBy: [],
    foundBy: "connection-storm",
    policy: (correct) => ({ ...correct, connectionsMax: CONNECTIONS_MAX }),
  },
  {
    id: "load-collapse",
    statement: `Above ${COLLAPSE.above} requests a second all get 503 until fewer than ${COLLAPSE.below} come.`,
    family: "load",
    caughtBy: [],
    foundBy: "retry-storm",
    policy: collapsing,
  },
  {
    id: "load-unchecked",
    statement: `Above ${RATE} requests a second a progress beyond 100 is accepted.`,
    family: "load",
    caughtBy: [],
    foundBy: "mixed",
    policy: uncheckedAbove,
  },
];

function uncheckedAbove(correct: Policy): Policy {
  const unchecked = withField("progress", { max: "1000000" })(correct);
  let isBusy = false;
  return {
    ...correct,
    overload: ({ perSecond }) => {
      isBusy = perSecond > RATE;
      return undefined;
    },
    judge: (text) => (isBusy ? unchecked : correct).judge(text),
  };
}

function losingAbove(correct: Policy): Policy {
  return {
    ...correct,
    writes: (put, task, around) =>
      around.perSecond > RATE && around.accepted % EVERY === 0
        ? []
        : correct.writes(put, task, around),
  };
}

function leaking(correct: Policy): Policy {
  const kept: Uint8Array[] = [];
  return {
    ...correct,
    writes: (put, task, around) => {
      // Written to, so that the pages are really taken.
      kept.push(new Uint8Array(LEAK_BYTES).fill(kept.length % 256));
      return correct.writes(put, task, around);
    },
  };
}

function collapsing(correct: Policy): Policy {
  let isDown = false;
  return {
    ...correct,
    overload: ({ perSecond }) => {
      isDown = isDown ? perSecond >= COLLAPSE.below : perSecond > COLLAPSE.above;
      return isDown ? overloaded() : undefined;
    },
  };
}
