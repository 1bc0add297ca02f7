/**
 * What a process takes of its machine, watched from outside: processor time, memory, and how long
 * its threads stood ready and waited for a core. Linux tells the last; elsewhere it stays unknown.
 */

import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import pidusage from "pidusage";

const SAMPLE_MS = 500;
/** CPU time is read often, because what falls after the last reading is not counted. */
const CPU_MS = 50;
/** Linux counts CPU time in ticks of 10 ms, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;
/** Samples kept of a run, however long: at twice as many every other one is dropped. */
const SAMPLES_MAX = 600;

/** Time on a core and time waiting for one, of all threads together, since the start. */
export interface SchedulingSample {
  readonly atMs: number;
  readonly runSeconds: number;
  readonly waitSeconds: number;
}

export interface UsageResult {
  readonly cpuSeconds: number;
  readonly memory: readonly { readonly atMs: number; readonly bytes: number }[];
  readonly scheduling: {
    /** Cores that the process might use. */
    readonly cpus: number;
    /** None where the system does not tell. */
    readonly samples: readonly SchedulingSample[];
  };
}

/** Samples a process until it is gone; the last sample stands for what it took. */
export class Usage {
  private readonly memory = new Thinned<{ readonly atMs: number; readonly bytes: number }>();
  private readonly scheduling = new Thinned<SchedulingSample>();
  private readonly threads = new Map<string, Thread>();
  private readonly started = performance.now();
  private readonly timers: readonly NodeJS.Timeout[];
  private readonly pid: number | undefined;
  private cpuSeconds = 0;
  private cpus = availableParallelism();

  constructor(pid: number | undefined) {
    this.pid = pid;
    this.timers = [
      setInterval(() => void this.sample(), SAMPLE_MS),
      setInterval(() => this.readCpu(), CPU_MS),
    ];
  }

  /** Ends the sampling. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    pidusage.clear();
  }

  /** All that was seen so far. */
  result(): UsageResult {
    return {
      cpuSeconds: this.cpuSeconds,
      memory: this.memory.values,
      scheduling: { cpus: this.cpus, samples: this.scheduling.values },
    };
  }

  private readCpu(): void {
    const seconds = this.pid === undefined ? undefined : cpuSecondsOf(this.pid);
    if (seconds !== undefined) this.cpuSeconds = Math.max(this.cpuSeconds, seconds);
  }

  private async sample(): Promise<void> {
    if (this.pid === undefined) return;
    const atMs = Math.round(performance.now() - this.started);
    this.cpus = allowedCpus(this.pid) ?? this.cpus;
    // A thread that has ended keeps what it was last seen to have taken.
    for (const [id, thread] of threadsOf(this.pid)) this.threads.set(id, thread);
    if (this.threads.size > 0) this.scheduling.add({ atMs, ...sumOf(this.threads.values()) });
    try {
      const { memory, ctime } = await pidusage(this.pid);
      this.memory.add({ atMs, bytes: Math.round(memory) });
      this.cpuSeconds = Math.max(this.cpuSeconds, ctime / 1000);
    } catch {
      // It has just ended: the sample before stands.
    }
  }
}

/** Samples of one run, so many at the most and evenly spread, the last ones included. */
export class Thinned<T> {
  private readonly kept: T[] = [];
  private stride = 1;
  private seen = 0;
  private last: T | undefined;

  /** The samples kept, in order. */
  get values(): readonly T[] {
    const { kept, last } = this;
    return last === undefined || kept.at(-1) === last ? [...kept] : [...kept, last];
  }

  /** Takes a sample, and drops others where there are too many. */
  add(sample: T): void {
    this.last = sample;
    if (this.seen % this.stride === 0) this.kept.push(sample);
    this.seen += 1;
    if (this.kept.length < 2 * SAMPLES_MAX) return;
    const half = this.kept.filter((_, index) => index % 2 === 0);
    this.kept.length = 0;
    this.kept.push(...half);
    this.stride *= 2;
  }
}

interface Thread {
  readonly runNs: number;
  readonly waitNs: number;
}

/** Linux's account of each thread; empty elsewhere and of a process that is gone. */
function threadsOf(pid: number): readonly (readonly [id: string, thread: Thread])[] {
  const folder = `/proc/${pid}/task`;
  return names(folder).flatMap((id): (readonly [string, Thread])[] => {
    const [run, wait] = (textOf(`${folder}/${id}/schedstat`) ?? "").split(" ");
    if (run === undefined || wait === undefined) return [];
    return [[id, { runNs: Number(run), waitNs: Number(wait) }]];
  });
}

function sumOf(threads: Iterable<Thread>): Pick<SchedulingSample, "runSeconds" | "waitSeconds"> {
  let runNs = 0;
  let waitNs = 0;
  for (const thread of threads) {
    runNs += thread.runNs;
    waitNs += thread.waitNs;
  }
  return { runSeconds: runNs / 1e9, waitSeconds: waitNs / 1e9 };
}

/** Cores that Linux lets a process use, by the bits of its mask. */
function allowedCpus(pid: number): number | undefined {
  const mask = /^Cpus_allowed:\s*([\da-f,]+)$/m.exec(textOf(`/proc/${pid}/status`) ?? "")?.[1];
  if (mask === undefined) return undefined;
  const bits = [...mask.replaceAll(",", "")].map((digit) => Number.parseInt(digit, 16));
  return bits.reduce(
    (sum, nibble) => sum + [...nibble.toString(2)].filter((b) => b === "1").length,
    0,
  );
}

/** User and system time of a process by Linux's own account; undefined elsewhere. */
function cpuSecondsOf(pid: number): number | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
