/** The fenced blocks of our pages: commands, and what they are said to print. */

export interface Block {
  /** What stands behind the fence: `sh`, `text`, … */
  readonly language: string;
  readonly text: string;
  /** Of the fence, counted from 1. */
  readonly line: number;
}

/** All fenced blocks of a page, in their order. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    text: match[2] ?? "",
    line: page.slice(0, match.index).split("\n").length,
  }));
}

/** Stands for a number, and for text that was left out: within a line, or lines between two. */
const NUMBER = "‹n›";
const LEFT_OUT = "…";

/**
 * The first quoted line that the output does not have, looked for in order; undefined: it has all.
 * Lines that follow each other in the quotation follow each other in the output.
 */
export function lineMissing(quoted: string, output: string): string | undefined {
  const lines = output.split("\n").map((line) => line.trimEnd());
  let at = 0;
  // What was said before the first quoted line is not quoted.
  let maySkip = true;
  for (const wanted of quoted.trimEnd().split("\n")) {
    if (wanted === LEFT_OUT) {
      maySkip = true;
      continue;
    }
    const pattern = patternOf(wanted);
    const found = lines.findIndex((line, i) => i >= at && pattern.test(line));
    if (found < 0 || (!maySkip && found !== at)) return wanted;
    at = found + 1;
    maySkip = false;
  }
  return undefined;
}

function patternOf(quoted: string): RegExp {
  const escaped = quoted.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll(NUMBER, "\\d+").replaceAll(LEFT_OUT, ".*")}$`);
}
