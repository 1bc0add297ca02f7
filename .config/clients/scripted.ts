/** A server on loopback that answers as it is told, not as the endpoint would. */

import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Header } from "../../simulators/endpoint/index.ts";

export interface ScriptedReply {
  readonly status: number;
  /** Besides Content-Length. */
  readonly headers: readonly Header[];
  readonly body: string;
}

/** A request that came whole. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  /** How many came on its connection, itself included. */
  readonly onConnection: number;
}

export interface Scripted {
  readonly url: string;
  /** In the order of arrival. */
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

/** Gives each request a reply, or ends its connection without one; over TLS with a certificate. */
export async function startScripted(
  replyTo: (asked: Asked) => ScriptedReply | "hang up",
  tls?: { readonly key: string; readonly cert: string },
): Promise<Scripted> {
  const asked: Asked[] = [];
  const counts = new WeakMap<Socket, number>();
  const answer: RequestListener = (message, response) => {
    message.resume();
    message.once("end", () => {
      const { method = "", url: target = "", socket } = message;
      const onConnection = (counts.get(socket) ?? 0) + 1;
      counts.set(socket, onConnection);
      asked.push({ method, target, onConnection });
      const reply = replyTo({ method, target, onConnection });
      if (reply === "hang up") {
        socket.destroy();
        return;
      }
      const { status, headers, body } = reply;
      const length = status === 204 ? [] : ["Content-Length", String(Buffer.byteLength(body))];
      response.writeHead(status, [...headers.flat(), ...length]);
      response.end(body);
    });
  };
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, asked, close };
}
