/** Twins that are careless about credentials. */

import { CLOCK_SKEW_MS_MAX } from "../../auth/index.ts";
import { headerValues, type Request } from "../http.ts";
import type { Credential, Policy } from "../policy.ts";
import type { Twin } from "./twin.ts";

const ADMITTED: Credential = { kind: "admitted" };

/** One carelessness each. */
export const CREDENTIAL_TWINS: readonly Twin[] = [
  {
    id: "token-any",
    statement: "Any X-Auth-Token that is not empty is admitted.",
    family: "credentials",
    caughtBy: ["header/token-wrong"],
    policy: (correct) => ({
      ...correct,
      credential: (request, nowMs) => {
        const hasSome = headerValues(request.headers, "x-auth-token").some((value) => value !== "");
        return hasSome ? ADMITTED : correct.credential(request, nowMs);
      },
    }),
  },
  {
    id: "token-none",
    statement: "A request without X-Auth-Token is admitted.",
    family: "credentials",
    caughtBy: ["header/token-missing"],
    policy: (correct) => ({
      ...correct,
      credential: (request, nowMs) => {
        const credential = correct.credential(request, nowMs);
        return credential.kind === "refused" && credential.isMissing ? ADMITTED : credential;
      },
    }),
  },
  {
    id: "token-empty",
    statement: "An empty X-Auth-Token is admitted.",
    family: "credentials",
    caughtBy: ["header/token-empty"],
    policy: admitting((request) => headerValues(request.headers, "x-auth-token").includes("")),
  },
  {
    id: "token-long",
    statement: "A token of more than 8192 characters is admitted, whatever it is.",
    family: "credentials",
    caughtBy: ["header/token-length"],
    policy: admitting(({ headers }) =>
      headerValues(headers, "x-auth-token").some((value) => value.length > 8192),
    ),
  },
  {
    id: "token-name-exact",
    statement: "The header's name counts to the letter.",
    family: "credentials",
    caughtBy: ["header/name-any-case"],
    policy: (correct) => ({
      ...correct,
      credential: (request, nowMs) =>
        request.headers.some(([name]) => name === "X-Auth-Token")
          ? correct.credential(request, nowMs)
          : { kind: "refused", found: "no such header", isMissing: true },
    }),
  },
  {
    id: "signature-any",
    statement: "Any signature is admitted.",
    family: "credentials",
    caughtBy: ["header/signature-wrong"],
    policy: admitting(({ headers }) => headerValues(headers, "authorization").length > 0),
  },
  {
    id: "signature-old",
    statement: "A signature is admitted for half an hour.",
    family: "credentials",
    caughtBy: ["header/signature-wrong"],
    policy: (correct) => ({
      ...correct,
      credential: (request, nowMs) => correct.credential(request, nowMs - CLOCK_SKEW_MS_MAX),
    }),
  },
  {
    id: "signature-other-body",
    statement: "A signature over the body and a blank more is admitted.",
    family: "credentials",
    caughtBy: ["header/signature-wrong"],
    policy: (correct) => ({
      ...correct,
      credential: (request, nowMs) => {
        const credential = correct.credential(request, nowMs);
        if (credential.kind === "admitted" || request.body.kind !== "text") return credential;
        const body = { ...request.body, text: `${request.body.text} ` };
        return correct.credential({ ...request, body }, nowMs);
      },
    }),
  },
  {
    id: "credential-error-html",
    statement: "A 401 is answered as text/html.",
    family: "credentials",
    caughtBy: ["reply/credential-error-body"],
    policy: (correct) => ({
      ...correct,
      errorReply: (problem, requestId) => {
        const reply = correct.errorReply(problem, requestId);
        if (problem.status !== 401) return reply;
        return { ...reply, headers: [["Content-Type", "text/html"]], body: "<h1>401</h1>" };
      },
    }),
  },
  {
    id: "token-refused-stores",
    statement: "A report with a wrong credential is answered 401 and stored.",
    family: "credentials",
    caughtBy: ["header/refused-credential-changes-nothing"],
    policy: storingUnadmitted,
  },
];

function admitting(isMeant: (request: Request) => boolean): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    credential: (request, nowMs) =>
      isMeant(request) ? ADMITTED : correct.credential(request, nowMs),
  });
}

function storingUnadmitted(correct: Policy): Policy {
  return {
    ...correct,
    refusalWrites: ({ kind, taskId, body }) => {
      if (kind !== "credential" || body.kind !== "text") return [];
      const verdict = correct.judge(body.text);
      return verdict.kind === "taken" ? [{ kind: "put", taskId, report: verdict.report }] : [];
    },
  };
}
