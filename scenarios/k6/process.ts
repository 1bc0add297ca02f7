/**
 * A k6 process: started in a group of its own, its memory and CPU sampled, its end bounded. It is
 * asked to end by SIGINT, which lets it finish, and killed when it does not.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import pidusage from "pidusage";

const MEMORY_MS = 500;
/** CPU time is read often, because what falls after the last reading is not counted. */
const CPU_MS = 50;
/** What a k6 that was asked to end may still take. */
const END_MS_MAX = 10_000;
const STDERR_KEPT = 3000;
/** Linux counts CPU time in ticks of 10 ms, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

export interface K6Result {
  readonly ending: "finished" | "failed" | "interrupted" | "timeout";
  readonly exitCode: number | null;
  /** End of what it said on stderr. */
  readonly said: string;
  readonly cpuSeconds: number;
  readonly memory: readonly { readonly atMs: number; readonly bytes: number }[];
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
  /** Where console lines go: appended to. */
  readonly output: string;
  readonly env: NodeJS.ProcessEnv;
  /** After this it is asked to end. */
  readonly boundMs: number;
  readonly signal: AbortSignal;
}): Promise<K6Result> {
  // The script stands last: a k6 with xk6-ts takes the last argument for it.
  const flags = [...K6_FLAGS, `--console-output=${given.output}`];
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
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-STDERR_KEPT);
  });
  const usage = new Usage(child);
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
  if (given.signal.aborted) interrupt();
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (ending === "finished" && exitCode !== 0) ending = "failed";
    return { ending, exitCode, said: said.trim(), ...usage.result() };
  } finally {
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

/** Samples a process until it is gone; the last sample stands for its CPU time. */
class Usage {
  private readonly memory: { atMs: number; bytes: number }[] = [];
  private cpuSeconds = 0;
  private readonly started = Date.now();
  private readonly timers: readonly NodeJS.Timeout[];
  private readonly pid: number | undefined;

  constructor(child: ChildProcess) {
    this.pid = child.pid;
    this.timers = [
      setInterval(() => void this.sample(), MEMORY_MS),
      setInterval(() => this.readCpu(), CPU_MS),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    pidusage.clear();
  }

  private readCpu(): void {
    const seconds = this.pid === undefined ? undefined : cpuSecondsOf(this.pid);
    if (seconds !== undefined) this.cpuSeconds = Math.max(this.cpuSeconds, seconds);
  }

  result(): Pick<K6Result, "cpuSeconds" | "memory"> {
    return { cpuSeconds: this.cpuSeconds, memory: this.memory };
  }

  private async sample(): Promise<void> {
    if (this.pid === undefined) return;
    try {
      const { memory, ctime } = await pidusage(this.pid);
      this.memory.push({ atMs: Date.now() - this.started, bytes: Math.round(memory) });
      this.cpuSeconds = Math.max(this.cpuSeconds, ctime / 1000);
    } catch {
      // It has just ended: the sample before stands.
    }
  }
}

/** User and system time of a process by Linux's own account; undefined elsewhere. */
function cpuSecondsOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
