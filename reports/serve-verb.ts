/**
 * `headway report --serve [folder]`: the page of the newest run, on this machine only. It is judged
 * anew whenever evidence was written, and the browser is told; a run under way is followed so.
 */

import { createReadStream, existsSync, realpathSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join, sep } from "node:path";
import { livePage, waitingPage } from "./formats/html/index.ts";
import { FORMATS } from "./formats/write-all.ts";
import { end, type LoopbackRequest, serveLoopback } from "./loopback-server.ts";
import { newestRun, type RunSeen } from "./newest.ts";
import { readAgain } from "./report-verb.ts";
import { judge } from "./verdict/decide.ts";

const LOOK_EVERY_MS = 1000;
/** Least time between two pages: reading a long load again takes a core for a while. */
const PAGE_EVERY_MS = 3000;
/** A run without an end that has written nothing for so long was killed. */
const SILENT_MS = 60_000;

export interface ServeReportOptions {
  /** A run, or a folder of runs. */
  readonly folder: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly signal: AbortSignal;
  /** Called with the address once it answers. */
  readonly ready: (url: string) => void;
}

/** Serves until the signal; rejects where the port cannot be had. */
export async function serveReport(options: ServeReportOptions): Promise<void> {
  const follower = new Follower(options.folder);
  const looking = setInterval(() => follower.look(), LOOK_EVERY_MS);
  try {
    await serveLoopback({
      ...options,
      answer: (asked, response) => follower.answer(asked, response),
    });
  } finally {
    clearInterval(looking);
  }
}

/** The newest run, its page, and the browsers that wait for the next. */
class Follower {
  private readonly folder: string;
  private readonly waiting = new Set<ServerResponse>();
  private run: RunSeen | undefined;
  private page: { readonly stamp: string; readonly text: string } | undefined;
  private toldMs = 0;
  private told: string | undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.run = newestRun(folder);
    this.told = this.run?.stamp;
  }

  /** Tells who waits where there is something new, though not too often. */
  look(): void {
    this.run = newestRun(this.folder);
    const state = this.state();
    if (state === this.told || Date.now() - this.toldMs < PAGE_EVERY_MS) return;
    this.told = state;
    this.toldMs = Date.now();
    for (const response of this.waiting) response.write("data: new\n\n");
  }

  answer({ path, request }: LoopbackRequest, response: ServerResponse): void {
    if (request.method !== "GET") end(response, 405, "want GET");
    else if (path === "/follow") this.follow(response);
    else if (path === "/") this.showPage(response);
    else this.showFile(path, response);
  }

  private follow(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(": following\n\n");
    this.waiting.add(response);
    response.on("close", () => this.waiting.delete(response));
  }

  private showPage(response: ServerResponse): void {
    const stamp = this.state() ?? "";
    if (this.page?.stamp !== stamp) this.page = { stamp, text: this.draw() };
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(this.page.text);
  }

  /** What the page depends on: the evidence, and whether more of it is to come. */
  private state(): string | undefined {
    return this.run === undefined ? undefined : `${isSilent(this.run)} ${this.run.stamp}`;
  }

  private draw(): string {
    if (this.run === undefined) return waitingPage(this.folder);
    const record = readAgain(this.run.folder);
    const judged = judge(record);
    return livePage(judged, record, { silent: isSilent(this.run) });
  }

  /** Formats and counterexamples of the run, as plain text: nothing of it is to act here. */
  private showFile(path: string, response: ServerResponse): void {
    const file = this.run && fileIn(this.run.folder, path);
    if (file === undefined) {
      end(response, 404, "the run has no such file");
      return;
    }
    response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" });
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
  }
}

function isSilent({ writtenMs }: RunSeen): boolean {
  return Date.now() - writtenMs > SILENT_MS;
}

function fileIn(folder: string, path: string): string | undefined {
  const name = path.slice(1);
  const file = join(folder, name);
  const allowed = FORMATS[name] !== undefined || name.startsWith("counterexamples/");
  if (!allowed || !existsSync(file) || !statSync(file).isFile()) return undefined;
  // Neither dots nor links lead out of the run.
  return realpathSync(file).startsWith(realpathSync(folder) + sep) ? file : undefined;
}
