/**
 * A new token in the middle of a run: a report that is refused with 401 is sent once more where
 * another token can be had, and only the second answer counts. What that took is part of its time.
 */

import http from "k6/http";
import type { Reply } from "./replies.ts";

const REFUSED = 401;
/** Where no other token was to be had it is not asked for again so soon. @unit milliseconds */
const DENIED_MS = 1000;

export interface RenewOptions {
  /** Answers a POST of the refused token with another one. */
  readonly url: string;
  /** The token of the beginning. */
  readonly token: string;
  readonly timeoutMs: number;
  /** Makes the requests that follow bear this token. */
  readonly bear: (token: string) => void;
}

/** Sends through what is given, and again with another token where the first one was refused. */
export class Renewal {
  private readonly options: RenewOptions;
  private token: string;
  private deniedUntilMs = 0;
  private asking: Promise<void> | undefined;

  constructor(options: RenewOptions) {
    this.options = options;
    this.token = options.token;
  }

  /** Sends all and waits; those that are refused go once more. */
  all<T>(sent: readonly T[], send: (some: readonly T[]) => readonly Reply[]): readonly Reply[] {
    const used = this.token;
    const replies = send(sent);
    if (!replies.some(isRefused)) return replies;
    const fromMs = Date.now();
    if (this.mayAsk(used)) this.take(http.post(this.options.url, used, this.params()), used);
    if (this.token === used) return replies;
    const renewMs = Date.now() - fromMs;
    const again = send(sent.filter((_, i) => isRefused(replies[i])));
    let next = 0;
    return replies.map((reply) => {
      if (!isRefused(reply)) return reply;
      const second = again[next];
      next += 1;
      return second === undefined ? reply : later(second, renewMs + serviceMs(reply));
    });
  }

  /** The same for one request whose reply is promised. */
  async promised(send: () => Promise<Reply>): Promise<Reply> {
    const used = this.token;
    const reply = await send();
    if (!isRefused(reply)) return reply;
    const fromMs = Date.now();
    if (this.mayAsk(used)) await this.ask(used);
    if (this.token === used) return reply;
    const renewMs = Date.now() - fromMs;
    return later(await send(), renewMs + serviceMs(reply));
  }

  /** Whoever asks meanwhile waits for the same answer. */
  private ask(used: string): Promise<void> {
    this.asking ??= http
      .asyncRequest("POST", this.options.url, used, this.params())
      .then((reply) => this.take(reply, used))
      .finally(() => {
        this.asking = undefined;
      });
    return this.asking;
  }

  private mayAsk(used: string): boolean {
    return this.token === used && Date.now() >= this.deniedUntilMs;
  }

  private take(reply: Pick<Reply, "status" | "body">, used: string): void {
    const { status, body } = reply;
    if (status === 200 && typeof body === "string" && body !== "" && body !== used) {
      this.token = body;
      this.options.bear(body);
    } else this.deniedUntilMs = Date.now() + DENIED_MS;
  }

  private params() {
    const { timeoutMs } = this.options;
    return { responseType: "text", timeout: timeoutMs, tags: { name: "token" } } as const;
  }
}

function isRefused(reply: Reply | undefined): boolean {
  return reply?.status === REFUSED;
}

function serviceMs({ timings }: Reply): number {
  return timings.blocked + timings.duration;
}

/** The reply, as having come so much later. */
function later(reply: Reply, byMs: number): Reply {
  const { status, error, error_code, body, headers, request, timings } = reply;
  const { blocked, duration } = timings;
  return {
    ...{ status, error, error_code, body },
    ...(headers === undefined ? {} : { headers }),
    ...(request === undefined ? {} : { request }),
    timings: { blocked: blocked + byMs, duration },
  };
}
