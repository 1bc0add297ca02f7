/**
 * What the replies of a trial mean, as pure functions of what was sent and what came. A model of
 * each task (a register that holds the last accepted report) goes along; where the model cannot
 * know, the judge says so instead of guessing.
 *
 * Not verified here: times, and anything a look cannot show.
 */

import type { FieldName, Profile } from "../../simulators/contract/index.ts";
import { judgeBody, type Validity } from "../../simulators/report/index.ts";
import { type Difference, differences, type Fields, NOTHING } from "../model/differences.ts";
import {
  describeReply,
  headerOf,
  type Observation,
  type Reply,
  readSeen,
  type Seen,
} from "../target/index.ts";
import {
  judgeDiscreet,
  judgePaced,
  judgeReadable,
  judgeSober,
  judgeUninjected,
} from "./judge-content.ts";
import {
  type Cause,
  HELD,
  is2xx,
  is4xx,
  type Judgement,
  judgeStatus,
  nonStrict,
  statusClass,
  violated,
} from "./judge-status.ts";
import { bodyText, meantText, type Send, type Want } from "./trial.ts";

export type { Cause, Judgement, Note } from "./judge-status.ts";

/** What a task may show now: one of these reports; undefined when the model cannot know. */
export type Possible = readonly Fields[] | undefined;

export interface JudgeContext {
  readonly profile: Profile;
  readonly observation: Observation;
  /** What must not stand in a reply. @defaultValue nothing */
  readonly secrets?: () => readonly string[];
}

type Complete = Extract<Reply, { kind: "complete" }>;

/** Judges the reply to one send, by what it was meant to get. */
export function judgeSend(step: Send, reply: Reply, context: JudgeContext): Judgement {
  // A network that was told to cut has done so: the endpoint has failed nothing.
  if (reply.kind === "cut") return HELD;
  if (reply.kind !== "complete") return { kind: "indefinite", reason: describeReply(reply) };
  const judgement = judgeReply(step, reply, context);
  if (step.role === "judged" || judgement.kind !== "violated") return judgement;
  const reason = `setup wanted ${judgement.expected}, got ${judgement.actual}`;
  return { kind: "inapplicable", reason };
}

/** Wants of which the whole trial is judged, by times. */
const TIMED: readonly Want[] = ["prompt", "usual", "steady", "crowded"];

function judgeReply(step: Send, reply: Complete, context: JudgeContext): Judgement {
  if (step.want === "contract") return judgeByContract(step, reply, context);
  switch (step.want) {
    case "json-error":
      return judgeErrorBody(reply);
    case "discreet":
      return judgeDiscreet(reply, context.secrets?.() ?? []);
    case "uninjected":
      return judgeUninjected(reply);
    case "sober":
      return judgeSober(reply);
    case "readable":
      return judgeReadable(reply);
    case "paced":
      return judgePaced(reply);
  }
  if (TIMED.includes(step.want) && !accepted(reply)) {
    return { kind: "inapplicable", reason: `was to be accepted, got ${describeReply(reply)}` };
  }
  return judgeStatus(step.want, reply);
}

function judgeByContract(step: Send, reply: Complete, context: JudgeContext): Judgement {
  const validity = validityOf(step, context.profile);
  const why = reasonOf(validity);
  switch (validity?.standing) {
    case "valid": {
      if (accepted(reply)) return HELD;
      if (refused(reply) && utf16TooLong(validity, context.profile)) {
        return nonStrict("counts lengths in UTF-16 units (ruling D-05)");
      }
      return violated("accepted (200): the report is valid", describeReply(reply), {
        wanted: "accepted",
        got: statusClass(reply),
      });
    }
    case "invalid": {
      const judgement = judgeStatus("refused", reply);
      if (judgement.kind !== "violated") return judgement;
      return violated(`refused (400): ${why}`, judgement.actual, {
        ...judgement.cause,
        ...fieldOf(validity),
      });
    }
    case "coercible":
      if (accepted(reply)) return nonStrict(`coerces types: takes ${why}`);
      return judgeStatus("alike", reply);
    default: {
      // Not UTF-8, or a choice that the contract leaves open: either answer, but an answer.
      const judgement = judgeStatus("answered", reply);
      if (judgement.kind === "violated") return judgement;
      const choice = accepted(reply) ? "accepted" : `refused with ${reply.status}`;
      const open = validity?.remarks.find((remark) => remark.standing === "dialect")?.reason ?? why;
      return { kind: "held", notes: [{ kind: "dialect", what: `${open}: ${choice}` }] };
    }
  }
}

