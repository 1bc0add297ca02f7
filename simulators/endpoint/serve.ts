/** The endpoint as a command: it serves until it is told to stop. */

import { type ServerOptions, startEndpoint } from "./server.ts";
import { knownTaskCount } from "./store.ts";

/** Where the one line goes, and when to stop. */
export interface ServeIo {
  readonly line: (text: string) => void;
  /** Ends the serving when it aborts. */
  readonly signal: AbortSignal;
}

/** Serves, prints one line once requests can come, and resolves when the signal aborts. */
export async function serveUntil(options: ServerOptions, io: ServeIo): Promise<void> {
  const endpoint = await startEndpoint(options);
  const what = options.twin === undefined ? "the reference" : `twin ${options.twin}`;
  const count = knownTaskCount(options.tasks);
  const about = `${what}, profile ${options.profile}, ${count} task${count === 1 ? "" : "s"}`;
  try {
    io.line(`listening on ${endpoint.url} (${about})`);
    await aborted(io.signal);
  } finally {
    await endpoint.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
