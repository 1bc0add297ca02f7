/**
 * The Go sink: an endpoint that keeps each task's last report and answers far faster than k6 asks,
 * so that what a benchmark finds is the generator's limit. It checks nothing.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { goBuild, goTool } from "./go-build.ts";

const START_MS_MAX = 10_000;

export interface Sink {
  /** Base URL, without trailing slash. */
  readonly url: string;
  readonly pid: number;
  /** Reports kept since it was started. */
  count(): Promise<number>;
  stop(): Promise<void>;
}

export interface SinkOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
  /** Words before the binary, e.g. `taskset -c 0`. */
  readonly launcher?: readonly string[];
  /** Folder of built tools. @defaultValue `.cache` of this project */
  readonly cache?: string;
}

/** Builds the sink if need be and starts it. Throws GoBuildError where there is no Go. */
export async function startSink(options: SinkOptions): Promise<Sink> {
  const [command = "", ...args] = [
    ...(options.launcher ?? []),
    await goBuild(tool(options), options),
  ];
  // It ends with its standard input, so that it never outlives us.
  const child = spawn(command, args, { env: options.env, stdio: ["pipe", "pipe", "inherit"] });
  const url = await firstLine(child);
  return {
    url,
    pid: child.pid ?? 0,
    count: async () => Number(await (await fetch(`${url}/count`)).text()),
    stop: () => ended(child),
  };
}

/** Named by its source, so that a changed one is built anew. */
function tool({ cache }: SinkOptions) {
  const source = readFileSync(new URL("./sink/main.go", import.meta.url));
  const version = createHash("sha256").update(source).digest("hex").slice(0, 12);
  return goTool({
    name: "the sink",
    folder: "./sink",
    package: ".",
    kept: `sink-${version}/sink`,
    ...(cache === undefined ? {} : { cache }),
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`sink: ${what}, want its URL`));
    const timer = setTimeout(() => {
      child.kill();
      fail(`got nothing in ${START_MS_MAX} ms`);
    }, START_MS_MAX);
    child.once("error", ({ message }) => fail(message));
    child.once("exit", (status) => fail(`it ended with ${status}`));
    if (child.stdout === null) return fail("it has no output");
    createInterface(child.stdout).once("line", (line) => {
      clearTimeout(timer);
      resolve(line);
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.stdin?.end();
  });
}
