/**
 * The endpoint without sockets: it gives the handler time and ids, lets the time pass that a policy
 * asks for, and makes the changes. The server is a shell around it; tests use it as it is.
 */

import type { SigningKey } from "../auth/index.ts";
import { type ProfileId, profileOf } from "../contract/index.ts";
import { codePoints } from "../report/index.ts";
import { type Decision, handle } from "./handler.ts";
import type { Reply, Request } from "./http.ts";
import { Iam, type IamOptions } from "./iam.ts";
import { requestIdOf, tokenOf } from "./ids.ts";
import { type Around, checkToken, correctPolicy, type Policy } from "./policy.ts";
import { Rate } from "./rate.ts";
import { checkSignature } from "./signature.ts";
import { type KnownTasks, Store } from "./store.ts";
import { TWINS, twinOf } from "./twins/index.ts";

/** What an endpoint is made of, with or without sockets. */
export interface EndpointOptions {
  readonly profile: ProfileId;
  readonly token: string;
  readonly tasks: KnownTasks;
  /** Tasks of somebody else. @defaultValue none */
  readonly foreignTasks?: readonly string[] | undefined;
  /** A key whose signatures are taken besides the token. */
  readonly key?: SigningKey | undefined;
  /** Whom it gives tokens as IAM does; they are taken besides the token. */
  readonly iam?: IamOptions | undefined;
  /** Id of the twin to be; the reference when left out. */
  readonly twin?: string | undefined;
  /** What is to be wrong with it besides; nothing when left out. */
  readonly flaw?: ((correct: Policy) => Policy) | undefined;
  /** From which request ids and the ids of created tasks are made. @defaultValue 1 */
  readonly seed?: number | undefined;
  /** The clock. @unit milliseconds since 1970 @defaultValue the machine's */
  readonly nowMs?: (() => number) | undefined;
}

/** The endpoint in this process. */
export interface InProcessEndpoint {
  readonly handle: (request: Request) => Promise<Reply>;
  /** How many requests came in so far. */
  readonly requests: () => number;
}

/** Makes an endpoint without sockets. Throws on options that no endpoint can have. */
export function createEndpoint(options: EndpointOptions): InProcessEndpoint {
  const endpoint = new Endpoint(options);
  return {
    handle: async (request) => endpoint.perform(request),
    requests: () => endpoint.requests,
  };
}

/** One endpoint: its policy, its store, and what is in flight. */
export class Endpoint {
  requests = 0;
  readonly policy: Policy;
  private readonly store: Store;
  private readonly iam: Iam | undefined;
  private readonly seed: number;
  private readonly nowMs: () => number;
  private readonly inFlight = new Map<string, number>();
  private inFlightCount = 0;
  private accepted = 0;
  private readonly rate = new Rate();
  private readonly around = (taskId: string): Around => {
    const onTask = this.inFlight.get(taskId) ?? 0;
    const { accepted } = this;
    const perSecond = this.rate.perSecond(this.nowMs());
    return { onTask, elsewhere: this.inFlightCount - onTask, perSecond, accepted };
  };

  constructor(options: EndpointOptions) {
    this.seed = options.seed ?? 1;
    this.nowMs = options.nowMs ?? Date.now;
    this.iam = options.iam === undefined ? undefined : new Iam(options.iam);
    this.policy = policyOf(options, this.seed, this.iam);
    this.store = new Store(this.policy, options.tasks, this.nowMs());
  }

  /** The id for the next request's reply; counts the request. */
  nextRequestId(): string {
    this.requests += 1;
    return requestIdOf(this.seed, this.requests);
  }

  /** Decides and acts. Where no time has to pass, at once: then nothing can come between. */
  perform(request: Request): Reply | Promise<Reply> {
    const requestId = this.nextRequestId();
    const nowMs = this.nowMs();
    this.rate.count(nowMs);
    if (this.iam?.takes(request) === true) {
      return this.iam.answer(request, tokenOf(this.seed, this.requests), requestId, nowMs);
    }
    const decision = handle(this.policy, this.store, request, {
      requestId,
      serial: this.requests,
      nowMs,
      around: this.around,
    });
    if (decision.reportsOn !== undefined) this.accepted += 1;
    if (takesTime(decision)) return this.performSlowly(decision);
    for (const effect of decision.effects) this.store.apply(effect, this.nowMs());
    return decision.reply;
  }

  private async performSlowly(decision: Decision): Promise<Reply> {
    const { reportsOn } = decision;
    this.count(reportsOn, 1);
    try {
      await pass(decision.holdMs);
      for (const effect of decision.effects) {
        await pass(effect.afterMs ?? 0);
        this.store.apply(effect, this.nowMs());
      }
    } finally {
      this.count(reportsOn, -1);
    }
    return decision.reply;
  }

  private count(taskId: string | undefined, change: 1 | -1): void {
    if (taskId === undefined) return;
    this.inFlightCount += change;
    const now = (this.inFlight.get(taskId) ?? 0) + change;
    if (now === 0) this.inFlight.delete(taskId);
    else this.inFlight.set(taskId, now);
  }
}

function policyOf(options: EndpointOptions, seed: number, iam: Iam | undefined): Policy {
  const profile = profileOf(options.profile);
  const { min, max } = profile.token;
  const length = codePoints(options.token);
  if (length < min || length > max) {
    throw new RangeError(`token: got ${length} characters, want ${min}..${max}`);
  }
  const { foreignTasks = [] } = options;
  const own = { ...correctPolicy(profile, options.token, seed), foreignTasks };
  const flawless = admittingMore(own, options, iam);
  const correct = options.flaw?.(flawless) ?? flawless;
  if (options.twin === undefined) return correct;
  const twin = twinOf(options.twin);
  if (twin === undefined) {
    const ids = TWINS.map(({ id }) => id).join(", ");
    throw new RangeError(`twin: got ${options.twin}, want one of ${ids}`);
  }
  return twin.policy(correct);
}

/** The policy with the other ways to be admitted that the options name. */
function admittingMore(
  correct: Policy,
  { key, token }: EndpointOptions,
  iam: Iam | undefined,
): Policy {
  if (key === undefined && iam === undefined) return correct;
  return {
    ...correct,
    credential: (request, nowMs) => {
      const signed = key === undefined ? undefined : checkSignature(request, key, nowMs);
      if (signed !== undefined) return signed;
      const isGood = (value: string) => value === token || iam?.admits(value, nowMs) === true;
      return checkToken(request.headers, isGood);
    },
  };
}

function takesTime({ holdMs, effects }: Decision): boolean {
  return holdMs > 0 || effects.some((effect) => (effect.afterMs ?? 0) > 0);
}

function pass(timeMs: number): Promise<void> | undefined {
  if (timeMs <= 0) return undefined;
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
