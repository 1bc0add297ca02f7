/**
 * A TCP proxy on loopback that does to each connection what its script says. It knows no HTTP: an
 * offset is an offset, and whoever writes a script knows what it sends.
 */

import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { bend, type ProxyFault, type Stream } from "./fault.ts";
import type { ProxyScript } from "./script.ts";

/** What is done with whoever comes while the network is down. */
export type Outage =
  /** The connection is reset at once; those that are open, too. */
  | "reset"
  /** The connection is taken and nothing comes back. */
  | "silent";

/** How a connection ends: by an RST, or by a FIN. */
type Cut = Extract<ProxyFault, { kind: "cut" }>["how"];

/** Where the proxy listens, and its switches. */
export interface RunningProxy {
  readonly port: number;
  /** Connections taken so far. */
  readonly connections: () => number;
  /** What has been done so far, by kind of fault. */
  readonly done: () => Readonly<Record<ProxyFault["kind"], number>>;
  /** Bytes of requests that have gone on to the endpoint, from `mark` on where that is waited for. */
  readonly carried: () => number;
  /** Resolves when the endpoint has closed all connections over which something came again. */
  readonly copied: () => Promise<void>;
  /** Cuts all connections now, wherever they are: for who cannot say it in bytes. */
  readonly cut: (how: Cut) => void;
  /** From here on offsets count, where the options say that they wait for it. */
  readonly mark: () => void;
  /** Takes the network down, or up again with undefined. */
  readonly outage: (how: Outage | undefined) => void;
  readonly close: () => Promise<void>;
}

export interface ProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly script: ProxyScript;
  /** 0 takes a free one. @defaultValue 0 */
  readonly port?: number;
  /**
   * Whether bytes count, and faults happen, only after `mark`: a handshake before it goes through.
   *
   * @defaultValue false
   */
  readonly waitsForMark?: boolean;
}

const HOST = "127.0.0.1";

/** Starts a proxy. Rejects when the port is taken. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const proxy = new Proxied(options);
  const server = createServer({ noDelay: true }, (client) => void proxy.take(client));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, HOST, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    connections: () => proxy.connections,
    done: () => proxy.done,
    carried: () => proxy.carriedBytes,
    copied: () => proxy.copied(),
    cut: (how) => proxy.cut(how),
    mark: () => proxy.mark(),
    outage: (how) => proxy.setOutage(how),
    close: () => close(server, proxy),
  };
}

class Proxied {
  connections = 0;
  carriedBytes = 0;
  readonly done = { cut: 0, delay: 0, slice: 0, duplicate: 0 };
  private readonly options: ProxyOptions;
  private readonly open = new Set<Socket>();
  private readonly copies: Promise<void>[] = [];
  private down: Outage | undefined;
  private isMarked: boolean;

  constructor(options: ProxyOptions) {
    this.options = options;
    this.isMarked = options.waitsForMark !== true;
  }

  async copied(): Promise<void> {
    await Promise.all(this.copies);
  }

  mark(): void {
    this.isMarked = true;
  }

  /** Nothing is carried before the endpoint is reached: else the client could see a cut before it. */
  async take(client: Socket): Promise<void> {
    const number = this.connections++;
    this.keep(client);
    if (this.down === "reset") client.resetAndDestroy();
    if (this.down !== undefined) return;
    const faults = this.options.script(number);
    const endpoint = this.dialled();
    const second = faults.some(({ kind }) => kind === "duplicate") ? this.doubled() : undefined;
    const ends = [endpoint, ...(second === undefined ? [] : [second.socket]), client];
    for (const socket of ends) {
      if (await isOpen(socket)) continue;
      for (const end of ends) end.destroy();
      return;
    }
    void this.pump(client, endpoint, { faults, stream: "request", ends, copy: second });
    void this.pump(endpoint, client, { faults, stream: "reply", ends });
  }

  /** The endpoints' sockets, which are the younger ones, learn of it first. */
  cut(how: Cut): void {
    this.end([...this.open].reverse(), how);
  }

  private end(sockets: readonly Socket[], how: Cut): void {
    this.done.cut += 1;
    for (const socket of sockets) {
      if (how === "reset") socket.resetAndDestroy();
      else socket.destroySoon();
    }
  }

  setOutage(how: Outage | undefined): void {
    this.down = how;
    // Those that were left without an answer do not come to life again.
    if (how !== "silent") for (const socket of this.open) socket.resetAndDestroy();
  }

  endAll(): void {
    for (const socket of this.open) socket.destroy();
  }

  /** Carries one stream, chunk by chunk, until it ends or is cut. */
  private async pump(from: Socket, to: Socket, way: Way): Promise<void> {
    let offset = 0;
    try {
      for await (const chunk of from) {
        if (this.down === "silent") continue;
        if (!this.isMarked) {
          to.write(chunk);
          continue;
        }
        if (!(await this.carry(chunk, offset, to, way))) return;
        offset += chunk.length;
      }
      to.end();
      way.copy?.endAnswered();
    } catch {
      // The other side went away: so does this one, as over a wire.
      for (const socket of way.ends) socket.destroy();
    }
  }

  /** Whether the stream goes on after this chunk. */
  private async carry(chunk: Buffer, offset: number, to: Socket, way: Way): Promise<boolean> {
    for (const step of bend(way.faults, way.stream, offset, chunk)) {
      if (step.kind === "wait") {
        this.done.delay += 1;
        await wait(step.forMs);
      } else if (step.kind === "cut") {
        this.end(way.ends, step.how);
        return false;
      } else {
        if (step.bytes.length < chunk.length) this.done.slice += 1;
        if (way.stream === "request") this.carriedBytes += step.bytes.length;
        if (!to.write(step.bytes)) await drained(to);
        way.copy?.socket.write(step.bytes);
      }
    }
    return true;
  }

  private doubled(): Copy {
    this.done.duplicate += 1;
    const socket = this.dialled();
    const answered = new Promise<void>((resolve) => socket.once("data", () => resolve()));
    this.copies.push(new Promise((resolve) => socket.once("close", () => resolve())));
    return { socket, endAnswered: () => void answered.then(() => socket.end()) };
  }

  private dialled(): Socket {
    const socket = dial({ ...this.options.target, noDelay: true });
    this.keep(socket);
    return socket;
  }

  private keep(socket: Socket): void {
    this.open.add(socket);
    socket.once("close", () => this.open.delete(socket));
    // An error is always followed by "close"; the pump that reads the socket sees it, too.
    socket.on("error", () => {});
  }
}

/** One direction of one connection. */
interface Way {
  readonly faults: readonly ProxyFault[];
  readonly stream: Stream;
  /** All sockets of the connection: the endpoint's first, so that it learns of a cut first. */
  readonly ends: readonly Socket[];
  /** Who else gets the bytes. */
  readonly copy?: Copy | undefined;
}

/** A second connection to the endpoint, whose replies nobody reads. */
interface Copy {
  readonly socket: Socket;
  /** Ends it as soon as something has come back: sooner would be a fault of its own. */
  readonly endAnswered: () => void;
}

/** Waits until a socket is connected; false: it never will be. */
function isOpen(socket: Socket): boolean | Promise<boolean> {
  if (!socket.connecting) return !socket.destroyed;
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("close", () => resolve(false));
  });
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.once("drain", done);
    socket.once("close", done);
  });
}

function close(server: Server, proxy: Proxied): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    proxy.endAll();
  });
}
