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
import type { Change, Keeper } from "./keeping.ts";
import { type Around, type Broken, checkToken, correctPolicy, type Policy } from "./policy.ts";
import type { Progress } from "./progress.ts";
import { Rate } from "./rate.ts";
import { routeOf } from "./routes.ts";
import { checkSignature } from "./signature.ts";
import { type Effect, type KnownTasks, Store } from "./store.ts";
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

/**
 * Makes an endpoint without sockets. Throws on options that no endpoint can have.
 *
 * @param keeper of what survives the endpoint; without one nothing does
 */
export function createEndpoint(options: EndpointOptions, keeper?: Keeper): InProcessEndpoint {
  const endpoint = new Endpoint(options, keeper);
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
  private readonly keeper: Keeper | undefined;
  /** Ends when all that takes time to be kept is kept. */
  private keeping = Promise.resolve();
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

  constructor(options: EndpointOptions, keeper?: Keeper) {
    const kept = keeper?.kept() ?? [];
    // Each start after a task was created makes other ids: those that were given stay given.
    const given = kept.filter(({ kind }) => kind !== "progress").length;
    this.seed = (options.seed ?? 1) + given;
    this.nowMs = options.nowMs ?? Date.now;
    this.iam = options.iam === undefined ? undefined : new Iam(options.iam);
    this.policy = policyOf(options, this.seed, this.iam);
    this.store = new Store(this.policy, options.tasks, this.nowMs());
    this.keeper = keeper;
    this.recover(kept);
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
    let keeping: Promise<void> | undefined;
    for (const effect of decision.effects) keeping = this.make(effect) ?? keeping;
    return keeping === undefined ? decision.reply : keeping.then(() => decision.reply);
  }

  /** Ends when all that was acknowledged so far is kept. */
  settled(): Promise<void> {
    return this.keeping;
  }

  private recover(kept: readonly Change[]): void {
    const { recovered, writes } = this.policy.keeping.start(kept);
    for (const change of recovered) this.store.make(change);
    for (const change of writes) this.keeper?.keep(change);
  }

  /** Makes a change and keeps it; undefined where it need not be waited for. */
  private make(effect: Effect): Promise<void> | undefined {
    const change = this.store.changeOf(effect, this.nowMs());
    if (change === undefined) return undefined;
    const before = this.store.before(change);
    if (effect.isKeptOnly !== true) this.store.make(change);
    return this.keeper === undefined ? undefined : this.keep(this.keeper, change, before);
  }

  private keep(
    keeper: Keeper,
    change: Change,
    before: Progress | undefined,
  ): Promise<void> | undefined {
    const { writes, repliesFirst } = this.policy.keeping;
    const planned = writes(change, before);
    if (planned.every(({ afterMs }) => afterMs <= 0)) {
      for (const write of planned) keeper.keep(write.change);
      return undefined;
    }
    // One after the other, so that what was reported last is kept last.
    this.keeping = this.keeping.then(async () => {
      for (const write of planned) {
        await pass(write.afterMs);
        keeper.keep(write.change);
      }
    });
    return repliesFirst ? undefined : this.keeping;
  }

  /** What comes of a request whose connection ended before its reply had gone out. */
  broke({ target, ...about }: Omit<Broken, "taskId"> & Pick<Request, "target">): void {
    const route = routeOf(target);
    if (route.kind !== "progress" || route.taskId === undefined) return;
    const task = this.store.task(this.policy.taskOf(route.taskId));
    if (task === undefined) return;
    const effects = this.policy.broken?.({ ...about, taskId: task.id }, task) ?? [];
    for (const effect of effects) void this.make(effect);
  }

  private async performSlowly(decision: Decision): Promise<Reply> {
    const { reportsOn } = decision;
    this.count(reportsOn, 1);
    try {
      await pass(decision.holdMs);
      for (const effect of decision.effects) {
        await pass(effect.afterMs ?? 0);
        await this.make(effect);
      }
      await pass(decision.lingerMs ?? 0);
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

function takesTime({ holdMs, lingerMs = 0, effects }: Decision): boolean {
  return holdMs > 0 || lingerMs > 0 || effects.some((effect) => (effect.afterMs ?? 0) > 0);
}

function pass(timeMs: number): Promise<void> | undefined {
  if (timeMs <= 0) return undefined;
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
