/** Flaws of rules: what a task keeps, whose report it is, which status says what. */

import type { Json } from "../../report/index.ts";
import type { StoredReport } from "../body.ts";
import type { Problem } from "../errors.ts";
import type { Reply } from "../http.ts";
import type { Policy } from "../policy.ts";
import { refusing } from "../twins/bodies.ts";
import { isBelow, nameOf, stale, storing } from "../twins/state.ts";
import { type Flaw, failing, losing, numberOf, textOf } from "./flaw.ts";

/** Everything that can be wrong with a rule. */
export function ruleFlaws(): readonly Flaw[] {
  return [
    ...orderFlaws(),
    ...countFlaws(),
    ...keyFlaws(),
    ...statusFlaws(),
    ...contentFlaws(),
    ...credentialFlaws(),
  ];
}

function flaw(id: string, statement: string, policy: Flaw["policy"]): Flaw {
  return { id, statement, policy };
}

function orderFlaws(): readonly Flaw[] {
  const lower = (report: StoredReport, before: StoredReport): boolean => {
    const held = before.get("progress");
    return held !== undefined && isBelow(report.get("progress"), held);
  };
  const same = (report: StoredReport, before: StoredReport): boolean =>
    nameOf(report) === nameOf(before);
  const done = (report: StoredReport): boolean => numberOf(report.get("progress")) === 100;
  const losses: readonly (readonly [string, string, Parameters<typeof losing>[0]])[] = [
    ["lower", "A report with lower progress is not stored.", lower],
    [
      "lower-same",
      "Lower progress of the same subtask is not stored.",
      (r, b) => same(r, b) && lower(r, b),
    ],
    [
      "after-done",
      "After 100 percent nothing more of that subtask is stored.",
      (r, b) => same(r, b) && done(b),
    ],
    [
      "repeated",
      "A report with the same subtask and progress is not stored.",
      (r, b) => same(r, b) && textual(r, "progress") === textual(b, "progress"),
    ],
    [
      "after-detach",
      "After DETTACH_AGENT_IMAGE is done nothing is stored.",
      (r, b) => done(b) && nameOf(b).startsWith("DETTACH") && nameOf(r) !== "",
    ],
    [
      "smaller",
      "A report with fewer bytes than before is not stored.",
      (r, b) => numberOf(r.get("replicatesize")) < numberOf(b.get("replicatesize")),
    ],
    [
      "total-changed",
      "A report with another total than before is not stored.",
      (r, b) => b.size > 0 && textual(r, "totalsize") !== textual(b, "totalsize"),
    ],
    [
      "clock-back",
      "A report whose agent_time is earlier is not stored.",
      (r, b) => textOf(r.get("agent_time")) < textOf(b.get("agent_time")),
    ],
    [
      "subtask-changed",
      "The first report of another subtask is not stored.",
      (r, b) => b.size > 0 && !same(r, b),
    ],
    ["first", "The first report on a task is not stored.", (_, b) => b.size === 0],
  ];
  const merged = storing((incoming, current) => new Map([...current, ...incoming]));
  return [
    ...losses.map(([name, statement, holds]) => flaw(`order/${name}`, statement, losing(holds))),
    flaw("order/merged", "What a report leaves out is kept.", merged),
    flaw("order/stale", "A look shows the report before the last.", stale),
  ];
}

/** A value as text, so that equal values compare equal. */
function textual(report: StoredReport, name: "progress" | "totalsize"): string {
  const value: Json | undefined = report.get(name);
  return value?.kind === "number" ? value.text : "";
}

function countFlaws(): readonly Flaw[] {
  const counting =
    (acts: (count: number) => boolean) =>
    (correct: Policy): Policy => {
      const counts = new Map<string, number>();
      return {
        ...correct,
        writes: (put, task, around) => {
          const count = (counts.get(task.id) ?? 0) + 1;
          counts.set(task.id, count);
          return acts(count) ? [] : correct.writes(put, task, around);
        },
      };
    };
  return [
    ...[2, 3, 5, 10, 20].map((n) =>
      flaw(
        `count/each-${n}`,
        `Each ${n}th report on a task is not stored.`,
        counting((count) => count % n === 0),
      ),
    ),
    ...[2, 5, 12, 25, 40].map((n) =>
      flaw(
        `count/from-${n}`,
        `From the ${n}th report on, nothing is stored.`,
        counting((count) => count >= n),
      ),
    ),
  ];
}

function keyFlaws(): readonly Flaw[] {
  const keyed =
    (taskKey: Policy["taskKey"]) =>
    (correct: Policy): Policy => ({ ...correct, taskKey });
  return [
    ...[1, 4, 5, 6].map((n) =>
      flaw(
        `key/first-${n}`,
        `Tasks that share their first ${n} characters share a report.`,
        keyed((id) => id.slice(0, n)),
      ),
    ),
    flaw(
      "key/one",
      "All tasks share one report.",
      keyed(() => "task"),
    ),
    flaw(
      "key/length",
      "Tasks whose ids are as long share a report.",
      keyed((id) => String(id.length)),
    ),
  ];
}

