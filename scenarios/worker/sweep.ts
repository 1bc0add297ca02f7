/**
 * The final sweep: when all is sent, does each of a sample of tasks show its last acknowledged
 * report? What was taken and lost again, or came later than it may, no single look beside the
 * load can tell from what is still under way.
 */

import { profileOf } from "../../simulators/contract/index.ts";
import type { Fleet } from "./fleet.ts";
import type { WorkerLedger } from "./ledger.ts";
import { judgeOneOf, type Look } from "./read-back.ts";
import { Register } from "./register.ts";
import { errorName, type Reply } from "./replies.ts";
import type { Sender } from "./sender.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Timers } from "./timers.ts";
import { type LookContext, wrongName } from "./wrong-name.ts";

/** Tasks that one worker looks at in the end. */
const TASKS_MAX = 200;
/** Looks that are under way together. */
const AT_ONCE = 8;
/** Between two looks at the same task. @unit milliseconds */
const POLL_MS = 50;

export interface SweepOptions {
  readonly settings: Pick<
    WorkerSettings,
    "observation" | "shareTasks" | "agentsPerTask" | "visibleWithinMs" | "timeoutMs" | "profile"
  >;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
}

/** Follows a sample of the agents, evenly spread, and looks at their tasks in the end. */
export class Sweep {
  /** 1: what becomes of the agent's reports is to be told by `settle`. */
  readonly followed: Uint8Array;
  private readonly options: SweepOptions;
  private readonly registers = new Map<number, Register>();

  constructor(options: SweepOptions) {
    this.options = options;
    const { settings, fleet } = options;
    this.followed = new Uint8Array(fleet.size);
    if (settings.observation.kind === "none" || settings.shareTasks) return;
    if (settings.agentsPerTask > 1) return;
    const stride = Math.max(1, Math.ceil(fleet.size / TASKS_MAX));
    for (let agent = 0; agent < fleet.size; agent += stride) {
      this.registers.set(agent, new Register());
      this.followed[agent] = 1;
    }
  }

  /** The agent's report was answered with this status, 0: not at all; it has not gone on yet. */
  settle(agent: number, status: number): void {
    this.registers.get(agent)?.settle(this.options.fleet.bodyOf(agent), status);
  }

  /**
   * Looks at each followed task, a few at a time; all must show what they may until the time is up.
   * An endpoint that is slow is asked no longer than a request may take: the rest stays unasked.
   */
  async look(get: Sender["get"], timers: Timers): Promise<void> {
    const looks = this.looks();
    const one = async (): Promise<void> => {
      for (let look = looks(); look !== undefined; look = looks()) {
        while (!look.seen(await get(look.task))) {
          await new Promise<void>((resolve) => timers.set(resolve, POLL_MS));
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  /** The same one after the other, waiting for each answer. */
  lookBlocking(get: (task: string) => Reply, sleep: (forMs: number) => void): void {
    const looks = this.looks();
    for (let look = looks(); look !== undefined; look = looks()) {
      while (!look.seen(get(look.task))) sleep(POLL_MS);
    }
  }

  /** Gives the next task to look at, until none is left or the time is up. */
  private looks(): () => SweepLook | undefined {
    const { settings, fleet, ledger } = this.options;
    const context = { observation: settings.observation, profile: profileOf(settings.profile) };
    const untilMs = Date.now() + settings.visibleWithinMs;
    const endMs = untilMs + settings.timeoutMs;
    const left = [...this.registers];
    return () => {
      for (let next = left.pop(); next !== undefined && Date.now() <= endMs; next = left.pop()) {
        const [agent, register] = next;
        const allowed = register.allowed();
        if (allowed === undefined) continue;
        const task = fleet.taskOf(agent);
        return new SweepLook({ task, register, allowed, context, untilMs, ledger });
      }
      return undefined;
    };
  }
}

/** One task while it is looked at in the end. */
class SweepLook {
  readonly task: string;
  private askedMs = Date.now();
  private readonly given: {
    readonly task: string;
    readonly register: Register;
    readonly allowed: readonly string[];
    readonly context: LookContext;
    readonly untilMs: number;
    readonly ledger: WorkerLedger;
  };

  constructor(given: SweepLook["given"]) {
    this.given = given;
    this.task = given.task;
  }

  /** Judges an answer and counts it; false: it is to be asked for again. */
  seen(reply: Reply): boolean {
    const { allowed, context, untilMs } = this.given;
    const { askedMs } = this;
    this.askedMs = Date.now();
    const text = reply.status === 200 && typeof reply.body === "string" ? reply.body : undefined;
    const said = reply.status > 0 ? `answered with ${reply.status}` : errorName(reply);
    const look: Look =
      text === undefined ? { kind: "indefinite", what: said } : judgeOneOf(text, allowed, context);
    if (look.kind === "wrong" && askedMs < untilMs) return false;
    this.count(look, text);
    return true;
  }

  private count(look: Look, text: string | undefined): void {
    const { ledger, register, context, task } = this.given;
    ledger.countSwept(look.kind);
    if (look.kind === "right") return;
    const name = text === undefined ? undefined : wrongName(text, register, context);
    if (look.kind === "wrong" && name !== undefined) ledger.countWrong(name);
    const named = name === undefined ? "" : `, ${name}`;
    ledger.addSample(`task ${task}, in the end${named}: ${look.what}`);
  }
}
