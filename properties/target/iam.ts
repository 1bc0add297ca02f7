/**
 * Tokens from IAM: fetched when a target is opened, again some time before they expire, and again
 * when the endpoint refuses one that is no longer fresh.
 *
 * @source IAM, POST /v3/auth/tokens: 201, token in X-Subject-Token, token.expires_at in the body
 */

import * as v from "valibot";
import { type Auth, tokenAuth } from "./auth.ts";
import { describeReply, headerOf, type Reply, type Transport } from "./transport.ts";

export interface IamConfig {
  /** Base URL; the path is added. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Name of the account that the user belongs to. */
  readonly domain: string;
  /** Name of the project that the token is for. */
  readonly project: string;
}

/** A token that is younger is not fetched again: the endpoint has refused it for good. */
const RENEWABLE_AGE_MS = 1000;
/** Of a token's life when it is fetched anew. */
const RENEW_AT_SHARE = 0.8;
/** Life of a token whose answer does not say it. @source IAM: valid 24 h */
const LIFE_MS = 24 * 3_600_000;

const answerSchema = v.object({ token: v.object({ expires_at: v.string() }) });

/** Times by `performance.now()`: a clock that is put back must not make an old token a fresh one. */
interface Held {
  readonly token: string;
  readonly fromMs: number;
  readonly renewAtMs: number;
}

/** Fetches the first token; what went wrong with it is told by `problem`. */
export async function iamAuth(
  config: IamConfig,
  transport: Transport,
  signal: AbortSignal,
): Promise<Auth> {
  const source = new TokenSource(config, transport);
  await source.fetch(signal);
  return tokenAuth(() => source.current(), {
    problem: () => source.problem,
    renew: (refused, until) => source.renew(refused, until),
  });
}

class TokenSource {
  problem: string | undefined;
  private readonly config: IamConfig;
  private readonly transport: Transport;
  private held: Held | undefined;
  private fetching: Promise<void> | undefined;

  constructor(config: IamConfig, transport: Transport) {
    this.config = config;
    this.transport = transport;
  }

  /** The token of now. One that is soon to expire is replaced beside the work that goes on. */
  current(): string | undefined {
    if (this.held !== undefined && performance.now() > this.held.renewAtMs) {
      void this.fetch(new AbortController().signal);
    }
    return this.held?.token;
  }

  /** Whether there is another token than the refused one, fetched now or meanwhile. */
  async renew(refused: string | undefined, signal: AbortSignal): Promise<boolean> {
    const { held } = this;
    const isFresh = held !== undefined && performance.now() - held.fromMs < RENEWABLE_AGE_MS;
    if (held?.token === refused && !isFresh) await this.fetch(signal);
    return this.held?.token !== refused;
  }

  /** Whoever asks while a token is being fetched waits for that one. */
  fetch(signal: AbortSignal): Promise<void> {
    this.fetching ??= this.fetchNow(signal).finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetchNow(signal: AbortSignal): Promise<void> {
    const reply = await this.transport.send(
      {
        method: "POST",
        path: "/v3/auth/tokens",
        headers: [["Content-Type", "application/json"]],
        body: JSON.stringify(requestBody(this.config)),
      },
      signal,
    );
    const token = reply.kind === "complete" ? headerOf(reply, "x-subject-token") : undefined;
    if (reply.kind !== "complete" || reply.status !== 201 || token === undefined) {
      const without =
        reply.kind === "complete" && reply.status === 201 ? ", no X-Subject-Token" : "";
      this.problem = `IAM ${this.config.url} gave no token: ${describeReply(reply)}${without}`;
      return;
    }
    this.problem = undefined;
    const fromMs = performance.now();
    const lifeMs = lifeOf(reply, Date.now());
    this.held = { token, fromMs, renewAtMs: fromMs + RENEW_AT_SHARE * lifeMs };
  }
}

function lifeOf(reply: Extract<Reply, { kind: "complete" }>, nowMs: number): number {
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    return LIFE_MS;
  }
  const parsed = v.safeParse(answerSchema, body);
  const expires = parsed.success ? Date.parse(parsed.output.token.expires_at) : Number.NaN;
  return Number.isNaN(expires) ? LIFE_MS : Math.max(0, expires - nowMs);
}

function requestBody({ user, password, domain, project }: IamConfig): unknown {
  return {
    auth: {
      identity: {
        methods: ["password"],
        password: { user: { name: user, password, domain: { name: domain } } },
      },
      scope: { project: { name: project } },
    },
  };
}
