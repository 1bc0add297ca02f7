/** k6's options out of the settings: workers as VUs, one endless iteration each. */

import type { Options } from "k6/options";
import type { WorkerSettings } from "./settings.ts";

/** For unfolding the plans and for the last flush. @unit milliseconds */
const MARGIN_MS = 120000;

function tlsOf({ clientCertificate }: WorkerSettings): Pick<Options, "tlsAuth"> {
  if (clientCertificate === undefined) return {};
  const { cert, key } = clientCertificate;
  return { tlsAuth: [{ cert: open(cert), key: open(key) }] };
}

/** Options of a scenario. k6's own aggregates stay unused, so its tags are cut to the least. */
export function optionsOf(settings: WorkerSettings): Options {
  const { workers, lanes, settleMs, durationMs, drainMs, timeoutMs, visibleWithinMs } = settings;
  const { alignMs = 0 } = settings;
  const boundMs =
    settleMs + alignMs + durationMs + drainMs + 2 * timeoutMs + visibleWithinMs + MARGIN_MS;
  return {
    scenarios: {
      headway: {
        executor: "per-vu-iterations",
        vus: workers,
        iterations: 1,
        maxDuration: `${Math.ceil(boundMs / 1000)}s`,
        gracefulStop: "1s",
      },
    },
    // Below the number of lanes connections would be closed after each use.
    batch: lanes + 1,
    batchPerHost: lanes + 1,
    discardResponseBodies: true,
    maxRedirects: 0,
    noConnectionReuse: false,
    noVUConnectionReuse: false,
    systemTags: ["name", "status", "error_code"],
    userAgent: "headway",
    ...tlsOf(settings),
  };
}
