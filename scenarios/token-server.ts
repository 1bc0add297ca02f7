/**
 * Tells k6's workers a new token when the endpoint has refused the one they had: a server on this
 * machine, at a path that nobody guesses, for as long as the fleet plays.
 */

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface TokenServer {
  /** A POST of the refused token there is answered with another one, or with 409: there is none. */
  readonly url: string;
  /** How often another token was handed out for one that was refused. */
  readonly renewed: () => number;
  readonly close: () => Promise<void>;
}

export interface TokenSource {
  /** Gets another token than the refused one; false: there is none. */
  readonly renew: (refused: string, signal: AbortSignal) => Promise<boolean>;
  readonly current: () => string | undefined;
}

/** Serves tokens on a free port. */
export async function serveTokens(source: TokenSource, signal: AbortSignal): Promise<TokenServer> {
  const path = `/${randomBytes(24).toString("hex")}`;
  const refusedBefore = new Set<string>();
  const answer = async (request: NodeJS.ReadableStream): Promise<string | undefined> => {
    const refused = await text(request);
    const isThere = await source.renew(refused, signal);
    if (!isThere) return undefined;
    refusedBefore.add(refused);
    return source.current();
  };
  const server = createServer((request, response) => {
    if (request.method !== "POST" || request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    const give = (token: string | undefined) =>
      response
        .writeHead(token === undefined ? 409 : 200, { "Content-Type": "text/plain" })
        .end(token);
    answer(request).then(give, () => give(undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    renewed: () => refusedBefore.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
