/** Twins that say the right thing in the wrong form, or take it by the wrong method. */

import { errorReply, throttled } from "../errors.ts";
import { REQUEST_ID_HEADER } from "../http.ts";
import type { Twin } from "./twin.ts";

/** Just beyond what ruling D-11 allows. */
const SLOW_MS = 1030;

/** What a list of all reports takes that has outgrown its page. */
const GROWN_MS = 30;

/** What each other report on its task costs one that is in flight. */
const CROWDED_MS = 100;

/** More at once on a task are throttled. */
const AT_ONCE_MAX = 12;
/** How long they stay in flight. */
const IN_FLIGHT_MS = 5;

/** The forms, and the canary, which is wrong in everything. */
export const HTTP_TWINS: readonly Twin[] = [
  {
    id: "error-html",
    statement: "A 400 is answered as text/html.",
    family: "http",
    caughtBy: ["reply/error-body"],
    policy: (correct) => ({
      ...correct,
      errorReply: (problem, requestId) =>
        problem.status === 400
          ? {
              status: 400,
              headers: [
                ["Content-Type", "text/html"],
                [REQUEST_ID_HEADER, requestId],
              ],
              body: "<html><body><h1>400 Bad Request</h1></body></html>",
            }
          : errorReply(problem, requestId),
    }),
  },
  {
    id: "post-reports",
    statement: "POST on the progress path reports as PUT does.",
    family: "http",
    caughtBy: ["route/other-methods"],
    policy: (correct) => ({ ...correct, reportMethods: ["PUT", "POST"] }),
  },
  {
    id: "success-204",
    statement: "An accepted report is answered 204.",
    family: "http",
    caughtBy: ["reply/success-status"],
    policy: (correct) => ({ ...correct, successStatus: 204 }),
  },
  {
    id: "long-trace-slow",
    statement: "A report whose trace is longer than 1800 characters takes more than a second.",
    family: "http",
    field: "process_trace",
    caughtBy: ["reply/latency"],
    policy: (correct) => ({
      ...correct,
      writes: (put, task, around) => {
        const trace = put.report.get("process_trace");
        const isLong = trace?.kind === "string" && trace.value.length > 1800;
        const effects = correct.writes(put, task, around);
        return isLong ? effects.map((effect) => ({ ...effect, afterMs: SLOW_MS })) : effects;
      },
    }),
  },
  {
    id: "slow-from-hundredth",
    statement: `From its hundredth report on, a task takes ${GROWN_MS} ms for each.`,
    family: "http",
    caughtBy: ["reply/growth"],
    policy: (correct) => {
      const reports = new Map<string, number>();
      return {
        ...correct,
        writes: (put, task, around) => {
          const count = (reports.get(put.taskId) ?? 0) + 1;
          reports.set(put.taskId, count);
          const effects = correct.writes(put, task, around);
          return count < 100
            ? effects
            : effects.map((effect) => ({ ...effect, afterMs: GROWN_MS }));
        },
      };
    },
  },
  {
    id: "slow-in-a-crowd",
    statement: `A report takes ${CROWDED_MS} ms longer for each other one in flight on its task.`,
    family: "http",
    caughtBy: ["reply/throughput"],
    policy: (correct) => ({
      ...correct,
      holdMs: 1,
      slowedMs: ({ onTask }) => onTask * CROWDED_MS,
    }),
  },
  {
    id: "throttled-untold",
    statement: `Beyond ${AT_ONCE_MAX} reports at once a task answers 429, and not when to come again.`,
    family: "http",
    caughtBy: ["reply/throttling"],
    policy: (correct) => ({
      ...correct,
      holdMs: IN_FLIGHT_MS,
      overload: ({ onTask }) => (onTask >= AT_ONCE_MAX ? throttled() : undefined),
    }),
  },
  {
    id: "canary",
    statement: "Everything is answered 200 and nothing is stored.",
    family: "canary",
    caughtBy: ["progress/out-of-range", "header/token-missing"],
    policy: (correct) => ({ ...correct, answersAnything: true }),
  },
];
