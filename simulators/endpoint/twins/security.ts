/** Twins that let themselves be talked round, or talk too much. */

import { readJson } from "../../report/index.ts";
import { backendFailure, badRequest, errorReply, unknownTask } from "../errors.ts";
import { type Header, headerValues, type Request } from "../http.ts";
import type { Policy } from "../policy.ts";
import type { Twin } from "./twin.ts";

/** Far beyond any report. */
const LARGE_BYTES = 524_288;

/** One carelessness each. */
export const SECURITY_TWINS: readonly Twin[] = [
  {
    id: "broken-before-credential",
    statement: "A body that is no JSON is answered 500 before the credential is looked at.",
    family: "credentials",
    caughtBy: ["security/refused-whatever-else"],
    policy: checkingFirst((request, policy) =>
      isMalformed(request) && policy.credential(request, 0).kind === "refused"
        ? backendFailure("no converter")
        : undefined,
    ),
  },
  {
    id: "compressed-swallowed",
    statement: "A compressed body is answered 200 and forgotten.",
    family: "http",
    caughtBy: ["security/compressed"],
    policy: checkingFirst(({ headers, body }) =>
      body.kind === "not-utf8" && headerValues(headers, "content-encoding").includes("gzip")
        ? { status: 200, code: "", message: "" }
        : undefined,
    ),
  },
  {
    id: "large-500",
    statement: `A body of more than ${LARGE_BYTES} bytes is answered 500.`,
    family: "http",
    caughtBy: ["security/oversized"],
    policy: checkingFirst(({ body }) =>
      body.kind === "text" && body.text.length > LARGE_BYTES
        ? backendFailure("the buffer is full")
        : undefined,
    ),
  },
  {
    id: "id-in-header",
    statement: "A line break in the path begins a header of the reply.",
    family: "http",
    caughtBy: ["security/no-injection"],
    policy: checkingFirst(({ target }) => {
      const headers = linesOf(target);
      return headers.length === 0 ? undefined : { ...unknownTask("of that id"), headers };
    }),
  },
  {
    id: "token-in-error",
    statement: "The refusal of a body that is no JSON shows the token.",
    family: "credentials",
    caughtBy: ["security/no-credential-shown"],
    policy: checkingFirst((request) =>
      isMalformed(request)
        ? badRequest(`no JSON, from ${headerValues(request.headers, "x-auth-token").join()}`)
        : undefined,
    ),
  },
  {
    id: "trace-in-error",
    statement: "A 400 shows the stack of who refused.",
    family: "http",
    caughtBy: ["security/no-internals-shown"],
    policy: (correct) => ({
      ...correct,
      errorReply: (problem, requestId) =>
        problem.status === 400
          ? errorReply({ ...problem, message: `${problem.message}${STACK}` }, requestId)
          : correct.errorReply(problem, requestId),
    }),
  },
  {
    id: "error-code-null",
    statement: "The error_code of a 400 is null.",
    family: "http",
    caughtBy: ["clients/replies-readable"],
    policy: (correct) => ({
      ...correct,
      errorReply: (problem, requestId) => {
        const reply = correct.errorReply(problem, requestId);
        if (problem.status !== 400) return reply;
        return { ...reply, body: reply.body.replace(/"error_code":"[^"]*"/, '"error_code":null') };
      },
    }),
  },
  {
    id: "error-untyped",
    statement: "The body of a 400 has no Content-Type.",
    family: "http",
    caughtBy: ["clients/replies-readable", "reply/error-body"],
    policy: (correct) => ({
      ...correct,
      errorReply: (problem, requestId) => {
        const reply = correct.errorReply(problem, requestId);
        if (problem.status !== 400) return reply;
        const headers = reply.headers.filter(([name]) => name.toLowerCase() !== "content-type");
        return { ...reply, headers };
      },
    }),
  },
  {
    id: "success-null",
    statement: "The body of a success is null.",
    family: "http",
    caughtBy: ["clients/replies-readable"],
    policy: (correct) => ({ ...correct, successBody: "null" }),
  },
];

const STACK = "\n\tat com.example.sms.TaskController.progress(TaskController.java:118)";

type Check = (request: Request, policy: Policy) => ReturnType<Policy["precheck"]>;

function checkingFirst(check: Check): (correct: Policy) => Policy {
  return (correct) => ({ ...correct, precheck: (request) => check(request, correct) });
}

function isMalformed({ method, body }: Request): boolean {
  return method === "PUT" && body.kind === "text" && readJson(body.text).kind === "malformed";
}

/** What stands after line breaks in a path, as headers. */
function linesOf(target: string): readonly Header[] {
  const [, ...lines] = target.split(/(?:%0d)?%0a/i);
  return lines.flatMap((line): readonly Header[] => {
    const [name = "", value = ""] = line.split(":");
    return /^[\w-]+$/.test(name) ? [[name, value.replace(/%20/g, "").replace(/\/.*/, "")]] : [];
  });
}
