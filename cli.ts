#!/usr/bin/env -S npx tsx
/**
 * The door: verb → command. Data goes to stdout, talk to stderr; the exit status is the verdict's.
 * What each verb takes and does stands in `.cli/verbs/`; nothing else knows every room.
 */

import { Command, CommanderError } from "commander";
import { type Door, plain } from "./.cli/door.ts";
import { VERSION } from "./.cli/self.ts";
import { addCluster } from "./.cli/verbs/cluster.ts";
import { addCompletion } from "./.cli/verbs/completion.ts";
import { addDemo } from "./.cli/verbs/demo.ts";
import { addDiff } from "./.cli/verbs/diff.ts";
import { addDoctor } from "./.cli/verbs/doctor.ts";
import { addList } from "./.cli/verbs/list.ts";
import { addReplay } from "./.cli/verbs/replay.ts";
import { addReport } from "./.cli/verbs/report.ts";
import { addCheck, addGate, addLoad, addStart } from "./.cli/verbs/runs.ts";
import { addServe } from "./.cli/verbs/serve.ts";
import { addSimulate } from "./.cli/verbs/simulate.ts";
import { addSize } from "./.cli/verbs/size.ts";
import { addWaive } from "./.cli/verbs/waive.ts";
import { OperatorError, readTypeScript } from "./properties/target/index.ts";
import { NoRunError, visible, WaiversError } from "./reports/index.ts";
import { FleetInputError } from "./simulators/fleet/index.ts";

/** Every verb, in the order of `--help`. */
const VERBS: readonly ((door: Door) => void)[] = [
  addCheck,
  addLoad,
  addCluster,
  addSize,
  addGate,
  addStart,
  addSimulate,
  addServe,
  addDemo,
  addReplay,
  addReport,
  addDiff,
  addWaive,
  addList,
  addCompletion,
  addDoctor,
];

const LOADING = ["load", "gate", "start"];

/** All verbs. `done` gets the exit status of the one that ran; `forK6`: what stood behind `--`. */
function program(done: Door["done"], forK6: readonly string[]): Command {
  const root = plain(new Command("headway"))
    .description("Tests any implementation of PUT /v3/tasks/{task_id}/progress.")
    .version(VERSION);
  root.hook("preAction", (_, action) => {
    if (forK6.length === 0 || LOADING.includes(action.name())) return;
    throw new OperatorError(`--: ${action.name()} starts no k6 that could be given ${forK6[0]}`);
  });
  for (const add of VERBS) add({ root, done, forK6 });
  return root;
}

/** Our words, and behind `--` those for k6. */
function parted(argv: readonly string[]): { readonly own: string[]; readonly forK6: string[] } {
  const at = argv.indexOf("--");
  return at < 0
    ? { own: [...argv], forK6: [] }
    : { own: argv.slice(0, at), forK6: argv.slice(at + 1) };
}

/** The operator's mistakes are one line and status 2; our own faults keep their stack and are 4. */
async function main(argv: readonly string[]): Promise<number> {
  let status = 0;
  const done = (s: number) => {
    status = s;
  };
  try {
    const { own, forK6 } = parted(argv);
    await program(done, forK6).parseAsync(own);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (
      error instanceof OperatorError ||
      error instanceof FleetInputError ||
      error instanceof NoRunError ||
      error instanceof WaiversError
    ) {
      // A target, a file or a folder may have put its own text into it.
      console.error(visible(error.message, { lines: true }));
      return 2;
    }
    console.error(error);
    return 4;
  }
}

// Node's own status would be 1, and 1 says that an endpoint is at fault.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(4);
});
// A reader that went away (`| head`) is no fault of ours and no reason to go on; the verdict stays.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") process.exit(process.exitCode ?? 0);
  throw error;
});
// Talk that nobody hears is no reason to end.
process.stderr.on("error", () => {});
readTypeScript();
process.exitCode = await main(process.argv);