/** The JSON media types (WHATWG MIME Sniffing §4.6): two names, and any that ends in "+json". */
const JSON_TYPE = /^(application\/json|text\/json|[\w.-]+\/[\w.+-]+\+json)\s*(;|$)/i;

/** Ruling D-09: the body of a refusal, where there is one. */
function judgeErrorBody(reply: Complete): Judgement {
  if (!is4xx(reply.status)) {
    const reason = `wanted a refusal to look at, got ${describeReply(reply)}`;
    return { kind: "inapplicable", reason };
  }
  if (reply.body === "") return nonStrict("a refusal without a body");
  const type = headerOf(reply, "content-type") ?? "none";
  const expected = "an error body that is JSON and has a JSON media type";
  if (!JSON_TYPE.test(type)) {
    return violated(expected, `Content-Type ${type}`, {
      wanted: "json-error",
      got: "another media type",
    });
  }
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    return violated(expected, `a body of ${reply.body.length} characters that is no JSON`, {
      wanted: "json-error",
      got: "no JSON",
    });
  }
  const missing = missingMembers(body);
  if (headerOf(reply, "x-request-id") === undefined) missing.push("header X-Request-Id");
  return missing.length === 0 ? HELD : nonStrict(`a refusal without ${missing.join(", ")}`);
}

function missingMembers(body: unknown): string[] {
  const object = typeof body === "object" && body !== null ? body : {};
  return ["error_code", "error_msg"].filter((name) => {
    return typeof (object as Readonly<Record<string, unknown>>)[name] !== "string";
  });
}

/** Judges what a look showed against what the task may show. */
export function judgeLook(reply: Reply, possible: Possible, context: JudgeContext): Judgement {
  if (reply.kind !== "complete") return { kind: "indefinite", reason: describeReply(reply) };
  if (possible === undefined) {
    return { kind: "inapplicable", reason: "what the task should show is not known" };
  }
  const shown = seenIn(reply, possible[0], context);
  // Looks of this target were JSON before anything was judged.
  if (shown.kind === "unreadable" && shown.isBroken === true) {
    const actual = `${describeReply(reply)} that is ${shown.reason}`;
    return violated("the look can be read", actual, { wanted: "shown", got: "no JSON" });
  }
  if (shown.kind === "unreadable") return { kind: "indefinite", reason: shown.reason };
  const expected =
    possible.length === 1
      ? "the look shows the last accepted report"
      : `the look shows one of ${possible.length} reports whole`;
  if (shown.kind === "empty") {
    return violated(expected, "it shows no report", { wanted: "shown", got: "no report" });
  }
  const found = possible.map((fields) => {
    const seen = seenIn(reply, fields, context);
    return seen.kind === "report" ? differences(fields, seen, context.profile) : [];
  });
  const nearest = found.reduce((a, b) => (b.length < a.length ? b : a));
  if (nearest.length === 0) return HELD;
  const text = nearest.map((d) => `${d.field} is ${d.got}, want ${d.want}`).join("; ");
  return violated(expected, text, causeOfDifferences(nearest));
}

/** A single field is a matter of that field, several are one of the whole report. */
function causeOfDifferences(found: readonly Difference[]): Cause {
  const wanted = "shown";
  const [first, second] = found;
  // Whoever keeps one field that was left out keeps them all.
  if (found.every(({ want }) => want === NOTHING)) return { wanted, got: "what was left out" };
  if (first === undefined || second !== undefined) return { wanted, got: "another report" };
  const { field, got } = first;
  return { wanted, field, got: got === NOTHING ? "no value" : "another value" };
}

/**
 * Whether a task that should not exist has come to be. Some targets answer 200 for any id, so the
 * look counts only against the look before, or when it shows what was sent.
 */
