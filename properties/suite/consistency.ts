/** How consistent a target's looks were, over all histories that were watched. */

import type { History } from "../model/history.ts";
import { keeps, LEVELS, type Level } from "../model/levels.ts";

/** What the histories together keep. */
export interface Consistency {
  readonly histories: number;
  /** Histories that were too large to be searched to the end. */
  readonly undecided: number;
  /** The levels that every history keeps for certain, the strongest first. */
  readonly kept: readonly Level[];
}

/** Counts histories, and forgets each level that one of them does not keep. */
export class ConsistencyCount {
  private histories = 0;
  private undecided = 0;
  private kept: readonly Level[] = LEVELS;

  add(history: History): void {
    if (history.length === 0) return;
    const answers = LEVELS.map((level) => ({ level, answer: keeps(history, level) }));
    this.histories += 1;
    if (answers.some(({ answer }) => answer === "unknown")) this.undecided += 1;
    this.kept = this.kept.filter((level) => {
      return answers.some((known) => known.level === level && known.answer === "ok");
    });
  }

  /** Undefined where nothing was watched. */
  result(): Consistency | undefined {
    const { histories, undecided, kept } = this;
    return histories === 0 ? undefined : { histories, undecided, kept };
  }
}
