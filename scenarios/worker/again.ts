/**
 * Who sends a report again, and when: the retry policy with each agent's tries. An agent that waits
 * to send again has no other report under way; its timetable goes on, so that what falls due
 * meanwhile is late, as of a real agent that is stuck.
 */

import { DRAW, draw } from "./draw.ts";
import type { WorkerLedger } from "./ledger.ts";
import { type Failure, failureOf, type Reply } from "./replies.ts";
import { parseRetryAfter, RetryBudget, type RetryPolicy, retryAfterMs } from "./retry.ts";

export interface AgainOptions {
  readonly policy: RetryPolicy;
  /** Of all first sendings so many may be sent again; undefined: no limit but the policy's. */
  readonly budgetShare: number | undefined;
  readonly seed: number;
  /** Agents of the worker. */
  readonly agents: number;
}

/** Retries that a budget allows before anything was sent. */
const BUDGET_LEAST = 10;

export class Again {
  private readonly options: AgainOptions;
  private readonly budget: RetryBudget | undefined;
  /** Sendings so far of each agent's present report, while it is not settled. */
  private readonly tries: Uint8Array;
  /** How the last of them ended. */
  private readonly outcomes = new Map<number, Failure>();

  constructor(options: AgainOptions) {
    this.options = options;
    const { policy, budgetShare } = options;
    this.tries = new Uint8Array(policy.kind === "none" ? 0 : options.agents);
    this.budget =
      budgetShare === undefined ? undefined : new RetryBudget(budgetShare, BUDGET_LEAST);
  }

  /** Whether the agent's report was sent before. */
  isAgain(agent: number): boolean {
    return (this.tries[agent] ?? 0) > 0;
  }

  /** A report leaves for the first time. */
  earn(): void {
    this.budget?.earn();
  }

  /**
   * Until the agent's report is sent again, ms; undefined: it is given up, or need not be. `number`
   * is the agent's in the whole fleet.
   */
  waitMs(agent: number, number: number, reply: Reply): number | undefined {
    const { policy, seed } = this.options;
    if (policy.kind === "none") return undefined;
    const tries = (this.tries[agent] ?? 0) + 1;
    const share = draw(seed + DRAW.retry, number, tries) / 4294967296;
    const retryAfter = reply.headers?.["Retry-After"];
    const failed = { status: reply.status, retryAfterMs: parseRetryAfter(retryAfter) };
    const waitMs = retryAfterMs(policy, failed, tries, share);
    if (waitMs === undefined || this.budget?.spend() === false) return undefined;
    this.tries[agent] = Math.min(255, tries);
    this.outcomes.set(agent, failureOf(reply));
    return waitMs;
  }

  /** The agent's report is settled. */
  settle(agent: number): void {
    if (!this.isAgain(agent)) return;
    this.tries[agent] = 0;
    this.outcomes.delete(agent);
  }

  /** The run is over: what waits to be sent again ended as its last sending did. */
  giveUp(ledger: WorkerLedger, skip: (agent: number) => void): void {
    for (const [agent, outcome] of this.outcomes) {
      ledger[outcome] += 1;
      skip(agent);
    }
    this.outcomes.clear();
  }
}