function statusFlaws(): readonly Flaw[] {
  const success = [201, 202, 204, 206, 302].map((status) =>
    flaw(`status/success-${status}`, `Success is answered ${status}.`, (correct) => ({
      ...correct,
      successStatus: status,
    })),
  );
  const swaps: readonly (readonly [number, number])[] = [
    [400, 500],
    [400, 200],
    [400, 404],
    [400, 409],
    [401, 500],
    [401, 200],
    [401, 400],
    [404, 500],
    [404, 200],
    [404, 201],
  ];
  return [
    ...success,
    ...swaps.map(([from, to]) =>
      flaw(`status/${from}-as-${to}`, `${from} is answered ${to}.`, swapped(from, to)),
    ),
    ...(["text/html", "text/plain"] as const).map((type) =>
      flaw(`status/errors-as-${type}`, `Errors are ${type}.`, retyped(type)),
    ),
  ];
}

function swapped(from: number, to: number): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    errorReply: (problem: Problem, requestId: string): Reply => {
      const reply = correct.errorReply(problem, requestId);
      return reply.status === from ? { ...reply, status: to } : reply;
    },
  });
}

function retyped(type: string): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    errorReply: (problem, requestId) => {
      const reply = correct.errorReply(problem, requestId);
      const headers = reply.headers.map(([name, value]): readonly [string, string] => {
        return name.toLowerCase() === "content-type" ? [name, type] : [name, value];
      });
      return { ...reply, headers };
    },
  });
}

function contentFlaws(): readonly Flaw[] {
  const refused = (
    id: string,
    statement: string,
    fault: (r: StoredReport, text: string) => boolean,
  ) =>
    flaw(`content/${id}`, statement, (correct) =>
      refusing(correct, (report, text) => (fault(report, text) ? statement : undefined)),
    );
  return [
    refused(
      "more-than-all",
      "More bytes copied than there are is refused.",
      (r) => numberOf(r.get("replicatesize")) > numberOf(r.get("totalsize")),
    ),
    refused("nothing", "A total of 0 is refused.", (r) => numberOf(r.get("totalsize")) === 0),
    refused(
      "done-not-all",
      "100 percent of not all the bytes is refused.",
      (r) =>
        numberOf(r.get("progress")) === 100 &&
        numberOf(r.get("replicatesize")) < numberOf(r.get("totalsize")),
    ),
    refused(
      "speed-idle",
      "A speed outside MIGRATE and SYNC is refused.",
      (r) => numberOf(r.get("migrate_speed")) > 0 && !/^(MIGRATE|SYNC)/.test(nameOf(r)),
    ),
    refused(
      "agent-above-host",
      "An agent that uses more processor than the host is refused.",
      (r) => numberOf(r.get("agent_cpu_usage")) > numberOf(r.get("total_cpu_usage")),
    ),
    refused("e-notation", "A number in E-notation is refused.", (_, text) =>
      /\d[eE][+-]?\d/.test(text),
    ),
    refused("blanks", "Blanks between members are refused.", (_, text) => /[,:] /.test(text)),
    refused("newline", "A newline after the body is refused.", (_, text) => text.endsWith("\n")),
    refused("escapes", "A body with \\u escapes is refused.", (_, text) => text.includes("\\u")),
    refused("over-4096", "A body over 4096 bytes is refused.", (_, text) => text.length > 4096),
    refused(
      "over-2000",
      "A body over 2000 characters is refused.",
      (_, text) => text.length > 2000,
    ),
    refused(
      "order",
      "Members in another order than the contract's are refused.",
      (_, text) => text.indexOf('"progress"') < text.indexOf('"subtask_name"'),
    ),
    flaw(
      "content/empty-trace-500",
      "An empty trace at 100 percent is answered 500.",
      failing(
        (r) => textOf(r.get("process_trace")) === "" && numberOf(r.get("progress")) === 100,
        500,
      ),
    ),
    flaw(
      "content/big-500",
      "A size beyond 2^53 is answered 500.",
      failing((r) => numberOf(r.get("replicatesize")) > Number.MAX_SAFE_INTEGER, 500),
    ),
  ];
}

function credentialFlaws(): readonly Flaw[] {
  const admitted = { kind: "admitted" } as const;
  const check = (
    id: string,
    statement: string,
    credential: (correct: Policy) => Policy["credential"],
  ) =>
    flaw(`credential/${id}`, statement, (correct) => ({
      ...correct,
      credential: credential(correct),
    }));
  const tokenOf = ({ headers }: Parameters<Policy["credential"]>[0]) =>
    headers.find(([name]) => name.toLowerCase() === "x-auth-token")?.[1];
  return [
    check(
      "any",
      "Any token is admitted.",
      (c) => (request, now) =>
        tokenOf(request) === undefined ? c.credential(request, now) : admitted,
    ),
    check(
      "none",
      "No token is admitted.",
      (c) => (request, now) =>
        tokenOf(request) === undefined ? admitted : c.credential(request, now),
    ),
    check(
      "empty",
      "An empty token is admitted.",
      (c) => (request, now) => (tokenOf(request) === "" ? admitted : c.credential(request, now)),
    ),
    check(
      "prefix",
      "A token that begins as the right one is admitted.",
      (c) => (request, now) =>
        (tokenOf(request) ?? "").startsWith(c.token.slice(0, 8))
          ? admitted
          : c.credential(request, now),
    ),
    check(
      "same-length",
      "Any token of the right length is admitted.",
      (c) => (request, now) =>
        (tokenOf(request) ?? "").length === c.token.length ? admitted : c.credential(request, now),
    ),
  ];
}
