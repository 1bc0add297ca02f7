/** What the scripts of all shells have in common. */

import type { Value, Verb } from "./verbs.ts";

/** For every flag that a verb has without saying so. */
export const HELP = { name: "--help", description: "flags and examples" } as const;

/** What can come first after the command: verbs and the groups of verbs. */
export interface FirstWord {
  readonly word: string;
  readonly description: string;
  /** The verbs behind it, where it is a group. */
  readonly below: readonly { readonly word: string; readonly description: string }[];
}

/** First words in the verbs' order. A verb has at most two words. */
export function firstWords(verbs: readonly Verb[]): readonly FirstWord[] {
  const names = [...new Set(verbs.map(({ words }) => words[0] ?? ""))];
  return names.map((word) => {
    const those = verbs.filter(({ words }) => words[0] === word);
    const below = those.flatMap(({ words, description }) =>
      words[1] === undefined ? [] : [{ word: words[1], description }],
    );
    const description =
      below.length === 0
        ? (those[0]?.description ?? "")
        : below.map((verb) => verb.word).join(", ");
    return { word, description, below };
  });
}

/**
 * The words, blank between them. Shells expand what they are given, so a word that is not plain has
 * no place in a script: throws.
 */
export function plainWords(words: readonly string[]): string {
  const odd = words.find((word) => !/^[\w@%+=,./-]+$/.test(word));
  if (odd !== undefined) throw new Error(`completion: ${JSON.stringify(odd)} is no plain word`);
  return words.join(" ");
}

/** In single quotes, as every POSIX shell takes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Whether anything is known that could stand there. */
export function isKnown(value: Value): boolean {
  return value.words.length > 0 || value.paths !== "none";
}
