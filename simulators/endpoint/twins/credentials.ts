/** Twins that are careless about credentials. */

import { headerValues } from "../http.ts";
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
    id: "token-refused-stores",
    statement: "A report with a wrong credential is answered 401 and stored.",
    family: "credentials",
    caughtBy: ["header/refused-credential-changes-nothing"],
    policy: storingUnadmitted,
  },
];

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
