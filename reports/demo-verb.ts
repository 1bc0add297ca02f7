/**
 * `headway demo`: a page on this machine on which one chooses an endpoint and looks on while it is
 * reported to, checked and loaded. Here is what the browser sees of a tour; what is done to the
 * endpoint is the door's, which knows the rooms that do it.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import * as v from "valibot";
import type { RunRecord } from "./evidence/run-record.ts";
import {
  agentsPart,
  curvePart,
  findingPart,
  type Shrinking,
  shrinkingPart,
  type TourAgent,
  type TourChoice,
  type TourPart,
  talkPart,
  tourPage,
} from "./formats/html/index.ts";
import { end, type LoopbackRequest, serveLoopback } from "./loopback-server.ts";
import { judge } from "./verdict/decide.ts";

/** Least time between two states of a part. @unit milliseconds */
const EVERY_MS = 150;
/** Judging takes a core for a moment. @unit milliseconds */
const JUDGE_EVERY_MS = 1000;
const BODY_CHARACTERS_MAX = 1000;

const askedSchema = v.pipe(v.string(), v.parseJson(), v.object({ choice: v.string() }));

/** What a tour says of itself. */
export interface TourTeller {
  talk(text: string): void;
  agents(agents: readonly TourAgent[]): void;
  /** A trial, in words, that was violated: the first of a requirement, or a smaller one. */
  shrinking(requirement: string, trial: string): void;
  /** The run's evidence so far; it is read again and again. */
  evidence(look: () => RunRecord): void;
}

export interface DemoOptions {
  readonly choices: readonly TourChoice[];
  /** Plays a tour; ends early on the signal, and leaves nothing behind. */
  readonly play: (choice: string, tell: TourTeller, signal: AbortSignal) => Promise<void>;
  /** 0 takes a free one. */
  readonly port: number;
  readonly signal: AbortSignal;
  /** Called with the address once it answers. */
  readonly ready: (url: string) => void;
}

/** Serves until the signal, and ends when the tour under way has; rejects where there is no port. */
export async function serveDemo(options: DemoOptions): Promise<void> {
  const stage = new Stage(options);
  try {
    await serveLoopback({ ...options, answer: (asked, response) => stage.answer(asked, response) });
  } finally {
    await stage.clear();
  }
}

/** What is shown, who looks on, and the one tour that may be under way. */
class Stage {
  private readonly options: DemoOptions;
  private readonly watching = new Set<ServerResponse>();
  private readonly shown = new Map<TourPart, string>();
  private tour: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(options: DemoOptions) {
    this.options = options;
  }

  answer({ path, request }: LoopbackRequest, response: ServerResponse): void {
    const method = path === "/play" ? "POST" : "GET";
    if (request.method !== method) end(response, 405, `want ${method}`);
    else if (path === "/") this.showPage(response);
    else if (path === "/follow") this.follow(response);
    else if (path === "/play") void this.start(request, response);
    else end(response, 404, "there is no such page");
  }

  /** Ends the tour under way and waits for its end. */
  async clear(): Promise<void> {
    this.tour?.stop.abort();
    await this.tour?.ended;
  }

  private showPage(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(tourPage(this.options.choices));
  }

  private follow(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(": following\n\n");
    for (const [part, html] of this.shown) response.write(eventOf(part, html));
    this.watching.add(response);
    response.on("close", () => this.watching.delete(response));
  }

  /** JSON is wanted, which no other page may send here without being asked first. */
  private async start(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers["content-type"] !== "application/json") {
      end(response, 415, "want application/json");
      return;
    }
    const asked = v.safeParse(askedSchema, await textOf(request));
    const known = this.options.choices.map(({ id }) => id);
    if (!asked.success || !known.includes(asked.output.choice)) {
      end(response, 400, "want one of the endpoints of the page");
      return;
    }
    const stop = new AbortController();
    const before = this.clear();
    // At once, so that who asks meanwhile ends this one, and waits for it.
    this.tour = { stop, ended: this.play(asked.output.choice, before, stop.signal) };
    await before;
    end(response, 202, "started");
  }

  private async play(choice: string, before: Promise<void>, signal: AbortSignal): Promise<void> {
    await before;
    if (signal.aborted) return;
    for (const part of ["agents", "shrinking", "finding", "curve"] as const) this.show(part, "");
    const teller = new PartsTeller((part, html) => this.show(part, html));
    try {
      await this.options.play(choice, teller, signal);
    } catch (error) {
      teller.talk(`The tour broke off: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      teller.stop();
    }
  }

  private show(part: TourPart, html: string): void {
    if (this.shown.get(part) === html) return;
    this.shown.set(part, html);
    for (const response of this.watching) response.write(eventOf(part, html));
  }
}

/** Draws what a tour says, not oftener than can be looked at. */
class PartsTeller implements TourTeller {
  private readonly show: (part: TourPart, html: string) => void;
  private readonly shrunk = new Map<string, Shrinking>();
  private readonly waiting = new Map<TourPart, () => string>();
  private readonly drawing = setInterval(() => this.draw(), EVERY_MS);
  private judging: NodeJS.Timeout | undefined;
  private look: (() => RunRecord) | undefined;

  constructor(show: (part: TourPart, html: string) => void) {
    this.show = show;
  }

  talk(text: string): void {
    this.waiting.set("talk", () => talkPart(text));
  }

  agents(agents: readonly TourAgent[]): void {
    this.waiting.set("agents", () => agentsPart(agents));
  }

  shrinking(requirement: string, trial: string): void {
    const { trials = [] } = this.shrunk.get(requirement) ?? {};
    // What is sent in order to explain is as long, and no step.
    if (trial.length >= (trials.at(-1)?.length ?? Infinity)) return;
    this.shrunk.set(requirement, { requirement, trials: [...trials, trial] });
    this.waiting.set("shrinking", () => shrinkingPart([...this.shrunk.values()]));
  }

  evidence(look: () => RunRecord): void {
    this.look = look;
    this.judging ??= setInterval(() => this.judge(), JUDGE_EVERY_MS);
  }

  /** Draws what is still to be drawn, and no more. */
  stop(): void {
    clearInterval(this.drawing);
    clearInterval(this.judging);
    this.judge();
    this.draw();
  }

  private judge(): void {
    if (this.look === undefined) return;
    const judged = judge(this.look());
    this.waiting.set("finding", () => findingPart(judged));
    this.waiting.set("curve", () => curvePart(judged));
  }

  private draw(): void {
    for (const [part, html] of this.waiting) this.show(part, html());
    this.waiting.clear();
  }
}

function eventOf(part: TourPart, html: string): string {
  return `data: ${JSON.stringify({ part, html })}\n\n`;
}

/** The body, as far as one of ours is long. */
async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_CHARACTERS_MAX) return "";
  }
  return text;
}
