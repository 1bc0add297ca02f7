/**
 * What may stand on one agent's task in the end. Pure. An agent has one report under way at a time,
 * so its task is a register with one writer: the last acknowledged report stands, and any report
 * whose answer never came may have been taken, then or later (ruling D-04). A refused one changes
 * nothing (D-03).
 *
 * Not verified: which of the unanswered reports came through, and when.
 */

/** Reports kept to give a wrong look its name; older ones are not known. */
const EARLIER_MAX = 64;
/** With more unanswered reports than this too much is possible to judge anything. */
const UNANSWERED_MAX = 16;

/** The reports of one agent, as texts that its track holds anyway. */
export class Register {
  /** The last acknowledged report; undefined before there was one. */
  last: string | undefined;
  /** Reports that may have been taken although nothing said so. */
  readonly unanswered: string[] = [];
  /** Acknowledged before the last one, the oldest first. */
  readonly earlier: string[] = [];
  /** Refused, and so of no effect. */
  readonly refused: string[] = [];

  /** A report was answered with this status; 0: no answer came. */
  settle(body: string, status: number): void {
    if (status >= 200 && status < 300) {
      if (this.last !== undefined && this.last !== body) keep(this.earlier, this.last);
      this.last = body;
    } else if (status > 0) keep(this.refused, body);
    else if (!this.unanswered.includes(body)) this.unanswered.push(body);
  }

  /** What may stand there, the last acknowledged first; undefined: anything, so nothing is asked. */
  allowed(): readonly string[] | undefined {
    if (this.last === undefined || this.unanswered.length > UNANSWERED_MAX) return undefined;
    return [this.last, ...this.unanswered];
  }
}

function keep(bodies: string[], body: string): void {
  bodies.push(body);
  if (bodies.length > EARLIER_MAX) bodies.shift();
}
