/** Twins that mistake one id for another. */

import type { Policy } from "../policy.ts";
import type { Twin } from "./twin.ts";

/** One mistake each. */
export const ID_TWINS: readonly Twin[] = [
  {
    id: "unknown-taken",
    statement: "A report for a task that does not exist is answered 200.",
    family: "ids",
    caughtBy: ["route/unknown-task"],
    policy: answering200(({ status, message }) => status === 404 && message.startsWith("no task")),
  },
  {
    id: "long-id-taken",
    statement: "A report for an id that is longer than ids can be is answered 200.",
    family: "ids",
    caughtBy: ["route/task-id-length"],
    policy: answering200(({ message }) => message.startsWith("task_id: got")),
  },
  {
    id: "long-ids-lost",
    statement: "A report for a task whose id has seven characters is not stored.",
    family: "ids",
    caughtBy: ["route/given-tasks"],
    policy: (correct) => ({
      ...correct,
      writes: (put, task, around) =>
        put.taskId.length === 7 ? [] : correct.writes(put, task, around),
    }),
  },
  {
    id: "beginning-counts",
    statement: "Of an id only what is before a second hyphen counts.",
    family: "ids",
    caughtBy: ["route/like-ids-unknown"],
    policy: naming((id) => /^[^-]*-[^-]*/.exec(id)?.[0] ?? id),
  },
  {
    id: "case-blind",
    statement: "The case of an id's letters does not count.",
    family: "ids",
    caughtBy: ["route/like-ids-apart"],
    policy: naming((id) => id.toLowerCase()),
  },
  {
    id: "blanks-trimmed",
    statement: "Blanks around an id do not count.",
    family: "ids",
    caughtBy: ["route/like-ids-apart"],
    policy: naming((id) => id.trim()),
  },
  {
    id: "foreign-taken",
    statement: "A report for somebody else's task is accepted.",
    family: "ids",
    caughtBy: ["route/foreign-task"],
    policy: answering200(({ status }) => status === 403),
  },
];

function naming(taskOf: Policy["taskOf"]): (correct: Policy) => Policy {
  return (correct) => ({ ...correct, taskOf });
}

function answering200(
  isMeant: (problem: Parameters<Policy["errorReply"]>[0]) => boolean,
): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    errorReply: (problem, requestId) => {
      const reply = correct.errorReply(problem, requestId);
      return isMeant(problem) ? { ...reply, status: 200, body: "{}" } : reply;
    },
  });
}
