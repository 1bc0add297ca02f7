/** `replay`: a stored counterexample, sent again. */

import { replayFile } from "../../properties/suite/replay.ts";
import { visible } from "../../reports/index.ts";
import { COUNTEREXAMPLE, type Door, verb } from "../door.ts";
import { type TargetFlags, withTarget } from "../flags.ts";
import { interruptible } from "../interruption.ts";

/** FIXED 0, FAILED 1, ERROR 3. */
async function replayVerb(file: string, flags: TargetFlags): Promise<number> {
  const { signal } = interruptible();
  const { requirement, verdict } = await replayFile({ file, flags, env: process.env, signal });
  console.log(visible(`${verdict.kind} ${requirement}: ${verdict.detail}`));
  return { FIXED: 0, FAILED: 1, ERROR: 3 }[verdict.kind];
}

/** Adds the verb. */
export function addReplay({ root, done }: Door): void {
  withTarget(
    verb(
      root,
      "replay <file>",
      "send a stored counterexample again: FIXED 0, FAILED 1, ERROR 3",
      `replay ${COUNTEREXAMPLE}`,
      `replay ${COUNTEREXAMPLE} --target embedded`,
    ),
  ).action(async (file: string, flags: TargetFlags) => done(await replayVerb(file, flags)));
}
