/** `diff`: two runs, or folders of runs, compared. */

import { diffAgain } from "../../reports/index.ts";
import { type Door, verb } from "../door.ts";
import { coloured } from "../terminal.ts";

/** Adds the verb. */
export function addDiff({ root, done }: Door): void {
  verb(
    root,
    "diff <before> <after>",
    "compare two runs, or folders of runs: 0 no regression, 1 regressed, 5 not decided",
    "diff reports/out/baseline latest",
    "diff reports/out/baseline latest --json > diff.json",
    "diff runs/before runs/after  # 5 runs or more in each: latency is compared too",
  )
    .option("--json", "for programs")
    .action((before: string, after: string, flags: { readonly json?: boolean }) => {
      const color = coloured();
      const { status, text } = diffAgain(before, after, { json: flags.json === true, color });
      process.stdout.write(text);
      done(status);
    });
}
