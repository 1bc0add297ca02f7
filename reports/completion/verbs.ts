/** The verbs of a command line with their flags, read from commander: for programs and for shells. */

import type { Command, Option } from "commander";

/** What may stand in a place of the command line. */
export interface Value {
  /** What it is called in the usage, for example "folder". */
  readonly name: string;
  /** All closed choices; what is open beside them cannot be known. */
  readonly words: readonly string[];
  readonly paths: "files" | "folders" | "none";
}

export interface Flag {
  /** As it is typed, with its dashes. */
  readonly name: string;
  /** As the usage shows it, for example "--out <folder>". */
  readonly usage: string;
  readonly description: string;
  readonly default?: string;
  /** Absent: the flag stands alone. */
  readonly value?: Value;
  /** The value may be left out. */
  readonly optional: boolean;
  /** Several values may follow. */
  readonly variadic: boolean;
}

export interface Verb {
  /** The verb, and those above it before it: `["cluster", "render"]`. */
  readonly words: readonly string[];
  readonly usage: string;
  readonly description: string;
  /** In their order; what is behind the last of them is like it when that is variadic. */
  readonly arguments: readonly (Value & { readonly variadic: boolean })[];
  readonly flags: readonly Flag[];
}

/** The choices of a flag ("--mode") or of an argument ("scenario"), where they are closed. */
export type Choices = Readonly<Record<string, readonly string[]>>;

const NO_CHOICES: readonly string[] = [];
const FOLDERS = ["folder", "run", "before", "after"];
const FILES = ["file", "path"];

/** All verbs that are shown in the help; those below others in their place. */
export function verbsOf(root: Command, choices: Choices, above: readonly string[] = []): Verb[] {
  return root
    .createHelp()
    .visibleCommands(root)
    .filter((command) => command.name() !== "help")
    .flatMap((command) => {
      const words = [...above, command.name()];
      return command.commands.length > 0
        ? verbsOf(command, choices, words)
        : [verbOf(command, choices, words)];
    });
}

function verbOf(command: Command, choices: Choices, words: readonly string[]): Verb {
  const given = command.registeredArguments.map((argument) => {
    const name = argument.name();
    const { variadic } = argument;
    const shown = variadic ? `${name}...` : name;
    return {
      ...placed(name, argument.argChoices ?? choices[name]),
      variadic,
      usage: argument.required ? `<${shown}>` : `[${shown}]`,
    };
  });
  return {
    words,
    usage: [...words, ...given.map(({ usage }) => usage)].join(" "),
    description: command.description(),
    arguments: given.map(({ usage: _, ...argument }) => argument),
    flags: command.options.filter((option) => !option.hidden).map((o) => flagOf(o, choices)),
  };
}

function flagOf(option: Option, choices: Choices): Flag {
  const name = option.long ?? option.flags;
  const { defaultValue, description, optional, variadic } = option;
  const shown = /[<[]([\w-]+)/.exec(option.flags)?.[1];
  return {
    name,
    usage: option.flags,
    description,
    optional,
    variadic,
    ...(typeof defaultValue === "string" ? { default: defaultValue } : {}),
    ...(shown === undefined ? {} : { value: placed(shown, option.argChoices ?? choices[name]) }),
  };
}

function placed(name: string, words: readonly string[] = NO_CHOICES): Value {
  const paths = FOLDERS.includes(name) ? "folders" : FILES.includes(name) ? "files" : "none";
  return { name, words, paths };
}
