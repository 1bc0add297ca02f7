/**
 * What an agent does when its report was not taken: pure. Whether and when it is sent again depends
 * on the policy, on how often it was sent already, on what the endpoint asks for, and on chance that
 * the caller draws.
 *
 * A refusal with a status that another try cannot mend (4xx other than 408 and 429) is never sent
 * again.
 */

/** Which agents try again, and how patiently. */
export type RetryPolicy =
  | { readonly kind: "none" }
  /** After the same time each time. */
  | { readonly kind: "fixed"; readonly afterMs: number; readonly triesMax: number }
  /** After twice the time of the last, up to a cap. */
  | (Backoff & { readonly kind: "exponential" })
  /** After a time drawn between 0 and what `exponential` would wait. */
  | (Backoff & { readonly kind: "full-jitter" });

interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
  /** Sendings of one report, the first included. @range 1.. */
  readonly triesMax: number;
}

/** How a sending ended that did not succeed. */
export interface Failed {
  /** 0: no answer came. */
  readonly status: number;
  /** What the endpoint asks the agent to wait, if it does. @unit milliseconds */
  readonly retryAfterMs?: number | undefined;
}

/** Longest time that a Retry-After is followed; a longer one ends the tries. @unit milliseconds */
export const RETRY_AFTER_MS_MAX = 60_000;

/**
 * Time until the report is sent again, ms; undefined: it is given up. `tries` counts the sendings so
 * far, `share` is drawn from 0 (included) to 1.
 */
export function retryAfterMs(
  policy: RetryPolicy,
  failed: Failed,
  tries: number,
  share: number,
): number | undefined {
  if (policy.kind === "none" || tries >= policy.triesMax || !isWorthAnother(failed.status)) {
    return undefined;
  }
  const asked = failed.retryAfterMs ?? 0;
  if (asked > RETRY_AFTER_MS_MAX) return undefined;
  const own = ownWaitMs(policy, tries, share);
  return Math.max(own, asked);
}

function ownWaitMs(
  policy: Exclude<RetryPolicy, { readonly kind: "none" }>,
  tries: number,
  share: number,
): number {
  if (policy.kind === "fixed") return policy.afterMs;
  let waitMs = policy.baseMs;
  for (let i = 1; i < tries && waitMs < policy.capMs; i += 1) waitMs *= 2;
  const cappedMs = Math.min(policy.capMs, waitMs);
  return policy.kind === "full-jitter" ? Math.floor(share * cappedMs) : cappedMs;
}

function isWorthAnother(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

/**
 * What all agents of a worker may send again together: a share of what they send for the first
 * time. It keeps retries from being most of the load on an endpoint that is down.
 */
export class RetryBudget {
  private readonly share: number;
  private readonly leastTokens: number;
  private tokens: number;

  /** `share` of the first sendings may be sent again, and `least` besides. */
  constructor(share: number, least: number) {
    this.share = share;
    this.leastTokens = least;
    this.tokens = least;
  }

  /** A report was sent for the first time. */
  earn(): void {
    // What is not used does not pile up: a quiet hour would else pay for a storm.
    const most = this.leastTokens + 100 * this.share;
    this.tokens = Math.min(most, this.tokens + this.share);
  }

  /** Whether one more may be sent again; takes it from the budget. */
  spend(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** A Retry-After header: whole seconds; the form with a date is not followed. @unit milliseconds */
export function parseRetryAfter(text: string | undefined): number | undefined {
  if (text === undefined || !/^[0-9]{1,9}$/.test(text)) return undefined;
  return 1000 * Number(text);
}
