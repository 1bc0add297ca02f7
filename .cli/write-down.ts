/** A load that is written down and played elsewhere. */

import { parseCheckOptions } from "../properties/suite/check-options.ts";
import {
  OperatorError,
  openTarget,
  secretsOf,
  type TargetConfig,
} from "../properties/target/index.ts";
import { holdsRun, Recorder } from "../reports/index.ts";
import { type LoadRequest, writeByHand } from "../scenarios/index.ts";
import type { RunFlags } from "./flags.ts";
import { interruptible } from "./interruption.ts";
import { consented, loadRequest, wantSizes } from "./load-half.ts";
import { wantWritable } from "./run-folder.ts";
import { runEvent, type ToLoad, type VerbPromise } from "./session.ts";
import { displayPath } from "./terminal.ts";

/** Scripts, settings and plans for a k6 of the operator's, the line that plays them on stdout. */
export function writeVerb(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags & { readonly write: string },
): Promise<number> {
  return writeDown(promise, config, flags, async (request, recorder) => {
    const lines = await writeByHand(request, (event) => recorder.record(event));
    recorder.record({ kind: "closed", at: new Date().toISOString(), durationMs: 0 });
    console.error(`then: npx tsx cli.ts report ${displayPath(flags.write)}`);
    return lines;
  });
}

/** A load that is played elsewhere, into the folder that is named; prints what is to be done. */
export async function writeDown(
  promise: VerbPromise,
  config: TargetConfig,
  flags: RunFlags & { readonly write: string },
  writer: (request: LoadRequest, recorder: Recorder) => Promise<readonly string[]>,
): Promise<number> {
  const { write: folder } = flags;
  if (flags.out !== undefined) throw new OperatorError("out: --write names the folder already");
  if (config.target.kind !== "url") {
    throw new OperatorError("write: our own endpoint ends with this command; see `serve`");
  }
  if (config.tasks?.kind === "create") {
    throw new OperatorError(
      "write: created tasks are removed with this command; name some by --tasks",
    );
  }
  if (holdsRun(folder)) throw new OperatorError(`write: ${folder} holds a run already`);
  wantWritable(folder, "write");
  // What is written down will be played, and then nobody asks.
  const perSecondMax = await consented(promise, config, flags);
  const { signal } = interruptible();
  const open = await openTarget(config, { tasksWanted: 1, signal });
  const recorder = new Recorder(folder, () => secretsOf(open.target));
  try {
    const options = parseCheckOptions(flags);
    const session: ToLoad = { promise, config, open, flags, folder, options, perSecondMax };
    wantSizes(session);
    recorder.record(runEvent(session));
    for (const line of await writer(loadRequest(session), recorder)) console.log(line);
  } finally {
    recorder.close();
    await open.close();
  }
  return 0;
}
