/** The script for fish: a line for each thing that can be typed. */

import type { Flag, Value, Verb } from "./verbs.ts";
import { firstWords, HELP, isKnown, plainWords } from "./words.ts";

export function fishCompletion(verbs: readonly Verb[]): string {
  const lines = firstWords(verbs).flatMap(({ word, description, below }) => [
    offered("''", word, description),
    ...below.map((verb) => offered(quoted(word), verb.word, verb.description)),
  ]);
  const groups = firstWords(verbs).filter(({ below }) => below.length > 0);
  return `# Completion of headway for fish. Load it with: headway completion fish | source

# Whether the verb that was typed is "$argv[1]".
function __headway_verb
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l verb "$typed[1]"
    if contains -- "$verb" ${plainWords(groups.map(({ word }) => word))}; and set -q typed[2]
        set verb "$verb $typed[2]"
    end
    test "$verb" = "$argv[1]"
end

complete -c headway -e
complete -c headway -f
${lines.join("\n")}
${verbs.map(verbLines).join("\n")}
`;
}

function offered(verb: string, word: string, description: string): string {
  return `complete -c headway -n ${quoted(`__headway_verb ${verb}`)} -a ${word} -d ${quoted(description)}`;
}

function verbLines({ words, flags, arguments: given }: Verb): string {
  const here = `complete -c headway -n ${quoted(`__headway_verb ${quoted(words.join(" "))}`)}`;
  const lines = [
    ...flags.map((flag) => `${here} ${flagWords(flag)}`),
    `${here} -l ${HELP.name.slice(2)} -d ${quoted(HELP.description)}`,
    // Which argument it is makes no difference: no verb has two of different kinds.
    ...new Set(given.filter(isKnown).map((argument) => `${here} ${expected(argument)}`)),
  ];
  return lines.join("\n");
}

function flagWords({ name, description, value, optional }: Flag): string {
  const flag = `-l ${name.slice(2)} -d ${quoted(description)}`;
  if (value === undefined) return flag;
  return `${flag}${optional ? "" : " -r"} ${expected(value)}`;
}

function expected({ words, paths }: Value): string {
  const listed = plainWords(words);
  if (paths === "files") return `-F${listed === "" ? "" : ` -a ${quoted(listed)}`}`;
  if (paths === "none") return `-f${listed === "" ? "" : ` -a ${quoted(listed)}`}`;
  return `-f -a ${quoted(`${listed} (__fish_complete_directories)`.trim())}`;
}

/** In single quotes, in which fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}
