/**
 * The worker's requests by k6: the report's PUT and the observing GET. The tags name the route, so
 * that a thousand tasks are one series of k6's. k6 tells a body's length in advance: of a client that
 * sends chunks the text and the headers are played, not the framing.
 */

import http from "k6/http";
import { PROGRESS_PATH, TOKEN_HEADER } from "../../simulators/contract/index.ts";
import { CLIENT_DIALECTS, CLIENTS, type ClientId } from "../../simulators/report/index.ts";
import type { Sender } from "./lanes.ts";
import type { Reply } from "./replies.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Sign } from "./sign.ts";

/** A token that goes along, or what makes a signature of each request. */
export type WorkerCredential = { readonly token: string } | { readonly sign: Sign };

/** The client's headers, the operator's, and the credential; of equal names the later one counts. */
function headersOf(
  settings: WorkerSettings,
  credential: WorkerCredential,
  client: readonly (readonly [name: string, value: string])[],
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of [...client, ...settings.headers]) headers[name] = value;
  if ("token" in credential && credential.token !== "") headers[TOKEN_HEADER] = credential.token;
  return headers;
}

/** Sends to the settings' endpoint with the given credential. */
export function senderOf(settings: WorkerSettings, credential: WorkerCredential): Sender {
  const headers = headersOf(settings, credential, [["Content-Type", "application/json"]]);
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
  const puts: Partial<Record<ClientId, typeof put>> = {};
  for (const id of CLIENTS) {
    puts[id] = { ...put, headers: headersOf(settings, credential, CLIENT_DIALECTS[id].headers) };
  }
  const path = observation.kind === "none" ? "" : observation.path;
  const get = {
    headers,
    tags: { name: `GET ${path}` },
    responseType: "text",
    timeout: timeoutMs,
    redirects: 0,
  } as const;
  const sign = "sign" in credential ? credential.sign : undefined;
  return {
    put: (task, body, client): Promise<Reply> => {
      const params = client === undefined ? put : puts[client];
      const target = start + task + after;
      if (sign === undefined) return http.asyncRequest("PUT", target, body, params);
      const signed = sign("PUT", target, body, params?.headers ?? headers);
      return http.asyncRequest("PUT", target, body, { ...put, headers: signed });
    },
    get: (task): Promise<Reply> => {
      const target = url + path.replace("{task_id}", () => task);
      if (sign === undefined) return http.asyncRequest("GET", target, null, get);
      return http.asyncRequest("GET", target, null, {
        ...get,
        headers: sign("GET", target, "", headers),
      });
    },
  };
}
