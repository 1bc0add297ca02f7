/** How an operator says what agents do when a report was not taken → retry policy. */

import { OperatorError, parseDuration } from "../properties/target/index.ts";
import type { RetryPolicy } from "./worker/retry.ts";

/** Sendings of one report at the most, the first included: a report is not sent for ever. */
const TRIES_MAX = 50;
const WANT = "none, fixed:500ms, exponential:100ms..10s or full-jitter:100ms..10s";

/** Parses `--retry`. Throws OperatorError. */
export function parseRetry(text: string): RetryPolicy {
  if (text === "none") return { kind: "none" };
  const [kind = "", times = ""] = text.split(":");
  const [first = "", cap] = times.split("..");
  if (kind === "fixed" && cap === undefined && first !== "") {
    return { kind, afterMs: positive(first), triesMax: TRIES_MAX };
  }
  if ((kind === "exponential" || kind === "full-jitter") && cap !== undefined) {
    const [baseMs, capMs] = [positive(first), positive(cap)];
    if (baseMs <= capMs) return { kind, baseMs, capMs, triesMax: TRIES_MAX };
  }
  throw new OperatorError(`retry: got ${text}, want ${WANT}`);
}

function positive(text: string): number {
  const ms = parseDuration(text, "retry");
  if (ms > 0) return ms;
  throw new OperatorError(`retry: got ${text}, want at least 1ms`);
}
