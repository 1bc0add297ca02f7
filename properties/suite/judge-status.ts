/** What a reply's status means, by what was wanted of it: the rulings on refusals, as a table. */

import type { Finding } from "../../reports/evidence/index.ts";
import { describeReply, type Reply } from "../target/index.ts";
import type { Want } from "./trial.ts";

/** Legal but not best behaviour, or a choice the contract leaves open. */
export interface Note {
  readonly kind: "non-strict" | "dialect";
  readonly what: string;
}

/**
 * What a violation comes of, without the values that were drawn: the same in every run that meets
 * the same flaw, whatever its seed. A fingerprint is made of it.
 */
export type Cause = NonNullable<Finding["cause"]>;

export type Judgement =
  | { readonly kind: "held"; readonly notes: readonly Note[] }
  | {
      readonly kind: "violated";
      readonly expected: string;
      readonly actual: string;
      readonly cause: Cause;
    }
  /** The situation was not there: a setup step was refused. */
  | { readonly kind: "inapplicable"; readonly reason: string }
  /** No complete reply, or a look that showed nothing readable. */
  | { readonly kind: "indefinite"; readonly reason: string };

export const HELD: Judgement = { kind: "held", notes: [] };

interface StatusRule {
  readonly expected: string;
  readonly best: (status: number) => boolean;
  readonly tolerated?: readonly number[];
}

export const is2xx = (status: number) => status >= 200 && status < 300;
export const is4xx = (status: number) => status >= 400 && status < 500;

/** What is a matter of the status alone. */
type StatusWant = Exclude<
  Want,
  "contract" | "json-error" | "paced" | "discreet" | "uninjected" | "sober" | "readable"
>;

/** The statuses of the rulings D-01, D-02, D-08, D-10 and the source's 200. */
const RULES: Readonly<Record<StatusWant, StatusRule>> = {
  accepted: { expected: "accepted (200)", best: is2xx },
  success: { expected: "status 200", best: (status) => status === 200 },
  refused: { expected: "refused (400)", best: (status) => status === 400, tolerated: [422] },
  unreported: {
    expected: "refused (4xx)",
    best: is4xx,
    // A router may send `//` and its like elsewhere before anybody looks at the report.
    tolerated: [301, 302, 303, 307, 308],
  },
  unauthorised: {
    expected: "refused for its credential (401)",
    best: (status) => status === 401,
    tolerated: [403],
  },
  "unauthorised-long": {
    expected: "refused for its credential (401)",
    best: (status) => status === 401,
    tolerated: [403, 400, 413, 431, 494],
  },
  "unknown-task": {
    expected: "refused, the task is unknown (404)",
    best: (status) => status === 404,
    tolerated: [400, 403],
  },
  "not-mine": {
    expected: "refused, the task is somebody else's (403 or 404)",
    best: (status) => status === 403 || status === 404,
    tolerated: [400],
  },
  answered: { expected: "any answer but a server error (no 5xx)", best: (status) => status < 500 },
  // Whether it was slow is judged over the whole trial.
  prompt: { expected: "accepted (200)", best: is2xx },
  usual: { expected: "accepted (200)", best: is2xx },
  steady: { expected: "accepted (200)", best: is2xx },
  crowded: { expected: "accepted (200)", best: is2xx },
  alike: {
    expected: "refused (400)",
    best: (s) => is2xx(s) || s === 400,
    tolerated: [422],
  },
};

/** Judges a status by what was wanted. */
export function judgeStatus(
  want: StatusWant,
  reply: Extract<Reply, { kind: "complete" }>,
): Judgement {
  const rule = RULES[want];
  if (rule.best(reply.status)) return HELD;
  if (rule.tolerated?.includes(reply.status) === true) {
    return nonStrict(`answers ${reply.status} where ${rule.expected} is best`);
  }
  return violated(rule.expected, describeReply(reply), {
    wanted: want,
    got: statusClass(reply),
  });
}

/** Held, with something to say about it. */
export function nonStrict(what: string): Judgement {
  return { kind: "held", notes: [{ kind: "non-strict", what }] };
}

export function violated(expected: string, actual: string, cause: Cause): Judgement {
  return { kind: "violated", expected, actual, cause };
}

/** "2xx": of two statuses of a class the endpoint means the same. */
export function statusClass({ status }: Extract<Reply, { kind: "complete" }>): string {
  return `${Math.floor(status / 100)}xx`;
}
