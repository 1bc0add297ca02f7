/**
 * The worker's requests by k6: the report's PUT and the observing GET. The tags name the route, so
 * that a thousand tasks are one series of k6's.
 */

import http from "k6/http";
import { PROGRESS_PATH, TOKEN_HEADER } from "../../simulators/contract/index.ts";
import type { Sender } from "./lanes.ts";
import type { Reply } from "./replies.ts";
import type { WorkerSettings } from "./settings.ts";

/** Sends to the settings' endpoint with the given credential. */
export function senderOf(settings: WorkerSettings, token: string): Sender {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  for (const [name, value] of settings.headers) headers[name] = value;
  headers[TOKEN_HEADER] = token;
  const [before = "", after = ""] = PROGRESS_PATH.split("{task_id}");
  const { url, observation, timeoutMs } = settings;
  const start = url + before;
  // One object each for all requests: k6 only reads them.
  const put = {
    headers,
    tags: { name: `PUT ${PROGRESS_PATH}` },
    responseType: "none",
    timeout: timeoutMs,
    redirects: 0,
  } as const;
  const path = observation.kind === "none" ? "" : observation.path;
  const get = {
    headers,
    tags: { name: `GET ${path}` },
    responseType: "text",
    timeout: timeoutMs,
    redirects: 0,
  } as const;
  return {
    put: (task, body): Promise<Reply> => http.asyncRequest("PUT", start + task + after, body, put),
    get: (task): Promise<Reply> => {
      const target = url + path.replace("{task_id}", () => task);
      return http.asyncRequest("GET", target, null, get);
    },
  };
}
