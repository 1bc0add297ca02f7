/** `completion`: a script for a shell. */

import { SHELLS, verbsOf } from "../../reports/completion/index.ts";
import { type Door, plain, verb } from "../door.ts";
import { CHOICES } from "./list.ts";

/** Adds the verb. */
export function addCompletion({ root }: Door): void {
  const completion = plain(
    root
      .command("completion")
      .description("a script that completes verbs, flags and their values in a shell"),
  );
  for (const { name, load, keep, write } of SHELLS) {
    verb(
      completion,
      name,
      `the completion script for ${name}: ${load}`,
      `completion ${name} > ${keep}  # for every new shell`,
    ).action(() => {
      process.stdout.write(write(verbsOf(root, CHOICES)));
    });
  }
}
