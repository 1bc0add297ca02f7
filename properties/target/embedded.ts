/** Our own endpoint as a target: the reference or a twin, in a process of its own on loopback. */

import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SigningKey } from "../../simulators/auth/index.ts";
import type { ProfileId } from "../../simulators/contract/index.ts";
import type { ChildAnswer } from "../../simulators/endpoint/child.ts";
import { type ServerOptions, twinOf } from "../../simulators/endpoint/index.ts";
import { modulePath } from "./module-path.ts";
import type { Observation } from "./observation.ts";
import { OperatorError } from "./operator-error.ts";
import type { KillAndStart } from "./restart.ts";
import type { TaskIds } from "./task-ids.ts";

/** The endpoint's named extension shows the whole last report. */
export const EMBEDDED_OBSERVATION: Observation = {
  kind: "pointer",
  path: "/v3/tasks/{task_id}",
  pointer: "/report",
};

/** A task there that its credential does not reach. */
export const FOREIGN_TASK = "task-of-others";

/** Enough that every counterexample can be shown on a task nobody has reported on. */
const TASKS_MIN = 20_000;
const START_MS_MAX = 30_000;

export interface EmbeddedEndpoint {
  readonly url: string;
  readonly tasks: TaskIds;
  /** Its process; another one after each restart. */
  readonly pid: number | undefined;
  /** Kills it as `kill -9` does and starts it again on its port; why, where that did not work. */
  readonly restart: KillAndStart;
  stop(): Promise<void>;
}

/** Starts the endpoint. Throws OperatorError for a twin there is not. */
export async function startEmbedded(options: {
  readonly twin: string | undefined;
  readonly profile: ProfileId;
  readonly token: string;
  /** Tasks that must be there. */
  readonly tasks: number;
  /** Folder in which it keeps reports. @defaultValue memory only */
  readonly store?: string | undefined;
  /** A key whose signatures it takes besides the token. */
  readonly key?: SigningKey;
  /** Whom it gives tokens as IAM does. */
  readonly iam?: { readonly user: string; readonly password: string };
}): Promise<EmbeddedEndpoint> {
  const { twin, store } = options;
  if (twin !== undefined && twinOf(twin) === undefined) {
    throw new OperatorError(`twin: there is no ${twin}; npx tsx cli.ts list twins shows them all`);
  }
  const tasks: TaskIds = {
    kind: "range",
    prefix: "task-",
    from: 1,
    to: Math.max(TASKS_MIN, options.tasks),
    suffix: "",
  };
  const kept = keptIn(options);
  const asked: ServerOptions = {
    ...options,
    tasks,
    foreignTasks: [FOREIGN_TASK],
    store: kept.folder,
  };
  let running = await launched(asked);
  const { answer } = running;
  if (answer.kind === "failed") {
    await running.stop();
    kept.remove();
    const message = `the embedded endpoint did not start: ${answer.message}`;
    throw store === undefined ? new Error(message) : new OperatorError(`store: ${message}`);
  }
  const { url } = answer;
  const port = Number(new URL(url).port);
  let restarting = Promise.resolve<string | undefined>(undefined);
  const restart = async () => {
    running.child.kill("SIGKILL");
    await running.ended;
    running = await launched({ ...asked, port });
    return running.answer.kind === "failed"
      ? `restart: the embedded endpoint did not start again: ${running.answer.message}`
      : undefined;
  };
  return {
    url,
    tasks,
    get pid() {
      return running.child.pid;
    },
    restart: () => {
      restarting = restart();
      return restarting;
    },
    stop: async () => {
      await restarting;
      await running.stop();
      kept.remove();
    },
  };
}

/** A twin whose flaw only a kill shows keeps reports while it runs, where no folder is named. */
function keptIn(options: {
  readonly twin: string | undefined;
  readonly store?: string | undefined;
}): { readonly folder: string | undefined; readonly remove: () => void } {
  const { twin = "", store } = options;
  if (store !== undefined || twinOf(twin)?.family !== "durability") {
    return { folder: store, remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), "headway-store-"));
  const erase = () => rmSync(folder, { recursive: true, force: true });
  process.on("exit", erase);
  return {
    folder,
    remove: () => {
      process.off("exit", erase);
      erase();
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  readonly answer: ChildAnswer;
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a process and waits for its answer. */
async function launched(options: ServerOptions): Promise<Launched> {
  const path = modulePath("../../simulators/endpoint/child.ts", import.meta.url);
  const child = fork(path, [], {
    execArgv: path.endsWith(".ts") ? ["--import", import.meta.resolve("tsx")] : [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // A group of its own: Ctrl-C is for us, and the endpoint must answer until we are done.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const answer = await new Promise<ChildAnswer>((resolve) => {
    const fail = (message: string) => resolve({ kind: "failed", message });
    const timer = setTimeout(() => fail(`no answer within ${START_MS_MAX} ms`), START_MS_MAX);
    child.once("message", (message) => {
      clearTimeout(timer);
      resolve(message as ChildAnswer);
    });
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`it ended with status ${code}`));
    child.send(options);
  });
  const stop = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  return { child, answer, ended, stop };
}
