/** For tests of how runs end: a run in a folder of its own, and all processes that it started. */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What a process that is asked to end may take, and as much again. */
const END_MS_MAX = 25_000;
const LOOK_EACH_MS = 100;

export interface Ended {
  /** Null: it died of a signal. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Run {
  /** Where its evidence is. */
  readonly folder: string;
  readonly ended: Promise<Ended>;
  /** Resolves when it has said something that matches, on stderr; rejects when it ends before. */
  said(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Command lines of its processes that are left when there was time to end. */
  left(): Promise<readonly string[]>;
  /** What is left in its folder of temporary files. */
  temporary(): readonly string[];
}

/** Starts a verb with its output in a folder of its own below `home`. Processes are found on Linux only. */
export function startRun(
  home: string,
  args: readonly string[],
  more: { readonly env?: NodeJS.ProcessEnv; readonly node?: readonly string[] } = {},
): Run {
  // All that it starts inherits its home, and nothing else has it.
  const own = mkdtempSync(join(home, "run-"));
  const temporary = join(home, "tmp");
  mkdirSync(temporary, { recursive: true });
  const folder = join(own, "out");
  const node = [...(more.node ?? []), "--import", import.meta.resolve("tsx"), join(ROOT, "cli.ts")];
  const out = args.includes("--out") || args[0] === "report" ? [] : ["--out", folder];
  const child = spawn(process.execPath, [...node, ...args, ...out], {
    cwd: own,
    env: {
      ...process.env,
      NO_COLOR: "1",
      HOME: own,
      TMPDIR: temporary,
      ...more.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [said, talk] = ["", ""];
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    talk += chunk;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (status) => resolve({ status, out: said, err: talk }));
  });
  return {
    folder,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        listeners.add(() => {
          if (pattern.test(talk)) resolve();
        });
        void ended.then(({ err }) => reject(new Error(`it ended without ${pattern}: ${err}`)));
      }),
    kill: (signal) => child.kill(signal),
    left: () => leftWith(own),
    temporary: () => readdirSync(temporary).filter((name) => !name.startsWith("tsx-")),
  };
}

async function leftWith(own: string): Promise<readonly string[]> {
  const until = performance.now() + END_MS_MAX;
  for (;;) {
    const found = commandsWith(`HOME=${own}\0`);
    if (found.length === 0 || performance.now() > until) return found;
    await wait(LOOK_EACH_MS);
  }
}

function commandsWith(variable: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => textOf(`/proc/${id}/environ`).includes(variable))
    .map((id) => textOf(`/proc/${id}/cmdline`).replaceAll("\0", " "))
    .filter((command) => command !== "");
}

/** Empty where there is no such process any more, or it is somebody else's. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** Judges a run again, as one does with what a killed one left. */
export async function reportedAgain(home: string, folder: string): Promise<Ended> {
  return startRun(home, ["report", folder]).ended;
}
