/**
 * One request against the endpoint's state: the reply, and the changes to make as data. Pure: the
 * shell gives the time and the ids, makes the changes, and replies afterwards.
 *
 * Refusals come in a fixed order: path 404, method 405, credential 401, form of the task id 400,
 * unknown task 404, body 400. Media type and query are not looked at.
 */

import { codePoints, member, readJson, writeString } from "../report/index.ts";
import { type BodyVerdict, refusedBody } from "./body.ts";
import {
  backendFailure,
  badRequest,
  foreignTask,
  noRoute,
  notAdmitted,
  type Problem,
  taskExists,
  unknownTask,
  wrongMethod,
} from "./errors.ts";
import {
  JSON_TYPE,
  REQUEST_ID_HEADER,
  type Reply,
  type Request,
  type RequestBody,
} from "./http.ts";
import { taskIdOf } from "./ids.ts";
import { showTask } from "./mirror.ts";
import type { Around, Policy } from "./policy.ts";
import { type Route, routeOf } from "./routes.ts";
import type { Effect, View } from "./store.ts";

/** What the shell knows of a request besides what it says. */
export interface Context {
  readonly requestId: string;
  /** Running number of the request: the ids of created tasks are made from it. */
  readonly serial: number;
  /** Since 1970. @unit milliseconds */
  readonly nowMs: number;
  /** How many other reports are in flight now, on that task and on others. */
  readonly around: (taskId: string) => Around;
}

/** What is to happen because of one request. */
export interface Decision {
  readonly reply: Reply;
  /** To be made in this order, before the reply goes out. */
  readonly effects: readonly Effect[];
  /** Time to let pass before the first effect. */
  readonly holdMs: number;
  /** Time to let pass after the last effect. @defaultValue 0 */
  readonly lingerMs?: number;
  /** The task that an accepted report is about: it is in flight until the reply goes out. */
  readonly reportsOn?: string;
}

const NO_EFFECTS: readonly Effect[] = [];

interface Asked {
  readonly policy: Policy;
  readonly view: View;
  readonly request: Request;
  readonly context: Context;
}

/** Decides one request. Throws only when we are at fault. */
export function handle(policy: Policy, view: View, request: Request, context: Context): Decision {
  const asked: Asked = { policy, view, request, context };
  if (policy.answersAnything) return answered(asked, 200, "{}");
  const early = policy.precheck(request);
  if (early !== undefined) return refused(asked, early);
  const route = routeOf(request.target);
  if (route.kind === "unknown") return refused(asked, noRoute(request.target));
  const methods = route.kind === "progress" ? policy.reportMethods : OTHER_METHODS[route.kind];
  if (!methods.includes(request.method)) {
    return refused(asked, wrongMethod(request.method, methods));
  }
  const credential = policy.credential(request, context.nowMs);
  if (credential.kind === "refused") {
    const problem = notAdmitted(credential.found);
    const taskId = route.kind === "progress" ? route.taskId : undefined;
    if (taskId === undefined) return refused(asked, problem);
    return refused(asked, problem, { kind: "credential", taskId });
  }
  if (route.kind === "tasks") return create(asked);
  if (route.taskId === undefined) {
    return refused(asked, badRequest("task_id: broken percent-encoding"));
  }
  const taskId = policy.taskOf(route.taskId);
  const problem = idProblem(policy, taskId);
  if (problem !== undefined) return refused(asked, problem);
  if (policy.foreignTasks.includes(taskId)) return refused(asked, foreignTask(taskId));
  return onTask(asked, route.kind, taskId);
}

const OTHER_METHODS: Readonly<Record<Exclude<Route["kind"], "progress" | "unknown">, string[]>> = {
  tasks: ["POST"],
  task: ["GET", "DELETE"],
};

