/** The URI and table 1: which task a report is for, and what is no report at all. */

import { look, report, type Step, setup, type Trial } from "../suite/trial.ts";
import { bodyOf, minimal, withFields } from "./drafts.ts";
import { type Requirement, requirement } from "./requirement.ts";

const TABLE = "URI and table 1: path" as const;
const URI = "seed page 2024-02-04, URI and table 1, task_id";

export const ROUTE: readonly Requirement[] = [
  requirement({
    id: "route/unknown-task",
    statement: "A report for a task that does not exist is refused with 404.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-02",
    source: URI,
    trials: ({ profile }) => [
      {
        title: "an id that names no task",
        steps: [report(bodyOf(minimal(profile)), { task: "new", want: "unknown-task" })],
      },
    ],
  }),
  requirement({
    id: "route/unknown-task-creates-nothing",
    statement: "A report for a task that does not exist does not create it.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-03",
    source: URI,
    needs: ["observation"],
    trials: ({ profile }) => [
      {
        title: "an id that names no task, looked at afterwards",
        steps: [
          look("new", { want: "absent" }),
          report(bodyOf(minimal(profile)), { task: "new", want: "unknown-task", role: "setup" }),
          look("new", { want: "absent" }),
        ],
      },
    ],
  }),
  requirement({
    id: "route/task-id-length",
    statement: "An id longer than the contract allows, or empty, is refused with 4xx.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-02",
    source: `${URI}: length by revision`,
    trials: ({ profile }) => {
      const lengths = [0, profile.taskId.max + 1, 255, 256, 1024];
      const wrong = lengths.filter((n) => n === 0 || n > profile.taskId.max);
      return [...new Set(wrong)].map((length): Trial => {
        const path = `/v3/tasks/${"a".repeat(length)}/progress`;
        const step = report(bodyOf(minimal(profile)), { task: "new", path, want: "unreported" });
        return { title: `an id of ${length} characters`, steps: [step] };
      });
    },
  }),
  requirement({
    id: "route/other-methods",
    statement: "Only PUT reports: POST, PATCH and DELETE are refused with 4xx and change nothing.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-13",
    source: "seed page 2024-02-04, URI: PUT, and no other method",
    trials: ({ profile, observes }) => {
      const before = bodyOf(withFields(minimal(profile), { progress: "10" }));
      const after = bodyOf(withFields(minimal(profile), { progress: "20" }));
      return ["POST", "PATCH", "DELETE"].map((method): Trial => {
        const other = report(after, { method, want: "unreported" });
        const steps: readonly Step[] = observes ? [setup(before), other, look()] : [other];
        return { title: `${method} instead of PUT`, steps };
      });
    },
  }),
];
