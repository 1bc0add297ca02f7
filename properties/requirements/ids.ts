/** What an id names: each given one its task, and any text that differs from it another task. */

import { look, report, type Step, setup, type Trial } from "../suite/trial.ts";
import { bodyOf, minimal } from "./drafts.ts";
import { type Requirement, requirement, type TrialContext } from "./requirement.ts";
import { at } from "./state.ts";

const COMMON = {
  table: "URI and table 1: path" as const,
  source: "seed page 2024-02-04, URI and table 1, task_id",
  since: "3",
};

/** Segments that are a task's id but for something that a careless comparison overlooks. */
const OTHER_IDS: readonly (readonly [string, string])[] = [
  ["a character more at the end", "{a}x"],
  ["a character more at the beginning", "x{a}"],
  ["a character less", "{a:chopped}"],
  ["letters in the other case", "{a:swapped}"],
  ["a blank at the end", "{a}%20"],
  ["a blank at the beginning", "%20{a}"],
  ["a NUL character at the end", "{a}%00"],
  ["a line end", "{a}%0A"],
  ["an encoded slash and more", "{a}%2Fx"],
  ["a zero at the beginning", "0{a}"],
  ["the id twice", "{a},{a}"],
  ["a percent sign for what ends it", "{a:chopped}%25"],
  ["an underscore for what ends it", "{a:chopped}_"],
  ["an asterisk for what ends it", "{a:chopped}*"],
];

export const IDS: readonly Requirement[] = [
  requirement({
    ...COMMON,
    id: "route/given-tasks",
    statement:
      "Every task that exists takes reports, whatever the length and characters of its id.",
    basis: "stated",
    trials: (context) => context.ids.map((id) => onTask(id, context)),
  }),
  requirement({
    ...COMMON,
    id: "route/like-ids-unknown",
    statement: "An id that only begins or ends as a task's does is refused as unknown.",
    basis: "adopted",
    ruling: "D-02, D-15",
    trials: ({ profile }) =>
      ["{a}-{nonce}", "{nonce}-{a}"].map((segment): Trial => {
        const path = `/v3/tasks/${segment}/progress`;
        const step = report(bodyOf(minimal(profile)), { task: "new", path, want: "unreported" });
        return { title: `an id of the form ${segment}`, steps: [step] };
      }),
  }),
  requirement({
    ...COMMON,
    id: "route/like-ids-apart",
    statement:
      "A report to an id that differs from a task's in any character does not change that task.",
    basis: "adopted",
    ruling: "D-15",
    needs: ["observation"],
    trials: ({ profile }) =>
      OTHER_IDS.map(([title, segment]): Trial => {
        const path = `/v3/tasks/${segment}/progress`;
        const other = report(at(profile, 20), { task: "new", path, want: "answered" });
        return { title, steps: [setup(at(profile, 10)), other, look()] };
      }),
  }),
  requirement({
    ...COMMON,
    id: "route/foreign-task",
    statement: "A report for a task of somebody else is refused with 403 or 404.",
    basis: "adopted",
    ruling: "D-02",
    source: "error SMS.6527: the resource in the task does not belong to you",
    needs: ["credential", "foreign task"],
    trials: ({ profile, foreignTask = "" }) => {
      const path = `/v3/tasks/${encodeURIComponent(foreignTask)}/progress`;
      const step = report(bodyOf(minimal(profile)), { task: "new", path, want: "not-mine" });
      return [{ title: "somebody else's task", steps: [step] }];
    },
  }),
  requirement({
    ...COMMON,
    id: "route/percent-encoding",
    statement: "An id names the same task when its characters are percent-encoded.",
    basis: "inferred",
    source: "RFC 3986 §6.2.2.2: such URIs are equivalent; clients encode ids",
    trials: ({ profile, observes }) => {
      const path = "/v3/tasks/{a:percent}/progress";
      const send = report(at(profile, 30), { path, want: "accepted" });
      return [{ title: "each byte of the id encoded", steps: observes ? [send, look()] : [send] }];
    },
  }),
];

function onTask(id: string, { profile, observes }: TrialContext): Trial {
  const both = [at(profile, 10), at(profile, 20)];
  const steps = both.flatMap((body): readonly Step[] => {
    return observes ? [report(body), look()] : [report(body)];
  });
  return { title: `task ${id.length > 40 ? `of ${id.length} characters` : id}`, idOfA: id, steps };
}
