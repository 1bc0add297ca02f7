/** How verbs are made: their help, their examples, and where their exit status goes. */

import type { Command } from "commander";

/** A target as examples have it. */
export const EXAMPLE =
  "--target http://127.0.0.1:8080 --tasks list:task-1,task-2 --observe show-task";
/** A finding as examples have it. */
export const COUNTEREXAMPLE = "reports/out/latest/counterexamples/progress.out-of-range.json";

/** What a verb is added with. */
export interface Door {
  readonly root: Command;
  /** Gets the exit status of the verb that ran. */
  readonly done: (status: number) => void;
  /** What stood behind `--`. */
  readonly forK6: readonly string[];
}

/** Says where more is to be found, below an error. */
const HINT = "(add --help for the flags and examples)";

/** A command whose errors are told by the door, and end the program nowhere else. */
export function plain(command: Command): Command {
  return command.exitOverride().showHelpAfterError(HINT);
}

/** A verb, with lines that use it as examples. */
export function verb(
  parent: Command,
  usage: string,
  description: string,
  ...lines: readonly string[]
): Command {
  return plain(parent.command(usage).description(description)).addHelpText(
    "after",
    `\nExamples:\n${lines.map((line) => `  npx tsx cli.ts ${line}`).join("\n")}`,
  );
}
