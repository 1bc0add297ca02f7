/**
 * The endpoint's behaviour as a record of small choices. The correct record is here; a twin is the
 * same record with one of them made wrong.
 */

import { type Profile, SUCCESS_STATUS } from "../contract/index.ts";
import { type BodyVerdict, judgeReport } from "./body.ts";
import { errorReply, type Problem } from "./errors.ts";
import { type Header, headerValues, type Reply, type Request, type RequestBody } from "./http.ts";
import { CORRECT_KEEPING, type Keeping } from "./keeping.ts";
import type { Progress } from "./progress.ts";
import { CORRECT_RULES, type Effect, type StoreRules, type Task } from "./store.ts";

/** Whether a request is admitted. */
export type Credential =
  | { readonly kind: "admitted" }
  /** `found` says in words what was there; never the token itself. */
  | { readonly kind: "refused"; readonly found: string; readonly isMissing: boolean };

/** The change that a report asks for. */
export type PutEffect = Extract<Effect, { kind: "put" }>;

/** A report that is being refused after its route was known, for twins that act all the same. */
export interface Refusal {
  readonly kind: "credential" | "unknown-task" | "body";
  readonly taskId: string;
  readonly body: RequestBody;
}

/** A report whose connection ended before its reply had gone out. */
export interface Broken {
  /** What of it had come by then. */
  readonly arrived: "part" | "whole";
  readonly taskId: string;
  /** As far as it had come. */
  readonly body: RequestBody;
}

/** What goes on around a request. */
export interface Around {
  /** Other reports in flight on its task. */
  readonly onTask: number;
  /** Reports in flight on other tasks. */
  readonly elsewhere: number;
  /** Requests that came in during the last second, about. */
  readonly perSecond: number;
  /** Reports that were accepted so far. */
  readonly accepted: number;
}

/** All that two endpoints may differ in; every member is read by the handler or by the store. */
export interface Policy extends StoreRules {
  readonly profile: Profile;
  /** The one credential that is admitted. */
  readonly token: string;
  /** From which the ids of created tasks are made. */
  readonly idSeed: number;
  /** Methods that report on the progress route. */
  readonly reportMethods: readonly string[];
  /** What is refused before anything else is looked at: nothing. */
  readonly precheck: (request: Request) => Problem | undefined;
  /** The task that an id in the path names: the one of that id. */
  readonly taskOf: (id: string) => string;
  /** Tasks of somebody else, which the credential does not reach. */
  readonly foreignTasks: readonly string[];
  /** Whether only the first packet of a body is read. */
  readonly readsFirstPacketOnly: boolean;
  readonly credential: (request: Request, nowMs: number) => Credential;
  readonly judge: (text: string) => BodyVerdict;
  /** The changes that an accepted report makes, while others are in flight. */
  readonly writes: (put: PutEffect, task: Task, around: Around) => readonly Effect[];
  /** The changes that a refused report makes: none (ruling D-03). */
  readonly refusalWrites: (refusal: Refusal) => readonly Effect[];
  /** The changes that a report makes because its connection ended; absent: none. */
  readonly broken?: (broken: Broken, task: Task) => readonly Effect[];
  /** What GET shows of a task's progress. */
  readonly shown: (progress: Progress | undefined, around: Around) => Progress | undefined;
  readonly successStatus: number;
  /** Of a success with another status than 204. */
  readonly successBody: string;
  readonly errorReply: (problem: Problem, requestId: string) => Reply;
  /** Time between the decision on an accepted report and its effects. */
  readonly holdMs: number;
  /** Time between the effects of an accepted report and its reply. @unit milliseconds */
  readonly lingerMs: number;
  /** A report that takes longer to come is refused with 408. @unit milliseconds */
  readonly patienceMs: number;
  /** How much longer than `holdMs` an accepted report takes: none. @unit milliseconds */
  readonly slowedMs: (around: Around) => number;
  /** Whether a report is refused with 500 while another one on its task is in flight. */
  readonly refusesOverlap: boolean;
  /** Why a report is refused because of the load: for nothing. */
  readonly overload: (around: Around) => Problem | undefined;
  /** Connections that are kept at once; others are closed as they come. */
  readonly connectionsMax: number;
  /** Whether every request whatsoever is answered with success and forgotten. */
  readonly answersAnything: boolean;
  /** What survives its end, where there is a place to keep it. */
  readonly keeping: Keeping;
}

/** The policy of the reference endpoint. */
export function correctPolicy(profile: Profile, token: string, idSeed = 1): Policy {
  return {
    ...CORRECT_RULES,
    profile,
    token,
    idSeed,
    reportMethods: ["PUT"],
    precheck: () => undefined,
    taskOf: (id) => id,
    foreignTasks: [],
    readsFirstPacketOnly: false,
    credential: ({ headers }) => checkToken(headers, (value) => value === token),
    judge: (text) => judgeReport(text, profile),
    writes: (put) => [put],
    refusalWrites: () => [],
    shown: (progress) => progress,
    successStatus: SUCCESS_STATUS,
    successBody: "{}",
    errorReply,
    holdMs: 0,
    lingerMs: 0,
    patienceMs: Infinity,
    slowedMs: () => 0,
    refusesOverlap: false,
    overload: () => undefined,
    connectionsMax: Infinity,
    answersAnything: false,
    keeping: CORRECT_KEEPING,
  };
}

const ADMITTED: Credential = { kind: "admitted" };

/** The correct check: one X-Auth-Token header with a token that `isGood`. */
export function checkToken(
  headers: readonly Header[],
  isGood: (token: string) => boolean,
): Credential {
  const values = headerValues(headers, "x-auth-token");
  const [value] = values;
  if (value === undefined) return { kind: "refused", found: "no such header", isMissing: true };
  if (values.length > 1) {
    return { kind: "refused", found: `${values.length} such headers`, isMissing: false };
  }
  if (isGood(value)) return ADMITTED;
  const found = value === "" ? "an empty value" : `another token of ${value.length} characters`;
  return { kind: "refused", found, isMissing: false };
}
