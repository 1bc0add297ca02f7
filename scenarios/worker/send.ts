/**
 * The worker's requests by k6: the report's PUT and the observing GET. The tags name the route, so
 * that a thousand tasks are one series of k6's. k6 tells a body's length in advance: of a client that
 * sends chunks the text and the headers are played, not the framing.
 */

import exec from "k6/execution";
import http, { type RefinedResponse, type ResponseType } from "k6/http";
import { PROGRESS_PATH, TOKEN_HEADER } from "../../simulators/contract/index.ts";
import { CLIENT_DIALECTS, CLIENTS, type ClientId } from "../../simulators/report/index.ts";
import { Renewal } from "./renew.ts";
import type { Reply } from "./replies.ts";
import type { BlockingSender, Put, Sender } from "./sender.ts";
import type { WorkerSettings } from "./settings.ts";
import type { Sign } from "./sign.ts";
import type { Wire } from "./wire.ts";

/** A token that goes along, or what makes a signature of each request. */
export type WorkerCredential =
  | {
      readonly token: string;
      /** Where another token is to be had when this one is refused. */
      readonly renewUrl?: string;
    }
  | { readonly sign: Sign };

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

/** Sends to the settings' endpoint with the given credential; replies are promised. */
export function senderOf(settings: WorkerSettings, credential: WorkerCredential): Sender {
  const { asyncRequest } = http;
  const sender = requests(settings, credential, asyncRequest);
  const renewal = renewalOf(settings, credential, sender.bear);
  if (renewal === undefined) return sender;
  const { put, get, wantBodies } = sender;
  return {
    wantBodies,
    put: (task, body, client) => renewal.promised(() => put(task, body, client)),
    get: (task) => renewal.promised(() => get(task)),
  };
}

function renewalOf(
  { timeoutMs }: WorkerSettings,
  credential: WorkerCredential,
  bear: (token: string) => void,
): Renewal | undefined {
  if (!("token" in credential) || credential.renewUrl === undefined) return undefined;
  return new Renewal({ url: credential.renewUrl, token: credential.token, timeoutMs, bear });
}

/** The same, but each call waits for its replies, and its VU with it. */
export function blockingSenderOf(
  settings: WorkerSettings,
  credential: WorkerCredential,
): BlockingSender {
  const { request, batch } = http;
  const sender = requests(settings, credential, request);
  const { around, paramsOf, get, wantBodies } = sender;
  const together = (puts: readonly Put[]): readonly Reply[] => batch(puts as Put[]);
  const one = (put: Put): Reply => request(...put);
  const isSigned = "sign" in credential;
  const sendAll = (puts: readonly Put[]): readonly Reply[] => {
    // No destructuring: k6's engine would make an iterator for it.
    const first = puts[0];
    if (isSigned) return together(puts.map(sender.signed));
    return puts.length === 1 && first !== undefined ? [one(first)] : together(puts);
  };
  const renewal = renewalOf(settings, credential, sender.bear);
  if (renewal === undefined) return { around, paramsOf, get, sendAll, wantBodies };
  return {
    around,
    paramsOf,
    wantBodies,
    get: (task) => renewal.all([task], (tasks) => tasks.map(get))[0] as Reply,
    sendAll: (puts) => renewal.all(puts, sendAll),
  };
}

/** k6 reads them anew for each request. */
interface PutParams {
  readonly headers: Record<string, string>;
  readonly timeout: number;
  /** Absent: k6 does not keep the reply's body. */
  responseType?: "text";
}

type Request<T> = (method: string, url: string, body: Wire | null, params: object) => T;

/** The requests, as one of k6's functions makes them. */
function requests<T extends RefinedResponse<ResponseType | undefined> | Promise<Reply>>(
  settings: WorkerSettings,
  credential: WorkerCredential,
  request: Request<T>,
) {
  const headers = headersOf(settings, credential, [["Content-Type", "application/json"]]);
  const [before = "", after = ""] = PROGRESS_PATH.split("{task_id}");
  const { url, observation, timeoutMs } = settings;
  const start = url + before;
  // The VU's tags go with each request; k6 would take them out of its parameters anew each time.
  exec.vu.metrics.tags["name"] = `PUT ${PROGRESS_PATH}`;
  // One object each for all requests: k6 only reads them, and each member costs.
  const put: PutParams = { headers, timeout: timeoutMs };
  const puts: Partial<Record<ClientId, PutParams>> = {};
  for (const id of CLIENTS) {
    puts[id] = { ...put, headers: headersOf(settings, credential, CLIENT_DIALECTS[id].headers) };
  }
  const path = observation.kind === "none" ? "" : observation.path;
  const get = { headers, tags: { name: `GET ${path}` }, responseType: "text", timeout: timeoutMs };
  const sign = "sign" in credential ? credential.sign : undefined;
  const paramsOf = (client: ClientId | undefined): object =>
    client === undefined ? put : (puts[client] ?? put);
  const signed = (plain: Put): Put => {
    const [method, target, body, params] = plain;
    if (sign === undefined) return plain;
    if (typeof body !== "string") throw new TypeError("signed: got bytes, want text to sign");
    const { headers: own } = params as PutParams;
    return [method, target, body, { ...params, headers: sign(method, target, body, own) }];
  };
  const around: readonly [string, string] = [start, after];
  const bearing = [headers, ...Object.values(puts).map((params) => params.headers)];
  return {
    around,
    /** Requests bear this token from now on. */
    bear: (token: string): void => {
      for (const own of bearing) own[TOKEN_HEADER] = token;
    },
    wantBodies: (wanted: boolean): void => {
      for (const params of [put, ...Object.values(puts)]) {
        if (wanted) params.responseType = "text";
        else delete params.responseType;
      }
    },
    paramsOf,
    signed,
    put: (task: string, body: Wire, client: ClientId | undefined): T =>
      request(...signed(["PUT", start + task + after, body, paramsOf(client)])),
    get: (task: string): T => {
      const target = url + path.replace("{task_id}", () => task);
      if (sign === undefined) return request("GET", target, null, get);
      return request("GET", target, null, { ...get, headers: sign("GET", target, "", headers) });
    },
  };
}
