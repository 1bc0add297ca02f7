/**
 * What a refusal says: a status, a code of the source's error model and words for a person. Codes
 * that begin with HEADWAY are ours, because the source has none for the case.
 */

import { writeString } from "../report/index.ts";
import { type Header, JSON_TYPE, REQUEST_ID_HEADER, type Reply } from "./http.ts";

/** One reason for which a request is refused. */
export interface Problem {
  readonly status: number;
  /** @source contract's error model, tables of SMS and of gateway codes */
  readonly code: string;
  /** Place, got and want; never a credential. */
  readonly message: string;
  /** Headers besides the media type and the request id. */
  readonly headers?: readonly Header[];
}

/** Greatest length of an error message. @unit characters @source error model, error_msg: ≤255 */
const MESSAGE_LENGTH_MAX = 255;

/** The correct rendering: a JSON object with error_code and error_msg. */
export function errorReply(problem: Problem, requestId: string): Reply {
  const code = writeString(problem.code);
  const message = writeString(problem.message.slice(0, MESSAGE_LENGTH_MAX));
  return {
    status: problem.status,
    headers: [JSON_TYPE, [REQUEST_ID_HEADER, requestId], ...(problem.headers ?? [])],
    body: `{"error_code":${code},"error_msg":${message}}`,
  };
}

/** The path is none of ours. */
export function noRoute(target: string): Problem {
  const message = `no such path: got ${short(target)}, want /v3/tasks/{task_id}/progress`;
  return { status: 404, code: "APIGW.0101", message };
}

/** The path is known, the method is not. */
export function wrongMethod(method: string, allowed: readonly string[]): Problem {
  const allow = allowed.join(", ");
  const message = `method not allowed: got ${short(method)}, want ${allow}`;
  return { status: 405, code: "APIGW.0101", message, headers: [["Allow", allow]] };
}

/** `found` says what came in place of the credential, without showing it. */
export function notAdmitted(found: string): Problem {
  const message = `X-Auth-Token: got ${found}, want the configured token`;
  return { status: 401, code: "APIGW.0301", message };
}

/** The id is known to no task. */
export function unknownTask(taskId: string): Problem {
  return { status: 404, code: "SMS.2252", message: `no task ${short(taskId)}` };
}

/** The task is there and somebody else's. @source error SMS.6527 */
export function foreignTask(taskId: string): Problem {
  return { status: 403, code: "SMS.6527", message: `task ${short(taskId)} is not yours` };
}

/** The request as such is at fault. */
export function badRequest(message: string): Problem {
  return { status: 400, code: "APIGW.0201", message };
}

/** A task of that id is there already. */
export function taskExists(taskId: string): Problem {
  const message = `task ${short(taskId)} exists, want another id or none`;
  return { status: 409, code: "HEADWAY.0409", message };
}

/** Something broke on the endpoint's side: twins say so, and the shell when we are at fault. */
export function backendFailure(message: string): Problem {
  return { status: 500, code: "SMS.2007", message };
}

/** There is more to do than can be done. */
export function overloaded(): Problem {
  return { ...backendFailure("too many reports at once"), status: 503 };
}

/** The caller reports too often; nothing tells it when to come again. @source gateway code 0308 */
export function throttled(): Problem {
  return { status: 429, code: "APIGW.0308", message: "the throttling threshold was reached" };
}

/** Text of a client's, short enough for a message. */
function short(text: string): string {
  return writeString(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
