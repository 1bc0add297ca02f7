/** One request that may be under way. Its callbacks are made once, so that a report makes none. */

import type { Reply } from "./replies.ts";

/** A lane and what it last sent. Times are ms since the worker's start. */
export class Lane {
  agent = -1;
  /** Position in REPORTED_SUBTASKS of the report's subtask. */
  subtask = 0;
  sentMs = 0;
  /** By how much the report left after its planned time. */
  lagMs = 0;
  /** The reply had been there for most of the time before we read it. */
  isOurs = false;
  readonly replied: (reply: Reply) => void;
  readonly failed: (error: unknown) => void;

  constructor(replied: (lane: Lane, reply: Reply) => void, failed: (error: unknown) => void) {
    this.replied = (reply) => replied(this, reply);
    this.failed = failed;
  }
}
