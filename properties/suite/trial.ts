/**
 * A trial: a short script of requests and looks, as data. Because it is data, one judge serves all
 * requirements, any trial can be shrunk, sent again from a file, or written as a shell script, and
 * what is wanted of a reply is computed from the bytes that are really sent.
 */

import type { Plan } from "../../simulators/agent/index.ts";
import { METHOD, PROGRESS_PATH } from "../../simulators/contract/index.ts";
import type { AnomalyKind } from "../model/anomalies.ts";
import { type Credential, type Framing, type NetworkFault, unpacked } from "../target/index.ts";

/** A task of the trial: `a` and `b` are leased, `new` is an id that names no task. */
export type TaskRef = "a" | "b" | "new";

export type Body = { readonly text: string } | { readonly base64: string };

/**
 * What is wanted of a reply.
 * - `contract`: what the body's standing asks for: accepted, refused, or either.
 * - `accepted`: any 2xx. `success`: exactly 200.
 * - `refused`: 400 or 422. `unreported`: any 4xx.
 * - `unauthorised`: 401 or 403; `unauthorised-long`: also 400, 413, 431, 494 (ruling D-10).
 * - `unknown-task`: 404, 400 or 403. `not-mine`: 403 or 404, or 400. `answered`: anything but 5xx.
 * - `json-error`: a 4xx whose body, if any, is JSON and says so (ruling D-09).
 * - `alike`: taken or refused as all other `alike` steps of the trial are (ruling D-06).
 * - `prompt`: accepted about as fast as the trial's other steps (ruling D-11).
 * - `steady`: accepted, and as fast as the `usual` step before it, over many such pairs; `usual` is
 *   accepted. `crowded`: accepted, and as fast, together with those beside it, as so many `usual`
 *   steps one after another, over many such groups.
 * - `paced`: any answer, though 429 only with Retry-After (ruling D-19).
 * - `discreet`, `uninjected`: any reply without the credential, without a header out of the request
 *   (ruling D-20). `sober`: a reply without the endpoint's internals. `readable`: one that every
 *   official client can read.
 */
export const WANTS = [
  "contract",
  "accepted",
  "success",
  "refused",
  "unreported",
  "unauthorised",
  "unauthorised-long",
  "unknown-task",
  "not-mine",
  "answered",
  "json-error",
  "alike",
  "prompt",
  "usual",
  "steady",
  "crowded",
  "paced",
  "discreet",
  "uninjected",
  "sober",
  "readable",
] as const;

export type Want = (typeof WANTS)[number];

/** `setup` steps make the situation: when one fails the trial says nothing. */
export type Role = "setup" | "judged";

export interface Send {
  readonly do: "send";
  readonly task: TaskRef;
  readonly method: string;
  /** `{task_id}` stands for the task's id, the places of `ID_PLACES` for what they say. */
  readonly path: string;
  readonly credential: Credential;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: Body;
  readonly framing?: Framing;
  /** What the network does to it. Where it cuts, the reply that does not come is no failure. */
  readonly faults?: readonly NetworkFault[];
  readonly want: Want;
  readonly role: Role;
  /** Pause before it; in a group each has its own. @unit milliseconds */
  readonly delayMs?: number;
}

/**
 * A look at a task by the target's observation. `model`: it shows the report that the steps before
 * make it show. `absent`: a task that was unknown at the first such look is so still.
 */
export interface Look {
  readonly do: "look";
  readonly task: TaskRef;
  readonly want: "model" | "absent";
  readonly delayMs?: number;
}

/** Steps that are started together, each after its own delay. */
export interface Together {
  readonly do: "together";
  readonly steps: readonly (Send | Look)[];
}

/** Sequences that are started together: within a lane each step waits for the one before it. */
export interface Lanes {
  readonly do: "lanes";
  readonly lanes: readonly (readonly (Send | Look)[])[];
}

/**
 * The endpoint is killed and started again. The lanes are begun before: of what has no reply when the
 * kill begins nobody can say whether it counts, and what has not begun by then is not sent.
 */
export interface Restart {
  readonly do: "restart";
  readonly lanes: readonly (readonly (Send | Look)[])[];
  /** From the beginning of the lanes to the kill, milliseconds. */
  readonly afterMs: number;
}

export type Step = Send | Look | Together | Lanes | Restart;

export interface Trial {
  /** What is tried, in a few words: "progress 101". */
  readonly title: string;
  /** The plan that it was unfolded from, where it was. */
  readonly plan?: Plan;
  /** The id that task `a` must have; absent: any will do. */
  readonly idOfA?: string;
  /**
   * Anomalies that violate the trial. Its looks are then not judged one by one: all that happened to
   * task `a` is judged as the history of one register.
   */
  readonly watch?: readonly AnomalyKind[];
  readonly steps: readonly Step[];
}

/** No body of ours becomes longer than this. */
const BODY_BYTES_MAX = 2 ** 24;

const JSON_TYPE: readonly (readonly [string, string])[] = [["Content-Type", "application/json"]];

type SendOptions = Partial<Omit<Send, "do" | "body">>;

