/**
 * Completion scripts: what a shell offers while a command of ours is being typed. All that is known
 * stands in the script, because the libraries for this start the program anew at each key press, and
 * that takes ours a second or two; their bash also evaluates what is being typed, and offers no paths.
 */

import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import type { Verb } from "./verbs.ts";
import { zshCompletion } from "./zsh.ts";

export { type Choices, type Verb, verbsOf } from "./verbs.ts";

/** The shells that there is a script for. */
export const SHELLS: readonly Shell[] = [
  {
    name: "bash",
    load: "source <(headway completion bash)",
    keep: "~/.local/share/bash-completion/completions/headway",
    write: bashCompletion,
  },
  {
    name: "zsh",
    load: "source <(headway completion zsh)",
    keep: '"$fpath[1]/_headway"',
    write: zshCompletion,
  },
  {
    name: "fish",
    load: "headway completion fish | source",
    keep: "~/.config/fish/completions/headway.fish",
    write: fishCompletion,
  },
];

interface Shell {
  readonly name: string;
  /** The command that loads the script into the shell that runs. */
  readonly load: string;
  /** The file that every new shell loads it from, as it is typed. */
  readonly keep: string;
  readonly write: (verbs: readonly Verb[]) => string;
}
