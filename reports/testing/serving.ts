/** Servers of ours in a test: begun on a free port, asked, and ended. */

import { request } from "node:http";
import type { LoopbackOptions } from "../loopback-server.ts";

export interface Serving {
  readonly url: string;
  /** Ends the server and waits for its end. */
  readonly end: () => Promise<void>;
}

/** Begins a server that serves until its signal. Rejects where it cannot begin. */
export async function serving(
  serve: (options: Pick<LoopbackOptions, "port" | "signal" | "ready">) => Promise<void>,
): Promise<Serving> {
  const stop = new AbortController();
  let served = Promise.resolve();
  const url = await new Promise<string>((ready, reject) => {
    served = serve({ port: 0, signal: stop.signal, ready });
    served.catch(reject);
  });
  const end = () => {
    stop.abort();
    return served;
  };
  return { url, end };
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The status of the answer; rejects where there is none. The Host header may be any. */
export function statusOf(url: string, asked: Asked = {}): Promise<number> {
  const { method = "GET", headers = {}, body } = asked;
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end(body);
  });
}