/** A judged report to task `a`, with everything as it should be but what the options change. */
export function report(body: string | Body | undefined, options: SendOptions = {}): Send {
  const content = typeof body === "string" ? { text: body } : body;
  return {
    do: "send",
    task: "a",
    method: METHOD,
    path: PROGRESS_PATH,
    credential: { kind: "valid" },
    headers: JSON_TYPE,
    want: "contract",
    role: "judged",
    ...(content === undefined ? {} : { body: content }),
    ...options,
  };
}

/** A report that only makes the situation: it is to be accepted. */
export function setup(body: string, options: SendOptions = {}): Send {
  return report(body, { role: "setup", want: "accepted", ...options });
}

/** A look at a task that wants to see what was accepted. */
export function look(task: TaskRef = "a", options: Partial<Omit<Look, "do">> = {}): Look {
  return { do: "look", task, want: "model", ...options };
}

/** A group of steps started together. */
export function together(...steps: readonly (Send | Look)[]): Together {
  return { do: "together", steps };
}

/** Sequences of steps that are started together. */
export function lanes(...all: readonly (readonly (Send | Look)[])[]): Lanes {
  return { do: "lanes", lanes: all };
}

/** A kill while sequences of steps are under way, so long after their beginning. */
export function restart(all: readonly (readonly (Send | Look)[])[] = [], afterMs = 0): Restart {
  return { do: "restart", lanes: all, afterMs };
}

/** All sends and looks in order; those of a group stand beside each other, lane after lane. */
export function flat(steps: readonly Step[]): readonly (Send | Look)[] {
  return steps.flatMap((step) => {
    if (step.do === "together") return step.steps;
    return step.do === "lanes" || step.do === "restart" ? step.lanes.flat() : [step];
  });
}

/** The step with its sends and looks changed, wherever they stand. */
export function mapped(step: Step, change: (inner: Send | Look) => Send | Look): Step {
  if (step.do === "together") return { ...step, steps: step.steps.map(change) };
  if (step.do === "lanes" || step.do === "restart") {
    return { ...step, lanes: step.lanes.map((lane) => lane.map(change)) };
  }
  return change(step);
}

/**
 * Whether chance decides what the trial shows: requests are under way at once, or a connection ends
 * while the endpoint may be at work. Where times are compared, their statistics decide.
 */
export function isRace(trial: Trial): boolean {
  if (comparesTimes(trial)) return false;
  const isAtOnce = trial.steps.some((step) => {
    if (step.do === "restart") return step.lanes.length > 0;
    return step.do === "together" || step.do === "lanes";
  });
  return isAtOnce || flat(trial.steps).some((step) => step.do === "send" && endsInBetween(step));
}

/** Whether the endpoint is killed in the trial: nothing else may be under way then. */
export function restarts(trial: Trial): boolean {
  return trial.steps.some((step) => step.do === "restart");
}

function endsInBetween({ faults = [] }: Send): boolean {
  return faults.some((fault) => fault.kind === "cut" && (fault.afterMs ?? 0) > 0);
}

const COMPARED: readonly Want[] = ["steady", "crowded"];

/** Whether the trial compares how long answers took: a smaller one would compare too few. */
export function comparesTimes(trial: Trial): boolean {
  return flat(trial.steps).some((step) => step.do === "send" && COMPARED.includes(step.want));
}

/** The leased tasks a trial needs, each once. */
export function leasedRefs(trial: Trial): readonly ("a" | "b")[] {
  const refs = new Set<"a" | "b">(trial.idOfA === undefined ? [] : ["a"]);
  for (const step of flat(trial.steps)) {
    if (step.task !== "new") refs.add(step.task);
    else if (step.do === "send" && step.path.includes("{a")) refs.add("a");
  }
  return [...refs].sort();
}

/** Whether the trial looks at tasks, and so needs an observation. */
export function looks(trial: Trial): boolean {
  return flat(trial.steps).some((step) => step.do === "look");
}

/** Whether the network does something to one of its reports. */
export function isBroken(trial: Trial): boolean {
  return flat(trial.steps).some((step) => step.do === "send" && step.faults !== undefined);
}

/** Text of a body; undefined when it is not UTF-8. */
export function bodyText(body: Body | undefined): string | undefined {
  if (body === undefined) return "";
  if ("text" in body) return body.text;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(body.base64, "base64"),
    );
  } catch {
    return undefined;
  }
}

/** Text of a body after what its Content-Encoding says was undone, where it can be. */
export function meantText({ body, headers }: Pick<Send, "body" | "headers">): string | undefined {
  if (body === undefined || "text" in body) return bodyText(body);
  const packed = Buffer.from(body.base64, "base64");
  const plain = unpacked(packed, headers, BODY_BYTES_MAX);
  return plain === packed ? bodyText(body) : bodyText({ base64: plain.toString("base64") });
}

/** The one request of a trial that is nothing more; undefined otherwise. */
export function onlySend(trial: Trial): Send | undefined {
  const [step] = trial.steps;
  return trial.steps.length === 1 && step?.do === "send" ? step : undefined;
}
