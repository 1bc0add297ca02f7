/**
 * A target as the suite sees it: a way to send, a credential, a way to look, and the revision of
 * the contract it is held to. Nothing here judges.
 */

import type { Profile } from "../../simulators/contract/index.ts";
import type { Auth, Credential, Header } from "./auth.ts";
import type { Observation } from "./observation.ts";
import type { Reply, Transport, WireRequest } from "./transport.ts";

/** What came of a restart: the endpoint answers again, or why it does not. */
export type Restarted =
  | { readonly kind: "answering" }
  | { readonly kind: "failed"; readonly reason: string };

export interface Target {
  readonly transport: Transport;
  readonly profile: Profile;
  readonly auth: Auth;
  readonly observation: Observation;
  /** Asks a module of the user's, instead of the target, what the observation reads. */
  readonly look?: (taskId: string, signal: AbortSignal) => Promise<Reply>;
  /** How long an accepted report may take to be visible; 0: at once (ruling D-12). */
  readonly visibleWithinMs: number;
  /** Sent with every request, e.g. what a gateway wants. */
  readonly headers: readonly Header[];
  /** A task of somebody else, which this credential must not touch. */
  readonly foreignTask?: string | undefined;
  /** Whether an id names a task that others may be reporting on. */
  readonly isTask: (id: string) => boolean;
  /** Whether raw sockets reach it: not through a proxy. */
  readonly isDirect: boolean;
  /** Kills it and starts it again; ends when a look at the task is answered. Absent: nobody can. */
  readonly restart?: (taskId: string, signal: AbortSignal) => Promise<Restarted>;
  /** Whether connections to it may be broken on purpose. */
  readonly mayBreak: boolean;
  /** Whether it may be sent what an attacker would send, in bounds. */
  readonly mayProbe: boolean;
  readonly isEncrypted: boolean;
  /** A header by which one request can be found in the target's logs. */
  readonly trace?: () => Header;
}

/** Shorter values stand in many a text that is no secret. */
const SECRET_LENGTH_MIN = 8;
/** Headers that say what is exchanged, and open nothing. */
const OPEN_HEADER = /^(accept|content)(-|$)|^user-agent$/i;

/** What no text that a target may have written holds: the credential, and configured headers. */
export function secretsOf({ auth, headers }: Pick<Target, "auth" | "headers">): readonly string[] {
  const configured = headers.flatMap(([name, value]) =>
    value.length >= SECRET_LENGTH_MIN && !OPEN_HEADER.test(name) ? [value] : [],
  );
  return [...auth.secrets(), ...configured];
}

/** The request with the target's headers before its own, and the credential's after them. */
function prepared(target: Target, request: WireRequest, credential: Credential): WireRequest {
  const trace = target.trace === undefined ? [] : [target.trace()];
  const whole = { ...request, headers: [...target.headers, ...trace, ...request.headers] };
  return { ...whole, headers: [...whole.headers, ...target.auth.headers(credential, whole)] };
}

/**
 * Sends with a credential; where the endpoint no longer takes the right one, once more with a new
 * one. `seen` is told of each exchange.
 */
export async function sendTo(
  target: Target,
  request: WireRequest,
  signal: AbortSignal,
  options: {
    readonly credential?: Credential;
    readonly seen?: (request: WireRequest, reply: Reply) => void;
  } = {},
): Promise<Reply> {
  const { credential = { kind: "valid" }, seen } = options;
  const send = async () => {
    const whole = prepared(target, request, credential);
    const reply = await target.transport.send(whole, signal);
    seen?.(whole, reply);
    return reply;
  };
  const [secret] = target.auth.secrets();
  const reply = await send();
  const isRefused = reply.kind === "complete" && reply.status === 401;
  if (credential.kind !== "valid" || !isRefused) return reply;
  return (await target.auth.renew?.(secret, signal)) === true ? send() : reply;
}

/** Looks at a task as the observation says. `seen` is told of each exchange. */
export async function lookAt(
  target: Target,
  taskId: string,
  signal: AbortSignal,
  seen?: (request: WireRequest, reply: Reply) => void,
): Promise<Reply> {
  const { observation, look } = target;
  const path = observation.kind === "none" ? "/" : observation.path;
  const request: WireRequest = { method: "GET", path: taskPath(path, taskId), headers: [] };
  if (look === undefined) {
    return sendTo(target, request, signal, seen === undefined ? {} : { seen });
  }
  const reply = await look(taskId, signal);
  seen?.({ ...request, method: "LOOK" }, reply);
  return reply;
}

/** A path with `{task_id}` replaced by the id, percent-encoded where it must be. */
export function taskPath(template: string, taskId: string): string {
  return template.replace("{task_id}", () => encodeURIComponent(taskId));
}
