/**
 * Writes a document as indented JSON. Whole numbers beyond 2^53 come as `bigint` and are written
 * digit by digit: `JSON.stringify` would round 9223372036854775807, or throw.
 */

import { writeString } from "../report/index.ts";

export type Node =
  | string
  | boolean
  | number
  | bigint
  | readonly Node[]
  | { readonly [name: string]: Node | undefined };

/** The node as JSON, two blanks a level. A member that is undefined is left out. */
export function writeNode(node: Node, indent = ""): string {
  if (typeof node === "string") return writeString(node);
  if (typeof node !== "object") return String(node);
  const inner = `${indent}  `;
  if (isList(node)) {
    return block(
      "[]",
      indent,
      node.map((item) => writeNode(item, inner)),
    );
  }
  const members = Object.entries(node).flatMap(([name, value]) =>
    value === undefined ? [] : [`${writeString(name)}: ${writeNode(value, inner)}`],
  );
  return block("{}", indent, members);
}

function block(brackets: "[]" | "{}", indent: string, lines: readonly string[]): string {
  if (lines.length === 0) return brackets;
  const inside = lines.map((line) => `${indent}  ${line}`).join(",\n");
  return `${brackets[0]}\n${inside}\n${indent}${brackets[1]}`;
}

function isList(node: Node): node is readonly Node[] {
  return Array.isArray(node);
}
