/** How long the answers of one trial took, sorted by what they are compared with. */

import type { Reply } from "../target/index.ts";
import { HELD, type Judgement } from "./judge-status.ts";
import { type Crowd, judgeCrowded, judgePrompt, judgeSteady, slowFromMs } from "./judge-times.ts";
import { comparesTimes, type Look, type Send, type Trial } from "./trial.ts";

export class TrialTimes {
  private readonly promptMs: number[] = [];
  private readonly steadyMs: number[] = [];
  private readonly usualMs: number[] = [];
  private readonly crowds: Crowd[] = [];
  /** Whether the trial compares pairs of answers: what led to them is then no usual answer. */
  private readonly compares: boolean;

  constructor(trial: Trial) {
    this.compares = comparesTimes(trial);
  }

  /** Keeps a time, ms. True: one prompt answer settles the trial, for three slow ones are wanted. */
  note({ want }: Send, ms: number): boolean {
    if (want === "prompt") {
      this.promptMs.push(ms);
      return ms <= slowFromMs(this.usualMs);
    }
    if (want === "steady") this.steadyMs.push(ms);
    else if (this.compares === (want === "usual")) this.usualMs.push(ms);
    return false;
  }

  /**
   * Keeps how long the slowest report of a group took that is to be compared. Each has its own clock:
   * one that was sent again, because the target throttles, is not slow for it.
   */
  noteGroup(steps: readonly (Send | Look)[], replies: readonly (Reply | undefined)[]): void {
    const times = steps.flatMap((step, i) => {
      const reply = replies[i];
      return step.want === "crowded" && reply?.kind === "complete"
        ? [reply.endMs - reply.startMs]
        : [];
    });
    if (times.length > 0) this.crowds.push({ size: times.length, ms: Math.max(...times) });
  }

  /** What they mean together. */
  judged(): Judgement {
    const all = [
      judgePrompt(this.promptMs, this.usualMs),
      judgeSteady(this.steadyMs, this.usualMs),
      judgeCrowded(this.crowds, this.usualMs),
    ];
    return all.find(({ kind }) => kind !== "held") ?? HELD;
  }
}
