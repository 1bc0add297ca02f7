/** `serve`: our own endpoint, or a twin of it, until it is interrupted. */

import { OperatorError } from "../../properties/target/index.ts";
import { serveUntil, twinOf } from "../../simulators/endpoint/index.ts";
import { type Door, verb } from "../door.ts";
import { configOf } from "../flags.ts";
import { serveAs } from "../serving.ts";

interface ServeFlags {
  readonly twin?: string;
  readonly port: string;
  readonly profile: string;
  readonly tasks: string;
  readonly store?: string;
}

async function serveVerb(flags: ServeFlags): Promise<number> {
  if (flags.twin !== undefined && twinOf(flags.twin) === undefined) {
    throw new OperatorError(`twin: there is no ${flags.twin}; see list twins`);
  }
  const settings = { target: "embedded", profile: flags.profile, tasks: flags.tasks };
  const { profile, tasks, auth } = await configOf(settings);
  const token = auth.kind === "token" ? auth.token : "headway-embedded";
  if (tasks === undefined || tasks.kind === "create") {
    throw new OperatorError("tasks: the endpoint has to know its tasks: list:, file: or range:");
  }
  const { twin, store } = flags;
  return serveAs("serve", flags.port, async ({ port, signal, line }) => {
    if (process.env["HEADWAY_TOKEN"] === undefined)
      console.error(`token: ${token} (or set HEADWAY_TOKEN)`);
    await serveUntil({ profile, token, tasks, port, twin, store }, { line, signal });
  });
}

/** Adds the verb. */
export function addServe({ root, done }: Door): void {
  verb(
    root,
    "serve",
    "the reference endpoint, or a twin, on a loopback port",
    "serve --port 8080",
    "serve --twin lost --port 8080",
    "serve --store reports-kept --port 8080",
  )
    .option("--twin <id>", "the flaw it has; see `list twins`")
    .option("--port <n>", "port; 0 takes a free one", "0")
    .option("--profile <id>", "revision of the contract", "2026-01")
    .option("--tasks <tasks>", "the tasks it knows", "range:task-{1..1000}")
    .option("--store <folder>", "where reports are kept beyond its end (default memory only)")
    .action(async (flags: ServeFlags) => done(await serveVerb(flags)));
}
