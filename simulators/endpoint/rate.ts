/** How many requests come in a second: two counts, whatever the rate. Pure but for what it counts. */

const WINDOW_MS = 1000;

/** The last second is taken as the present window and what is left of the one before. */
export class Rate {
  private window = 0;
  private before = 0;
  private now = 0;

  /** A request came in at `nowMs`. */
  count(nowMs: number): void {
    this.move(nowMs);
    this.now += 1;
  }

  /** Requests of the last second, about. */
  perSecond(nowMs: number): number {
    this.move(nowMs);
    const part = (nowMs % WINDOW_MS) / WINDOW_MS;
    return this.now + (1 - part) * this.before;
  }

  private move(nowMs: number): void {
    const window = Math.floor(nowMs / WINDOW_MS);
    if (window === this.window) return;
    this.before = window === this.window + 1 ? this.now : 0;
    this.now = 0;
    this.window = window;
  }
}
