/**
 * The endpoint's memory while it is loaded: of a process by its id, or a number that the endpoint
 * itself tells.
 */

import pidusage from "pidusage";
import { messageOf, OperatorError } from "../properties/target/index.ts";
import type { EventOf } from "../reports/evidence/index.ts";
import { at, readJson } from "../simulators/report/index.ts";

/** Where memory is read. */
export type MemorySource =
  | { readonly kind: "pid"; readonly pid: number }
  /** A GET whose JSON answer holds bytes at a pointer. */
  | { readonly kind: "url"; readonly url: string; readonly pointer: string };

export type MemorySamples = Pick<EventOf<"load-memory">, "source" | "samples" | "problem">;

const EVERY_MS = 1000;
const ANSWER_MS_MAX = 900;

/** Parses `pid:1234` or `http://host/path#/pointer`. Throws OperatorError. */
export function parseMemorySource(text: string): MemorySource {
  const pid = /^pid:([1-9][0-9]{0,9})$/.exec(text)?.[1];
  if (pid !== undefined) return { kind: "pid", pid: Number(pid) };
  const [url = "", pointer] = text.split("#");
  if (hasUserinfo(url)) {
    throw new OperatorError(
      "endpoint-memory: credentials do not belong into a URL; want none in it",
    );
  }
  if (/^https?:\/\//.test(url) && pointer !== undefined && /^(\/|$)/.test(pointer)) {
    return { kind: "url", url, pointer };
  }
  const want = "pid:1234, or a URL and a JSON pointer as in http://127.0.0.1:9000/stats#/rss";
  throw new OperatorError(`endpoint-memory: got ${text}, want ${want}`);
}

function hasUserinfo(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== "" || password !== "";
}

/** The source in the operator's words. */
export function memorySourceText(source: MemorySource): string {
  return source.kind === "pid" ? `process ${source.pid}` : `${source.url}#${source.pointer}`;
}

/** Reads once a second until it is stopped; what fails ends the reading and is told, not thrown. */
export class MemoryWatch {
  private readonly source: MemorySource;
  private readonly startedMs = performance.now();
  private readonly samples: { readonly atMs: number; readonly bytes: number }[] = [];
  private readonly timer: NodeJS.Timeout;
  private problem: string | undefined;
  private isReading = false;

  constructor(source: MemorySource) {
    this.source = source;
    this.timer = setInterval(() => void this.read(), EVERY_MS);
  }

  /** Ends the reading and gives what was read. */
  stop(): MemorySamples {
    clearInterval(this.timer);
    return this.peek();
  }

  /** What was read so far. */
  peek(): MemorySamples {
    const { samples, problem } = this;
    const source = memorySourceText(this.source);
    return { source, samples, ...(problem === undefined ? {} : { problem }) };
  }

  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      const bytes = await bytesOf(this.source);
      this.samples.push({ atMs: Math.round(performance.now() - this.startedMs), bytes });
    } catch (error) {
      clearInterval(this.timer);
      this.problem = messageOf(error);
    } finally {
      this.isReading = false;
    }
  }
}

async function bytesOf(source: MemorySource): Promise<number> {
  if (source.kind === "pid") return (await pidusage(source.pid)).memory;
  const answer = await fetch(source.url, {
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const reading = readJson(await answer.text());
  const value = reading.kind === "malformed" ? undefined : at(reading.value, source.pointer);
  const bytes = value?.kind === "number" ? Number(value.text) : Number.NaN;
  if (bytes >= 0) return Math.round(bytes);
  const got = value === undefined ? `${answer.status} and nothing there` : `a ${value.kind}`;
  throw new Error(`${memorySourceText(source)}: got ${got}, want a number of bytes`);
}
