/** How long the answers of one trial took, sorted by what they are compared with. */

import type { Judgement } from "./judge-status.ts";
import { judgePrompt, judgeSteady, slowFromMs } from "./judge-times.ts";
import { comparesTimes, type Send, type Trial } from "./trial.ts";

export class TrialTimes {
  private readonly promptMs: number[] = [];
  private readonly steadyMs: number[] = [];
  private readonly usualMs: number[] = [];
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

  /** What they mean together. */
  judged(): Judgement {
    const prompt = judgePrompt(this.promptMs, this.usualMs);
    return prompt.kind === "held" ? judgeSteady(this.steadyMs, this.usualMs) : prompt;
  }
}