function onTask(asked: Asked, route: "task" | "progress", taskId: string): Decision {
  if (route === "progress") return report(asked, taskId);
  const { policy, view, request } = asked;
  const task = view.task(taskId);
  if (task === undefined) return refused(asked, unknownTask(taskId));
  if (request.method === "GET") {
    return answered(
      asked,
      200,
      showTask(task, policy.shown(task.progress, asked.context.around(taskId))),
    );
  }
  return answered(asked, 204, "", [{ kind: "delete", taskId }]);
}

function report(asked: Asked, taskId: string): Decision {
  const { policy, view, request, context } = asked;
  const task = view.task(taskId);
  if (task === undefined) {
    return refused(asked, unknownTask(taskId), { kind: "unknown-task", taskId });
  }
  const verdict = judge(policy, request.body);
  if (verdict.kind === "refused") {
    const words = `body: ${verdict.reasons.slice(0, 3).join("; ")}`;
    const problem =
      verdict.status === 400
        ? badRequest(words)
        : { ...backendFailure(words), status: verdict.status };
    return refused(asked, problem, { kind: "body", taskId });
  }
  const around = context.around(taskId);
  if (policy.refusesOverlap && around.onTask > 0) {
    return refused(asked, backendFailure("another report on the task is in flight"));
  }
  const overload = policy.overload(around);
  if (overload !== undefined) return refused(asked, overload);
  const put = { kind: "put", taskId, report: verdict.report } as const;
  const effects = policy.writes(put, task, around);
  const body = policy.successStatus === 204 ? "" : policy.successBody;
  const { reply } = answered(asked, policy.successStatus, body);
  const holdMs = policy.holdMs + policy.slowedMs(around);
  return { reply, effects, holdMs, lingerMs: policy.lingerMs, reportsOn: taskId };
}

function judge(policy: Policy, body: RequestBody): BodyVerdict {
  switch (body.kind) {
    case "text":
      return policy.judge(body.text);
    case "none":
      return refusedBody("none, want a JSON object");
    case "not-utf8":
      return refusedBody("bytes that are not UTF-8, want a JSON object");
  }
}

/** CreateTask, lenient: any object does, and its `id` is taken where it can be one. */
function create(asked: Asked): Decision {
  const { policy, view, request, context } = asked;
  const { body } = request;
  const reading = readJson(body.kind === "text" ? body.text : "");
  if (reading.kind === "malformed" || reading.value.kind !== "object") {
    return refused(asked, badRequest("body: want a JSON object"));
  }
  const wanted = member(reading.value, "id");
  const isWanted =
    wanted?.kind === "string" && wanted.value !== "" && !idProblem(policy, wanted.value);
  const taskId = isWanted ? wanted.value : taskIdOf(policy.idSeed, context.serial);
  if (view.task(taskId) !== undefined) return refused(asked, taskExists(taskId));
  return answered(asked, 200, `{"id":${writeString(taskId)}}`, [{ kind: "create", taskId }]);
}

function idProblem(policy: Policy, taskId: string): Problem | undefined {
  const { min, max } = policy.profile.taskId;
  const length = codePoints(taskId);
  if (length >= min && length <= max) return undefined;
  return badRequest(`task_id: got ${length} characters, want ${min}..${max}`);
}

function answered(asked: Asked, status: number, body: string, effects = NO_EFFECTS): Decision {
  const id = [REQUEST_ID_HEADER, asked.context.requestId] as const;
  const headers = body === "" ? [id] : [JSON_TYPE, id];
  return { reply: { status, headers, body }, effects, holdMs: 0 };
}

function refused(
  asked: Asked,
  problem: Problem,
  refusal?: { readonly kind: "credential" | "unknown-task" | "body"; readonly taskId: string },
): Decision {
  const { policy, request, context } = asked;
  const effects =
    refusal === undefined ? NO_EFFECTS : policy.refusalWrites({ ...refusal, body: request.body });
  return { reply: policy.errorReply(problem, context.requestId), effects, holdMs: 0 };
}
