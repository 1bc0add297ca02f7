/**
 * Lets many trials through at once, or one alone: a counterexample is shrunk and confirmed while
 * nothing else is sent, so that it shows its own cause and nobody else's.
 */
export class Turnstile {
  private inside = 0;
  private readonly insideMax: number;
  private alone: Promise<void> = Promise.resolve();
  private aloneWaiting = 0;
  private readonly idle: (() => void)[] = [];
  private readonly opened: (() => void)[] = [];

  /** At most `insideMax` are let through at once. */
  constructor(insideMax = Infinity) {
    this.insideMax = insideMax;
  }

  /** Runs `work` beside others, in turn, after whoever is or wants to be alone. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.aloneWaiting > 0 || this.inside >= this.insideMax) {
      await new Promise<void>((go) => this.opened.push(go));
    }
    this.inside += 1;
    try {
      return await work();
    } finally {
      this.inside -= 1;
      if (this.inside === 0) for (const go of this.idle.splice(0)) go();
      if (this.aloneWaiting === 0) this.opened.shift()?.();
    }
  }

  /** Runs `work` with nothing else inside; several who want that take turns. */
  async byItself<T>(work: () => Promise<T>): Promise<T> {
    this.aloneWaiting += 1;
    const before = this.alone;
    let done = () => {};
    this.alone = new Promise<void>((resolve) => {
      done = resolve;
    });
    try {
      await before;
      if (this.inside > 0) await new Promise<void>((go) => this.idle.push(go));
      return await work();
    } finally {
      this.aloneWaiting -= 1;
      done();
      if (this.aloneWaiting === 0) for (const go of this.opened.splice(0)) go();
    }
  }
}
