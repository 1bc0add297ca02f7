/** Pages' blocks, and quotations that are or are not what was printed. */

import { describe, expect, it } from "vitest";
import { blocksOf, lineMissing } from "./blocks.ts";

it("finds fenced blocks with their language and line", () => {
  const page = "# A\n\n```sh\nls\n```\n\n```text\na\n```\n";
  expect(blocksOf(page)).toEqual([
    { language: "sh", text: "ls\n", line: 3 },
    { language: "text", text: "a\n", line: 7 },
  ]);
});

describe("a quotation", () => {
  const OUTPUT = "talk\n12 PASS, 1 FAIL\n  a (b)\nmore\nend of it\n";

  it.each([
    ["lines that follow each other", "‹n› PASS, 1 FAIL\n  a (b)\n"],
    ["lines with others between", "12 PASS, …\n…\nend of it\n"],
    ["nothing but what was left out", "…\n"],
  ])("is found: %s", (_, quoted) => {
    expect(lineMissing(quoted, OUTPUT)).toBeUndefined();
  });

  it.each([
    ["another number", "13 PASS, 1 FAIL\n", "13 PASS, 1 FAIL"],
    ["lines that do not follow each other", "‹n› PASS, 1 FAIL\nmore\n", "more"],
    ["another order", "more\n…\n  a (b)\n", "  a (b)"],
    ["the beginning of a line only", "end\n", "end"],
    ["text where a number is due", "‹n› of it\n", "‹n› of it"],
  ])("is not found: %s", (_, quoted, missing) => {
    expect(lineMissing(quoted, OUTPUT)).toBe(missing);
  });
});
