/**
 * A k6 process: started in a group of its own, its memory and CPU sampled, its end bounded. It is
 * asked to end by SIGINT, which lets it finish, and killed when it does not. It ends with us.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { leash } from "./leash.ts";
import { Usage, type UsageResult } from "./usage.ts";

/** What a k6 that was asked to end may still take. */
const END_MS_MAX = 10_000;
const STDERR_KEPT = 3000;

export interface K6Result extends UsageResult {
  readonly ending: "finished" | "failed" | "interrupted" | "timeout";
  readonly exitCode: number | null;
  /** End of what it said on stderr. */
  readonly said: string;
}

/** Flags that keep k6's own aggregates, and so its memory, from growing. */
export const K6_FLAGS = [
  "--no-thresholds",
  "--summary-mode=disabled",
  "--log-format=raw",
  "--quiet",
  "--no-usage-report",
] as const;

/** Trades a little memory for a fifth less CPU in Go's collector. */
const GOGC = "200";

/** Runs k6 to its end. Rejects only when it cannot be started. */
export async function runK6(given: {
  readonly path: string;
  /** Words before the path; they must end in an exec, so that what is measured is k6. */
  readonly launcher?: readonly string[];
  readonly script: string;
  /** Flags beside ours; see arguments.ts. */
  readonly arguments?: readonly string[];
  /** Where console lines go: appended to. */
  readonly output: string;
  readonly env: NodeJS.ProcessEnv;
  /** After this it is asked to end. */
  readonly boundMs: number;
  readonly signal: AbortSignal;
  /** Aborted when all is done and k6 still waits, as for a window of its dashboard. */
  readonly done?: AbortSignal;
}): Promise<K6Result> {
  // The script stands last: a k6 with xk6-ts takes the last argument for it.
  const flags = [...K6_FLAGS, `--console-output=${given.output}`, ...(given.arguments ?? [])];
  const [command = "", ...args] = [...(given.launcher ?? []), given.path];
  const child = spawn(command, [...args, "run", ...flags, given.script], {
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      GOGC,
      K6_AUTO_EXTENSION_RESOLUTION: "false",
      K6_NO_USAGE_REPORT: "true",
      ...given.env,
    },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const release = leash(child);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-STDERR_KEPT);
  });
  const usage = new Usage(child.pid);
  let ending: K6Result["ending"] = "finished";
  const end = endable(child);
  const bound = setTimeout(() => {
    ending = "timeout";
    end();
  }, given.boundMs);
  const interrupt = () => {
    ending = "interrupted";
    end();
  };
  given.signal.addEventListener("abort", interrupt, { once: true });
  given.done?.addEventListener("abort", end, { once: true });
  if (given.signal.aborted) interrupt();
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    // While it waits k6 no longer listens to signals: that it died of one is no failure then.
    const isDone = exitCode === 0 || given.done?.aborted === true;
    if (ending === "finished" && !isDone) ending = "failed";
    return { ending, exitCode, said: said.trim(), ...usage.result() };
  } finally {
    release();
    clearTimeout(bound);
    usage.stop();
    given.signal.removeEventListener("abort", interrupt);
  }
}

function endable(child: ChildProcess): () => void {
  return () => {
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGKILL"), END_MS_MAX);
    child.once("close", () => clearTimeout(timer));
  };
}
