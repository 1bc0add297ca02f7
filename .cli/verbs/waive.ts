/** `waive`: a known failure, accepted until a day. */

import { visible, waive } from "../../reports/index.ts";
import { isRequirement } from "../check-half.ts";
import { COUNTEREXAMPLE, type Door, verb } from "../door.ts";
import { displayPath } from "../terminal.ts";

interface WaiveFlags {
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  readonly run?: string;
  readonly maxRate?: string;
  readonly waivers?: string;
}

const WAIVE_FLAGS = '--reason "mended in 2.4" --owner agents-team --until 2027-01-31';

function waiveVerb(finding: string, flags: WaiveFlags): number {
  const { maxRate, waivers: file, ...said } = flags;
  const today = new Date().toISOString().slice(0, 10);
  const rate = maxRate === undefined ? {} : { maxRate: Number(maxRate) };
  const written = waive({ finding, ...said, ...rate, file, today, isRequirement });
  for (const { requirement, fingerprint, until } of written.entries) {
    console.log(visible(`waived until ${until}: ${requirement} ${fingerprint}`));
  }
  console.error(`written: ${displayPath(written.file)}`);
  if (written.hint !== undefined) console.error(written.hint);
  return 0;
}

/** Adds the verb. */
export function addWaive({ root, done }: Door): void {
  verb(
    root,
    "waive <finding>",
    "accept a known failure until a day: writes headway.waivers.json",
    `waive progress/out-of-range ${WAIVE_FLAGS}`,
    `waive ${COUNTEREXAMPLE} ${WAIVE_FLAGS}`,
    `waive concurrency/overlap-accepted --max-rate 0.02 ${WAIVE_FLAGS}`,
  )
    .requiredOption("--reason <text>", "why it is accepted for now")
    .requiredOption("--owner <name>", "who mends it")
    .requiredOption("--until <day>", "the last day it holds, YYYY-MM-DD (UTC)")
    .option("--max-rate <share>", "of a FLAKY finding: how often it may be seen, 0 to 1")
    .option("--run <folder>", "the run it was found in (default: the newest)")
    .option("--waivers <file>", "file to write (default headway.waivers.json)")
    .action((finding: string, flags: WaiveFlags) => done(waiveVerb(finding, flags)));
}
