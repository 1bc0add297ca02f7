/**
 * The script for bash: tables as `case` statements, and one function that finds the place. Needs
 * neither bash-completion nor a bash newer than 3.2, and evaluates nothing that is being typed.
 */

import type { Flag, Value, Verb } from "./verbs.ts";
import { firstWords, HELP, isKnown, plainWords, quoted } from "./words.ts";

export function bashCompletion(verbs: readonly Verb[]): string {
  const first = firstWords(verbs);
  const groups = first.filter(({ below }) => below.length > 0);
  return `# Completion of headway for bash. Load it with: source <(headway completion bash)

# Sets first (words of the first place) and below (of the second, behind "$1").
_headway_verbs() {
  first=${quoted(plainWords(first.map(({ word }) => word)))}
  case "$1" in
${groups.map(({ word, below }) => `    ${word}) below=${quoted(plainWords(below.map((verb) => verb.word)))} ;;`).join("\n")}
    *) below= ;;
  esac
}

# Sets flags: those of the verb "$1".
_headway_flags() {
  case "$1" in
${verbs.map((verb) => `    ${quoted(nameOf(verb))}) flags=${quoted(plainWords([...verb.flags.map(({ name }) => name), HELP.name]))} ;;`).join("\n")}
    *) flags= ;;
  esac
}

# Sets takes (none, one or many values), words and paths for "$1", which is "<verb> <flag>".
_headway_flag() {
  takes=none words= paths=none
  case "$1" in
${flagCases(verbs).join("\n")}
  esac
}

# Sets words and paths for "$1", which is "<verb> <number of the argument>".
_headway_argument() {
  words= paths=none
  case "$1" in
${argumentCases(verbs).join("\n")}
  esac
}

${FINDING}`;
}

const FINDING = `_headway() {
  local IFS=$' \\t\\n'
  local cur="\${COMP_WORDS[COMP_CWORD]}" verb= waiting= ended= position=1 at word
  local first below flags takes words paths found
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word="\${COMP_WORDS[at]}"
    if [ "$word" = "--" ]; then
      ended=1
    elif [ "$word" = "=" ]; then
      continue
    elif [ "$word" = ":" ]; then
      # What bash took apart is one word: that behind the colon is none of its own.
      at=$((at + 1))
    elif [[ $word == -* ]]; then
      _headway_flag "$verb $word"
      waiting="$word"
      [ "$takes" = none ] && waiting=
    elif [ -n "$waiting" ]; then
      [ "$takes" = many ] || waiting=
    elif [ $at = 1 ]; then
      verb="$word"
    else
      _headway_verbs "$verb"
      if [ $at = 2 ] && [ -n "$below" ]; then verb="$verb $word"; else position=$((position + 1)); fi
    fi
  done
  [ "$cur" = "=" ] && cur=
  # What stands behind -- is for k6, and what is behind a colon is open.
  [ -n "$ended" ] && return
  [ "$cur" = ":" ] || [ "\${COMP_WORDS[COMP_CWORD - 1]}" = ":" ] && return
  _headway_verbs "$verb"
  words= paths=none
  if [ $COMP_CWORD = 1 ]; then
    words="$first"
  elif [ $COMP_CWORD = 2 ] && [ -n "$below" ]; then
    words="$below"
  elif [[ $cur == -* ]]; then
    _headway_flags "$verb"
    words="$flags"
  elif [ -n "$waiting" ]; then
    _headway_flag "$verb $waiting"
  else
    _headway_argument "$verb $position"
    if [ -z "$words" ] && [ "$paths" = none ]; then
      _headway_flags "$verb"
      words="$flags"
    fi
  fi
  while IFS= read -r found; do
    [ -n "$found" ] && COMPREPLY+=("$found")
  done < <(
    compgen -W "$words" -- "$cur"
    case "$paths" in
      files) compgen -f -- "$cur" ;;
      folders) compgen -d -- "$cur" ;;
    esac
  )
  [ "$paths" = none ] || compopt -o filenames 2>/dev/null || true
}

complete -F _headway headway
`;

function nameOf({ words }: Verb): string {
  return words.join(" ");
}

/** One case for all flags that take the same, whichever verb has them. */
function flagCases(verbs: readonly Verb[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const verb of verbs) {
    for (const flag of verb.flags) {
      if (flag.value === undefined) continue;
      const does = `takes=${takesOf(flag)}${setting(flag.value)}`;
      places.set(does, [...(places.get(does) ?? []), `${nameOf(verb)} ${flag.name}`]);
    }
  }
  return [...places].map(([does, those]) => `    ${those.map(quoted).join(" | ")}) ${does} ;;`);
}

function takesOf({ variadic }: Flag): "one" | "many" {
  return variadic ? "many" : "one";
}

function argumentCases(verbs: readonly Verb[]): readonly string[] {
  return verbs.flatMap((verb) =>
    verb.arguments.flatMap((argument, index) => {
      if (!isKnown(argument)) return [];
      const place = argument.variadic ? "*" : `${index + 1}`;
      return `    ${quoted(`${nameOf(verb)} `)}${place})${setting(argument)} ;;`;
    }),
  );
}

function setting({ words, paths }: Value): string {
  const listed = words.length === 0 ? "" : ` words=${quoted(plainWords(words))}`;
  return paths === "none" ? listed : `${listed} paths=${paths}`;
}
