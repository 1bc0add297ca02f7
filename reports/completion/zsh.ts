/** The script for zsh: `_arguments` finds the place; it is sourced, or stands in $fpath as _headway. */

import type { Flag, Value, Verb } from "./verbs.ts";
import { type FirstWord, firstWords, HELP, plainWords, quoted } from "./words.ts";

export function zshCompletion(verbs: readonly Verb[]): string {
  const first = firstWords(verbs);
  const groups = first.filter(({ below }) => below.length > 0);
  return `#compdef headway
# Completion of headway for zsh. Load it with: source <(headway completion zsh)

# The words, or the folders that are there.
_headway_words_or_folders() {
  compadd -- "$@"
  _files -/
}

_headway_words_or_files() {
  compadd -- "$@"
  _files
}

_headway() {
  local curcontext="$curcontext" verb
  local -a verbs
${secondWord(first, "  ")}
  shift words
  (( CURRENT-- ))
  verb="$words[1]"
  case "$verb" in
${groups.map(groupCase).join("\n")}
  esac
  case "$verb" in
${verbs.map(verbCase).join("\n")}
  esac
}

if [ "$funcstack[1]" = "_headway" ]; then
  _headway "$@"
else
  compdef _headway headway
fi
`;
}

function groupCase({ word, below }: FirstWord): string {
  return `    ${word})
${secondWord(below, "      ")}
      shift words
      (( CURRENT-- ))
      verb="${word} $words[1]"
      ;;`;
}

/** Offers these where the cursor is at the second word. */
function secondWord(
  words: readonly Pick<FirstWord, "word" | "description">[],
  indent: string,
): string {
  const verbs = words.map(({ word, description }) => quoted(`${word}:${escaped(description)}`));
  return [
    "if (( CURRENT == 2 )); then",
    `  verbs=(${verbs.join(" ")})`,
    "  _describe -t commands 'verb' verbs",
    "  return",
    "fi",
  ]
    .map((line) => `${indent}${line}`)
    .join("\n");
}

function verbCase({ words, flags, arguments: given }: Verb): string {
  const specs = [
    ...flags.map(flagSpec),
    `${HELP.name}[${escaped(HELP.description)}]`,
    ...given.map((argument) => `${argument.variadic ? "*" : ""}:${placeOf(argument)}`),
  ];
  return `    ${quoted(words.join(" "))})
      _arguments -S ${specs.map(quoted).join(" ")}
      ;;`;
}

function flagSpec({ name, description, value, optional, variadic }: Flag): string {
  const said = `[${escaped(description)}]`;
  if (value === undefined) return `${name}${said}`;
  // With several values: all words up to the next flag.
  if (variadic) return `*${name}${said}:*-*:${placeOf(value)}`;
  return `${name}=${said}:${optional ? ":" : ""}${placeOf(value)}`;
}

function placeOf({ name, words, paths }: Value): string {
  return `${name}:${actionOf({ words, paths })}`;
}

function actionOf({ words, paths }: Pick<Value, "words" | "paths">): string {
  const listed = plainWords(words);
  if (paths === "none") return listed === "" ? " " : `(${listed})`;
  if (listed !== "") return ` _headway_words_or_${paths} ${listed}`;
  return paths === "files" ? "_files" : "_files -/";
}

/** As `_arguments` and `_describe` take it. */
function escaped(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, "\\$&");
}
