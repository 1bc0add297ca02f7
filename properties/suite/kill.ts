/** What a kill does to the requests that are under way, and how often a check may kill. */

import type { Reply, Restarted, Target } from "../target/index.ts";

/** What is said of a reply that did not come because the endpoint was killed. */
const KILLED = "the endpoint was killed while it was under way";

/**
 * A reply that came while the endpoint was being killed. Without one, or with a server's error, which
 * may be a gateway's, nobody can say whether the request counts.
 */
export function besideKill(reply: Reply, startMs: number): Reply {
  if (reply.kind === "stopped" || (reply.kind === "complete" && reply.status < 500)) return reply;
  const endMs = performance.now();
  return { kind: "cut", arrived: "whole", what: KILLED, startMs, endMs };
}

/**
 * The target, which is restarted no more once that has taken so long from the first time on, or once
 * it did not work: nobody waits again and again for what does not come back.
 */
export function withKillsBounded(target: Target, timeMs: number): Target {
  const { restart } = target;
  if (restart === undefined) return target;
  let untilMs: number | undefined;
  let failed: Restarted | undefined;
  return {
    ...target,
    restart: async (taskId, signal) => {
      untilMs ??= performance.now() + timeMs;
      if (failed !== undefined) return failed;
      if (performance.now() > untilMs) {
        const spent = `the ${Math.round(timeMs / 1000)} s for restarts are over`;
        return { kind: "failed", reason: `${spent}; give more by --durability 10m` };
      }
      const restarted = await restart(taskId, signal);
      if (restarted.kind === "failed" && !signal.aborted) failed = restarted;
      return restarted;
    },
  };
}