export function judgeAbsent(
  before: Reply | undefined,
  now: Reply,
  sent: Fields | undefined,
  context: JudgeContext,
): Judgement {
  if (now.kind !== "complete") return { kind: "indefinite", reason: describeReply(now) };
  const expected = "the task is still unknown";
  const wanted = "still unknown";
  if (now.status >= 500) {
    return violated(expected, describeReply(now), { wanted, got: statusClass(now) });
  }
  if (!is2xx(now.status)) return HELD;
  const shown = seenIn(now, sent, context);
  if (shown.kind === "report") {
    return violated(expected, "it is there and shows a report", { wanted, got: "a report" });
  }
  const unknownBefore = before?.kind === "complete" && is4xx(before.status);
  if (!unknownBefore) return HELD;
  return violated(expected, "it was unknown before and is there now", { wanted, got: "a task" });
}

/** What a look shows, as the observation promises; `fields` names the subtask that is looked for. */
export function seenIn(reply: Complete, fields: Fields | undefined, context: JudgeContext): Seen {
  if (!is2xx(reply.status)) {
    return { kind: "unreadable", reason: `the look was answered ${describeReply(reply)}` };
  }
  const name = fields?.get("subtask_name");
  return readSeen(context.observation, reply.body, {
    fields: context.profile.fields.map((field) => field.name),
    subtask: name?.kind === "string" ? name.value : undefined,
  });
}

/** What a task may show after a send was answered. */
export function afterSend(
  before: Possible,
  step: Send,
  reply: Reply,
  context: JudgeContext,
): Possible {
  const validity = validityOf(step, context.profile);
  if (reply.kind !== "complete" || reply.status >= 500) return undefined;
  if (!accepted(reply)) return before;
  return validity !== undefined && isClear(validity) ? [validity.values] : undefined;
}

/** Whether it can be said what a task that took the report shows: its values, however written. */
function isClear({ standing, remarks }: Validity): boolean {
  if (standing === "valid") return true;
  return standing === "dialect" && remarks.every((remark) => remark.isOpaque !== true);
}

/** What was sent to a task that should not exist: what a look must not show. */
export function sentFields(step: Send, profile: Profile): Fields {
  return validityOf(step, profile)?.values ?? new Map<FieldName, never>();
}

/** Ruling D-06: the `alike` steps of a trial must all have been taken, or all refused. */
export function judgeAlike(results: readonly { step: Send; reply: Reply }[]): Judgement {
  const complete = results.flatMap(({ step, reply }) => {
    return reply.kind === "complete" ? [{ step, taken: accepted(reply) }] : [];
  });
  const taken = complete.filter((result) => result.taken);
  if (taken.length === 0 || complete.length < results.length) return HELD;
  if (taken.length === complete.length) return nonStrict("coerces types alike in all fields");
  const show = (group: typeof complete) => group.map(({ step }) => bodyText(step.body)).join(" ");
  const left = complete.filter((result) => !result.taken);
  return violated(
    "values of another type taken in all fields, or in none (ruling D-06)",
    `accepted ${show(taken.slice(0, 1))} and refused ${show(left.slice(0, 1))}`,
    { wanted: "alike", got: "some" },
  );
}

/** The contract's standing of a step's body; undefined where it is not UTF-8. */
function validityOf(step: Send, profile: Profile): Validity | undefined {
  const text = meantText(step);
  return text === undefined ? undefined : judgeBody(text, profile);
}

function reasonOf(validity: Validity | undefined): string {
  if (validity === undefined) return "the body is not UTF-8";
  const worst = validity.remarks.find((remark) => remark.standing === validity.standing);
  if (worst === undefined) return "";
  return worst.field === undefined ? worst.reason : `${worst.field}: ${worst.reason}`;
}

function fieldOf(validity: Validity): Pick<Cause, "field"> {
  const worst = validity.remarks.find((remark) => remark.standing === validity.standing);
  return worst?.field === undefined ? {} : { field: worst.field };
}

function utf16TooLong(validity: Validity, profile: Profile): boolean {
  return profile.fields.some((field) => {
    const value = validity.values.get(field.name);
    return value?.kind === "string" && value.value.length > (field.lengthMax ?? Infinity);
  });
}

function accepted(reply: Complete): boolean {
  return is2xx(reply.status);
}

function refused(reply: Complete): boolean {
  return reply.status === 400 || reply.status === 422;
}
